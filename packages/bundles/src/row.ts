import { isDeepStrictEqual } from "node:util";
import { expected, PROGRAMS, type ProgramName } from "./program.ts";

/** How each program fared in one way to make or run it. */
export interface Row {
  /** The way, for people. */
  readonly name: string;
  /** Why it did not run as expected, or `undefined` when it did. A program that is missing was left out. */
  readonly faults: ReadonlyMap<ProgramName, string | undefined>;
}

/** Why `report` is not what `name` has to report, or `undefined` when it is. */
export async function faultOf(
  name: ProgramName,
  report: Promise<unknown>,
): Promise<string | undefined> {
  try {
    const found = await report;
    if (isDeepStrictEqual(found, expected(name))) return undefined;
    return `it has reported ${JSON.stringify(found)}`;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    return stderr || message;
  }
}

/** The rows as a table of Markdown. */
export function resultTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const cell = (faults: Row["faults"], name: ProgramName) => {
    if (!faults.has(name)) return "not run";
    return faults.get(name) === undefined ? "runs" : "fails";
  };
  return [
    line(["", ...PROGRAMS]),
    line(["---", ...PROGRAMS.map(() => "---")]),
    ...rows.map(({ name, faults }) => line([name, ...PROGRAMS.map((each) => cell(faults, each))])),
  ].join("\n");
}
