import type { Operation, OperationState } from "@millrace/core";
import type { Shown } from "./shown.ts";
import type { Detail, Style, View } from "./view.ts";

const STYLES: Readonly<Record<OperationState, Style>> = {
  COUNTING: "blue",
  RUNNING: "yellow",
  STOPPING: "yellow",
  DONE: "green",
  STOPPED: "gray",
  REFUSED: "red",
};

export const OPERATION_VIEW: View<Operation> = {
  columns: [
    { header: "ID", cell: ({ id }) => id },
    { header: "ACTION", cell: ({ action, dryRun }) => (dryRun ? `${action} (dry run)` : action) },
    { header: "STATE", cell: ({ state }) => state, style: ({ state }) => STYLES[state] },
    { header: "MATCHED", alignRight: true, cell: matchedText },
    { header: "DONE", alignRight: true, cell: ({ done }) => String(done) },
    { header: "SKIPPED", alignRight: true, cell: ({ skipped }) => String(skipped) },
    {
      header: "FAILED",
      alignRight: true,
      cell: ({ failed }) => String(failed),
      style: ({ failed }) => (failed > 0 ? "red" : undefined),
    },
    { header: "STARTED", cell: ({ startedAt }, shown) => shown.time(startedAt) },
    { header: "FILTER", cell: ({ filter }) => JSON.stringify(filter) },
  ],
  fields: [
    ...["id", "action", "filter", "reason", "dryRun", "expectCount", "state", "matched", "more"],
    ...["done", "skipped", "failed", "errors", "refusal", "maxPerSecond", "startedAt", "endedAt"],
  ],
  id: ({ id }) => id,
  json: ({ startedAt, endedAt, ...operation }) => ({
    ...operation,
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
  }),
  details: detailsOf,
};

/** How many jobs match, as far as that is known: `10,000+` says that not all were looked at. */
export function matchedText({ matched, more }: Pick<Operation, "matched" | "more">): string {
  return `${matched.toLocaleString("en-US")}${more ? "+" : ""}`;
}

function detailsOf(operation: Operation, shown: Shown): readonly Detail[] {
  const { state, refusal = "", errors, maxPerSecond } = operation;
  const lines = errors.flatMap(({ code, count, samples }) => [
    `${code}: ${count}`,
    ...samples.map(({ message }) => `  ${message}`),
  ]);
  return [
    ["id", operation.id],
    ["action", operation.dryRun ? `${operation.action} (dry run)` : operation.action],
    ["filter", JSON.stringify(operation.filter)],
    ["reason", operation.reason],
    ["most a second", maxPerSecond === undefined ? "" : String(maxPerSecond)],
    ["state", state, STYLES[state]],
    ["refused", refusal, "red"],
    ["matched", matchedText(operation)],
    ["done", String(operation.done)],
    ["skipped", String(operation.skipped)],
    ["failed", String(operation.failed), operation.failed > 0 ? "red" : undefined],
    ["started", shown.fullTime(operation.startedAt)],
    ["ended", shown.fullTime(operation.endedAt)],
    ["errors", lines.join("\n"), "red"],
  ];
}
