import { createHash } from "node:crypto";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";
import { FUNCTION_NAMES, functionStatements } from "./sql.ts";
import type { Row, Statement } from "./statement.ts";

/**
 * Grows with every change of the functions, so that of two versions of Millrace on one schema the
 * older one leaves those of the newer one alone. A test tells when it must grow.
 */
export const FUNCTIONS_REVISION = 49;

/** What is known of the functions in a schema. */
export interface FoundFunctions {
  readonly names: readonly string[];
  /** What those who made them have noted, if anything. */
  readonly note: string | undefined;
}

/** The digest of all functions, as they are made in every schema. */
export function functionsDigest(): string {
  const hash = createHash("sha256");
  // The names of schemas differ.
  for (const statement of functionStatements("schema")) hash.update(statement);
  return hash.digest("hex");
}

/** Tells of the functions in a schema. */
export function lookForFunctions(schema: string): Statement {
  return {
    text: `SELECT p.proname, CASE p.proname WHEN 'now_ms' THEN obj_description(p.oid, 'pg_proc') END
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1`,
    values: [schema],
  };
}

/** The answer to {@link lookForFunctions}. */
export function readFunctions(rows: readonly Row[]): FoundFunctions {
  const note = rows.find(([, description]) => description !== null)?.[1];
  return {
    names: rows.map(([name]) => name as string),
    note: note as string | undefined,
  };
}

/** Whether the functions are those of this version, or of a newer one that keeps to the same tables. */
export function areCurrent({ names, note }: FoundFunctions): boolean {
  if (!FUNCTION_NAMES.every((name) => names.includes(name))) return false;
  const revision = Number(/^Millrace functions, revision (\d+),/.exec(note ?? "")?.[1] ?? 0);
  return revision > FUNCTIONS_REVISION || note === ownNote();
}

/** The statements that make the functions, and note whose they are. */
export function makeFunctions(schema: string): string[] {
  const carrier = `${escapeIdentifier(schema)}.now_ms()`;
  return [
    ...functionStatements(schema),
    `COMMENT ON FUNCTION ${carrier} IS ${escapeLiteral(ownNote())}`,
  ];
}

let note: string | undefined;

function ownNote(): string {
  note ??= `Millrace functions, revision ${FUNCTIONS_REVISION}, sha256 ${functionsDigest()}`;
  return note;
}
