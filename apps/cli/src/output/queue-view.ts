import type { Queue, StatusCount } from "@millrace/client";
import type { JobStatus, QueueHold, Rate } from "@millrace/core";
import type { Shown } from "./shown.ts";
import type { Column, Detail, View } from "./view.ts";

export const QUEUE_VIEW: View<Queue> = {
  columns: [
    { header: "TYPE", cell: ({ type }) => type },
    count("PENDING"),
    count("RUNNING"),
    count("SCHEDULED"),
    count("RETRYING"),
    count("BLOCKED", true),
    count("FAILED"),
    count("COMPLETED", true),
    count("CANCELLED", true),
    {
      header: "OLDEST PENDING",
      alignRight: true,
      cell: ({ counts }, shown) => shown.length(counts.PENDING.oldestAgeMs),
    },
    { header: "WORKERS", alignRight: true, cell: ({ workers }) => String(workers) },
    rate("IN/S", ({ enqueuedPerSecond }) => enqueuedPerSecond),
    rate("DONE/S", ({ completedPerSecond }) => completedPerSecond),
    rate("FAILED/S", ({ failedPerSecond }) => failedPerSecond),
    {
      header: "WAIT P95",
      alignRight: true,
      wide: true,
      cell: ({ activity }, shown) => shown.length(activity.wait?.p95Ms),
    },
    {
      header: "RUN P95",
      alignRight: true,
      wide: true,
      cell: ({ activity }, shown) => shown.length(activity.run?.p95Ms),
    },
    { header: "SETTINGS", cell: settingsOf, style: ({ paused }) => paused && "yellow" },
  ],
  fields: ["type", "counts", "workers", "activity", "paused", "draining", "throttled", "limits"],
  id: ({ type }) => type,
  json: ({ paused, draining, throttled, ...queue }) => ({
    ...queue,
    ...(paused && { paused: holdJson(paused) }),
    ...(draining && { draining: holdJson(draining) }),
    ...(throttled && { throttled: holdJson(throttled) }),
  }),
  details: detailsOf,
};

/** The limits of a queue alone. */
export const LIMITS_VIEW: View<Queue> = {
  columns: [
    { header: "TYPE", cell: ({ type }) => type },
    { header: "MAX RUNNING", cell: ({ limits }) => String(limits?.maxRunning ?? "none") },
    {
      header: "RATE",
      cell: ({ limits }, shown) =>
        limits?.rate === undefined ? "none" : rateOf(limits.rate, shown),
    },
    { header: "MAX OF A KEY", cell: ({ limits }) => String(limits?.keyMaxRunning ?? "none") },
    {
      header: "RATE OF A KEY",
      cell: ({ limits }, shown) =>
        limits?.keyRate === undefined ? "none" : rateOf(limits.keyRate, shown),
    },
    {
      header: "KEY ON FAILURE",
      cell: ({ limits }) => (limits?.keyOnFailure ?? "CONTINUE").toLowerCase(),
    },
    { header: "ORDER", cell: ({ limits }) => (limits?.order ?? "PRIORITY").toLowerCase() },
    { header: "AGING", cell: ({ limits }, shown) => agingOf(limits?.agingMs, shown) },
  ],
  fields: ["type", "limits"],
  id: ({ type }) => type,
  json: ({ type, limits = {} }) => ({ type, limits }),
};

function count(status: JobStatus, wide = false): Column<Queue> {
  return {
    header: status,
    alignRight: true,
    wide,
    cell: ({ counts }) => countText(counts[status]),
    style: ({ counts }) => (status === "FAILED" && counts.FAILED.jobs > 0 ? "red" : undefined),
  };
}

function rate(header: string, of: (activity: Queue["activity"]) => number): Column<Queue> {
  return { header, alignRight: true, wide: true, cell: ({ activity }) => rateText(of(activity)) };
}

const numbers = new Intl.NumberFormat("en-US");

/** Exact, or with a plus for at least so many. */
export function countText({ jobs, more }: Pick<StatusCount, "jobs" | "more">): string {
  return `${numbers.format(jobs)}${more ? "+" : ""}`;
}

/** A rate for people: exact where it is low. */
export function rateText(perSecond: number): string {
  return perSecond === 0 || perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(2);
}

function settingsOf({ paused, draining, throttled, limits }: Queue, shown: Shown): string {
  const parts = [
    paused && `paused ${holdText(paused, shown)}`,
    draining && `draining ${holdText(draining, shown)}`,
    throttled && `throttled ${holdText(throttled, shown)}`,
    limits?.maxRunning !== undefined && `at most ${limits.maxRunning} running`,
    limits?.rate !== undefined && `at most ${rateOf(limits.rate, shown)}`,
    limits?.keyMaxRunning !== undefined && `at most ${limits.keyMaxRunning} of a key running`,
    limits?.keyRate !== undefined && `at most ${rateOf(limits.keyRate, shown)} of a key`,
    limits?.keyOnFailure !== undefined && `keys ${limits.keyOnFailure.toLowerCase()} on failure`,
    limits?.order !== undefined && `${limits.order.toLowerCase()} order`,
    limits?.agingMs !== undefined && `${agingOf(limits.agingMs, shown)} a priority`,
  ];
  return parts.filter(Boolean).join(", ");
}

function agingOf(agingMs: number | undefined, shown: Shown): string {
  return agingMs === undefined ? "none" : shown.length(agingMs);
}

export function rateOf({ limit, periodMs, burst }: Rate, shown: Shown): string {
  const atOnce = burst === undefined ? "" : `, ${burst} at once`;
  return `${limit} starts in ${shown.length(periodMs)}${atOnce}`;
}

function holdText({ at, by, reason, until }: QueueHold, shown: Shown): string {
  const parts = [
    shown.time(at),
    by && `by ${by}`,
    until !== undefined && `until ${new Date(until).toISOString()}`,
    reason && `(${reason})`,
  ];
  return parts.filter(Boolean).join(" ");
}

function holdJson({ at, until, ...hold }: QueueHold): object {
  return {
    ...hold,
    at: new Date(at).toISOString(),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  };
}

function detailsOf(queue: Queue, shown: Shown): readonly Detail[] {
  const { counts, activity } = queue;
  const { enqueuedPerSecond, completedPerSecond, failedPerSecond, retriedPerSecond } = activity;
  const statuses = Object.entries(counts).map(([status, of]): Detail => {
    const { oldestAgeMs } = of;
    const oldest = oldestAgeMs === undefined ? "" : `, oldest ${shown.length(oldestAgeMs)}`;
    const isBad = status === "FAILED" && of.jobs > 0;
    return [status, `${countText(of)}${oldest}`, isBad ? "red" : undefined];
  });
  const quantiles = (times: Queue["activity"]["wait"]) =>
    times === undefined ? "" : `p50 ${shown.length(times.p50Ms)}, p95 ${shown.length(times.p95Ms)}`;
  return [
    ["type", queue.type],
    ["settings", settingsOf(queue, shown), "yellow"],
    ["workers", String(queue.workers)],
    ...statuses,
    [
      "per second",
      `${rateText(enqueuedPerSecond)} enqueued, ${rateText(completedPerSecond)} completed, ${rateText(failedPerSecond)} failed, ${rateText(retriedPerSecond)} retried`,
    ],
    ["wait", quantiles(activity.wait)],
    ["run", quantiles(activity.run)],
  ];
}
