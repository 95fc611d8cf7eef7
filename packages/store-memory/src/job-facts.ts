import { type EpochMs, EXPLAINED, type JobFacts, keyOrder, rateRoom } from "@millrace/core";
import type { JobTable, StoredJob } from "./job-table.ts";

/** What decides whether and when a job runs. */
export function factsOf(table: JobTable, { job, key }: StoredJob, now: EpochMs): JobFacts {
  const { id, type, status, concurrencyKey } = job;
  const settings = table.settings.get(type, now);
  const queue = table.queue(type);
  const rate = settings.limits?.rate;
  const keyWait = concurrencyKey === undefined ? undefined : queue.waitOf(concurrencyKey);
  const keyRateRoom =
    concurrencyKey === undefined
      ? undefined
      : queue.turns?.rateRoom(concurrencyKey, settings.limits, now);
  const keyKeepers =
    concurrencyKey === undefined || queue.keys?.isKeeper(concurrencyKey, id)
      ? undefined
      : queue.keys?.keepersOf(concurrencyKey);
  const isOfKey = (other: string) => table.get(other)?.job.concurrencyKey === concurrencyKey;
  const isAheadFor = keyOrder(settings.limits) === "STRICT" ? () => true : isOfKey;
  const running = queue.idsBefore("RUNNING");
  const keyLimits = concurrencyKey === undefined ? undefined : queue.keys?.limitsOf(concurrencyKey);
  const keyLimit = keyLimits?.maxRunning ?? settings.limits?.keyMaxRunning;
  return {
    now,
    job,
    settings,
    ...(settings.limits?.maxRunning !== undefined && { running: firstOf(running) }),
    ...(keyRateRoom && { keyRateRoom }),
    ...(keyWait && keyWait.until > now && { keyWait }),
    ...(keyKeepers && { keyKeepers }),
    ...(rate && { rateRoom: rateRoom(table.settings.starts(type), rate, now) }),
    ...(keyLimits && { keyLimits }),
    ...(keyLimit !== undefined &&
      concurrencyKey !== undefined && { keyRunning: firstOf(running.filter(isOfKey)) }),
    ...(status === "PENDING" && {
      ahead: {
        jobs: queue.idsBefore(status, key).filter(isAheadFor).length,
        more: false,
      },
    }),
  };
}

/** How many they are, and the first of them. */
function firstOf(jobIds: readonly string[]) {
  return { jobs: jobIds.length, jobIds: jobIds.slice(0, EXPLAINED.jobs) };
}
