import type { FieldViolation } from "@millrace/core";
import { LineCounter, parseDocument, visit } from "yaml";
import { YamlPlaces } from "./yaml-places.ts";

/** What a file of YAML says, or one of JSON, which YAML includes. */
export interface YamlFile {
  readonly content: unknown;
  /** What would lose digits, each with its line. */
  readonly problems: readonly string[];
  /** A problem of a field in words, with its line. */
  problemOf(violation: FieldViolation): string;
}

/** A text is no YAML: why, each with its line. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * Reads YAML.
 *
 * @param name what the file is called in problems.
 * @throws YamlError
 */
export function readYaml(text: string, name: string): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: true });
  const places = new YamlPlaces(document, lineCounter);
  const malformed = document.errors.map(({ message, pos }) => {
    return `${name}:${lineCounter.linePos(pos[0]).line}: ${message.split(/ at line /, 1)[0]}`;
  });
  if (malformed.length > 0) throw new YamlError(malformed);
  const problems: string[] = [];
  visit(document, {
    Scalar(_, { value, range, source }) {
      if (typeof value !== "number" || !Number.isInteger(value)) return;
      if (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(source ?? "")) return;
      const { line } = lineCounter.linePos(range?.[0] ?? 0);
      problems.push(`${name}:${line}: ${source} would lose digits; write it as a text`);
    },
  });
  return {
    content: document.toJS(),
    problems,
    problemOf({ field, description }) {
      return `${name}:${places.lineOf(stepsOf(field))}: ${field} ${description}`;
    },
  };
}

function stepsOf(field: string): string[] {
  return [...field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|[^.[\]]+/g)].map(
    ([step, key, place]) => key ?? place ?? step,
  );
}
