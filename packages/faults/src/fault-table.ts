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
    const { jobs, lost, runTwice, settledTwice } = audit;
    const counts = [times, jobs, lost, runTwice, settledTwice].map((n) => n.toLocaleString("en"));
    return `| ${[engine, fault, ...counts].join(" | ")} |`;
  });
  return [
    "| store | fault | times | jobs | lost | run twice | settled twice |",
    "|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
