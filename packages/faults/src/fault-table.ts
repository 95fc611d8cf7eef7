import type { AuditResult } from "./campaign.ts";

/** What a fault has cost on one engine. */
export interface Row {
  readonly engine: string;
  readonly fault: string;
  readonly times: number;
  readonly audit: AuditResult;
}

/** The rows as a table in Markdown. */
export function faultTable(rows: readonly Row[]): string {
  const lines = rows.map(({ engine, fault, times, audit }) => {
    const { jobs, underFlow, runs, lost, runTwice, settledTwice, brokenRules } = audit;
    const done = [times, jobs, underFlow, runs];
    const wrong = [lost, runTwice, settledTwice, brokenRules];
    const counts = [...done, ...wrong].map((n) => n.toLocaleString("en"));
    return `| ${[engine, fault, ...counts].join(" | ")} |`;
  });
  return [
    "| store | fault | times | jobs | under flow control | runs | lost | run twice | settled twice | rules broken |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
