import type { Queue } from "@millrace/client";
import type { JobStatus } from "@millrace/core";
import { countText, rateText } from "./queue-view.ts";
import type { Column, View } from "./view.ts";

/** Queues together, at a time. */
export interface LiveStats {
  readonly at: Date;
  readonly queues: readonly Queue[];
}

type Rate = "enqueuedPerSecond" | "completedPerSecond" | "failedPerSecond" | "retriedPerSecond";

export const LIVE_STATS_VIEW: View<LiveStats> = {
  columns: [
    { header: "TIME", cell: ({ at }) => at.toISOString().slice(11, 19) },
    count("PENDING"),
    count("RUNNING"),
    count("RETRYING"),
    count("FAILED"),
    rate("IN/S", "enqueuedPerSecond"),
    rate("DONE/S", "completedPerSecond"),
    rate("FAILED/S", "failedPerSecond"),
    rate("RETRIED/S", "retriedPerSecond"),
    {
      header: "OLDEST PENDING",
      alignRight: true,
      cell: (stats, shown) => shown.length(oldestPendingMs(stats)),
    },
  ],
  fields: [
    ...["at", "pending", "running", "retrying", "failed", "oldestPendingMs"],
    ...["enqueuedPerSecond", "completedPerSecond", "failedPerSecond", "retriedPerSecond"],
  ],
  id: ({ at }) => at.toISOString(),
  json: (stats) => ({
    at: stats.at.toISOString(),
    pending: countOf(stats, "PENDING"),
    running: countOf(stats, "RUNNING"),
    retrying: countOf(stats, "RETRYING"),
    failed: countOf(stats, "FAILED"),
    oldestPendingMs: oldestPendingMs(stats),
    enqueuedPerSecond: rateOf(stats, "enqueuedPerSecond"),
    completedPerSecond: rateOf(stats, "completedPerSecond"),
    failedPerSecond: rateOf(stats, "failedPerSecond"),
    retriedPerSecond: rateOf(stats, "retriedPerSecond"),
  }),
};

function count(status: JobStatus): Column<LiveStats> {
  return {
    header: status,
    alignRight: true,
    cell: (stats) => countText(countOf(stats, status)),
  };
}

function rate(header: string, name: Rate): Column<LiveStats> {
  return { header, alignRight: true, cell: (stats) => rateText(rateOf(stats, name)) };
}

function countOf({ queues }: LiveStats, status: JobStatus) {
  const counts = queues.map(({ counts }) => counts[status]);
  return {
    jobs: counts.reduce((sum, { jobs }) => sum + jobs, 0),
    more: counts.some(({ more }) => more),
  };
}

function rateOf({ queues }: LiveStats, name: Rate): number {
  return queues.reduce((sum, { activity }) => sum + activity[name], 0);
}

function oldestPendingMs({ queues }: LiveStats): number | undefined {
  const ages = queues.flatMap(({ counts }) => counts.PENDING.oldestAgeMs ?? []);
  return ages.length === 0 ? undefined : Math.max(...ages);
}
