import { JOB_STATUSES, type QueueSettings, type StatusCount } from "@millrace/core";
import { decodeSettings, type KeptSettings } from "./partition-settings.ts";

/** The queue of a type, as it is in one partition. */
export interface PartitionQueue {
  /** Of each of `JOB_STATUSES`, in order. */
  readonly counts: readonly StatusCount[];
  readonly settings: QueueSettings;
  /** The same as it is kept, for other partitions to copy. */
  readonly kept: KeptSettings;
}

/** How many parts of what `queues.lua` returns tell of one type. */
export const QUEUE_PARTS: number = 11 + 2 * JOB_STATUSES.length;

/** The queue that these parts tell of. */
export function partitionQueue(parts: readonly (number | Buffer)[]): PartitionQueue {
  const [revision, paused, draining, throttled, maxRunning, keyMaxRunning, ...rest] =
    parts as readonly Buffer[] as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, ...Buffer[]];
  const [rate, keyRate, order, keyOnFailure, agingMs, ...told] = rest as [
    Buffer,
    ...[Buffer, Buffer, Buffer, Buffer],
    ...unknown[],
  ];
  const counts = JOB_STATUSES.map((_, i): StatusCount => {
    const [jobs, oldestAgeMs] = [told[2 * i] as number, told[2 * i + 1]];
    return { jobs, more: false, ...(typeof oldestAgeMs === "number" && { oldestAgeMs }) };
  });
  const fields = [];
  if (paused.length > 0) fields.push("paused", paused);
  if (draining.length > 0) fields.push("draining", draining);
  if (throttled.length > 0) fields.push("throttled", throttled);
  if (maxRunning.length + rate.length > 0) fields.push("parted", "1");
  if (maxRunning.length > 0) fields.push("maxRunning", maxRunning);
  if (keyMaxRunning.length > 0) fields.push("keyMaxRunning", keyMaxRunning);
  if (rate.length > 0) fields.push("rate", rate);
  if (keyRate.length > 0) fields.push("keyRate", keyRate);
  if (order.length > 0) fields.push("order", order);
  if (keyOnFailure.length > 0) fields.push("keyOnFailure", keyOnFailure);
  if (agingMs.length > 0) fields.push("agingMs", agingMs);
  return {
    counts,
    settings: decodeSettings({
      paused,
      draining,
      throttled,
      maxRunning,
      keyMaxRunning,
      rate,
      keyRate,
      order,
      keyOnFailure,
      agingMs,
    }),
    kept: { revision: Number(revision.toString()), fields },
  };
}
