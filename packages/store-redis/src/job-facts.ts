import type { JobFacts } from "@millrace/core";
import { decodeJob, type JobReply } from "./job-reply.ts";
import { decodeKeepers, decodeKeyLimits, type KeepersReply } from "./partition-keys.ts";
import { decodeSettings } from "./partition-settings.ts";

/** A number, or empty for none. */
type MaybeNumber = number | Buffer;

/** What `explain.lua` returns for a job that exists. */
export type FactsReply = readonly [
  ...[now: number, job: JobReply, paused: Buffer, draining: Buffer, throttled: Buffer],
  ...[maxRunning: Buffer, keyMaxRunning: Buffer, rate: Buffer, keyRate: Buffer, order: Buffer],
  ...[keyOnFailure: Buffer, agingMs: Buffer, ahead: MaybeNumber],
  ...[running: MaybeNumber, runningIds: readonly Buffer[]],
  ...[ofKey: MaybeNumber, idsOfKey: readonly Buffer[]],
  ...[room: MaybeNumber, nextAt: MaybeNumber, keyRoom: MaybeNumber, keyNextAt: MaybeNumber],
  keyWait: Buffer,
  keyLimits: Buffer,
  ...keepers: KeepersReply,
];

export function decodeFacts(reply: FactsReply): JobFacts {
  const [now, job, paused, draining, throttled, maxRunning, keyMaxRunning, ...rest] = reply;
  const [rate, keyRate, order, keyOnFailure, agingMs, ahead, running, runningIds, ...others] = rest;
  const [ofKey, idsOfKey, room, nextAt, keyRoom, keyNextAt, keyWait, own, ...keepers] = others;
  const keyLimits = decodeKeyLimits(own);
  const keyKeepers = decodeKeepers(keepers);
  const [until, by] = keyWait.toString().split(" ");
  return {
    now,
    job: decodeJob(job).job,
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
    ...(typeof running === "number" && {
      running: { jobs: running, jobIds: runningIds.map(String) },
    }),
    ...(keyLimits && { keyLimits }),
    ...(keyKeepers && { keyKeepers }),
    ...(typeof ofKey === "number" && { keyRunning: { jobs: ofKey, jobIds: idsOfKey.map(String) } }),
    ...(typeof room === "number" &&
      typeof nextAt === "number" && { rateRoom: { room, at: nextAt } }),
    ...(typeof keyRoom === "number" &&
      typeof keyNextAt === "number" && { keyRateRoom: { room: keyRoom, at: keyNextAt } }),
    ...(by !== undefined && Number(until) > now && { keyWait: { until: Number(until), by } }),
    ...(typeof ahead === "number" && { ahead: { jobs: ahead, more: false } }),
  };
}
