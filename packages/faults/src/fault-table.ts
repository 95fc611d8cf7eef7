import type { Toll } from "./campaign.ts";

/** What a fault has cost on one engine. */
export interface Row {
  readonly engine: string;
  readonly fault: string;
  readonly times: number;
  readonly toll: Toll;
}

const START = "<!-- faults: written by `pnpm faults` -->";
const END = "<!-- /faults -->";

/** The rows as a table in Markdown. */
export function faultTable(rows: readonly Row[]): string {
  const lines = rows.map(({ engine, fault, times, toll }) => {
    const { jobs, lost, runTwice, settledTwice } = toll;
    const counts = [times, jobs, lost, runTwice, settledTwice].map((n) => n.toLocaleString("en"));
    return `| ${[engine, fault, ...counts].join(" | ")} |`;
  });
  return [
    "| store | fault | times | jobs | lost | run twice | settled twice |",
    "|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

/**
 * `document` with its table between the marks replaced.
 *
 * @throws Error when the marks are missing.
 */
export function withFaultTable(document: string, table: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the document has no ${START} … ${END}`);
  return `${document.slice(0, start)}${START}\n${table}\n${document.slice(end)}`;
}
