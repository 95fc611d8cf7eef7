import type { MaintenanceReport } from "@millrace/core";
import type { Partition } from "./partition.ts";

/** A round of maintenance in each partition. */
export async function maintainAll(partitions: readonly Partition[]): Promise<MaintenanceReport> {
  const reports = await Promise.all(partitions.map((partition) => partition.maintain()));
  const sum = (count: (report: MaintenanceReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  return {
    promoted: sum(({ promoted }) => promoted),
    rescued: sum(({ rescued }) => rescued),
    expired: sum(({ expired }) => expired),
    pruned: sum(({ pruned }) => pruned),
    more: reports.some(({ more }) => more),
  };
}
