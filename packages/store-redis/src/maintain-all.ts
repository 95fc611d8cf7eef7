import type { MaintenanceReport } from "@millrace/core";
import type { Partition } from "./partition.ts";

/** A round of maintenance in each partition; it was done by another if that is so in all of them. */
export async function maintainAll(
  partitions: readonly Partition[],
  unlessWithinMs: number,
): Promise<MaintenanceReport> {
  const reports = await Promise.all(
    partitions.map((partition) => partition.maintain(unlessWithinMs)),
  );
  const sum = (count: (report: MaintenanceReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  return {
    promoted: sum(({ promoted }) => promoted),
    rescued: sum(({ rescued }) => rescued),
    pruned: sum(({ pruned }) => pruned),
    more: reports.some(({ more }) => more),
    ...(reports.every(({ doneByAnother }) => doneByAnother) && { doneByAnother: true }),
  };
}
