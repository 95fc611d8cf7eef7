import { invalidValue, usageError } from "../cli-error.ts";
import type { GlobalOptions } from "../global-options.ts";
import { formatJson } from "./lossless-json.ts";

/** What jq takes within a second: its time grows with the square of its input. */
const MOST_BYTES = 256 * 1024;

/** Texts as they are, anything else as JSON in a line. */
const FLAGS = ["-c", "-r"];

/** Applies a filter of jq to things one by one, so that a list is printed as it comes, however long it is. */
export class JqFilter {
  readonly #filter: string;
  #jq: Promise<typeof import("jq-wasm")> | undefined;

  private constructor(filter: string) {
    this.#filter = filter;
  }

  /**
   * The filter that is asked for, if any.
   *
   * @throws CliError when a format is asked for besides that is no JSON.
   */
  static from({ jq, output = "json" }: GlobalOptions): JqFilter | undefined {
    if (jq === undefined) return undefined;
    if (output === "json" || output === "jsonl") return new JqFilter(jq);
    throw usageError(`--jq prints JSON, which -o ${output} does not`, "leave out -o", "--jq");
  }

  /** @throws CliError with what jq says, when it does not understand the filter or cannot apply it. */
  async apply(item: object): Promise<string> {
    const text = formatJson(item);
    if (text.length > MOST_BYTES) {
      throw invalidValue(
        "--jq",
        `takes things of up to ${MOST_BYTES} bytes, and this one has ${text.length} as JSON`,
        "name the fields that matter by --fields, or pipe -o json to jq",
      );
    }
    this.#jq ??= loadJq();
    const { raw } = await this.#jq;
    let printed: string;
    try {
      printed = await raw(text, this.#filter, FLAGS);
    } catch (error) {
      throw refusal(this.#filter, error instanceof Error ? error.message : String(error));
    }
    return printed === "" ? "" : `${printed}\n`;
  }
}

async function loadJq(): Promise<typeof import("jq-wasm")> {
  try {
    return await import("jq-wasm");
  } catch {
    throw usageError(
      "--jq needs the package jq-wasm, which was left out when this was installed",
      "install it, or pipe -o json to jq",
      "--jq",
    );
  }
}

function refusal(filter: string, said: string): Error {
  const lines = said.split("\n").map((line) => line.trim().replace(/^jq: /, ""));
  const compileErrors = lines.filter((line) => line.includes("compile error"));
  const [first = ""] = lines;
  if (compileErrors.length > 0) {
    const why = first.replace(/^error: /, "").replace(" (Unix shell quoting issues?)", "");
    return usageError(
      `--jq: jq does not understand ${filter}: ${why}`,
      "write the filter in single quotes, such as '.errors[-1].message'",
      "--jq",
    );
  }
  return invalidValue(
    "--jq",
    `cannot be applied: ${first.replace(/^error \([^)]*\): /, "")}`,
    "see what it is applied to by -o json; a ? behind a path passes over what is not there",
  );
}
