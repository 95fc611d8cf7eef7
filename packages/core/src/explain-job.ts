import type { EpochMs } from "./clock.ts";
import type { KeyLimits } from "./concurrency-key.ts";
import type { Job } from "./job.ts";
import { isFinal } from "./job-status.ts";
import type { TurnKeepers } from "./key-on-failure.ts";
import { type KeyWait, keyOrder } from "./key-turns.ts";
import { heldUntil, type QueueSettings } from "./queue-settings.ts";
import type { QueueActivity } from "./queue-store.ts";
import { type RateRoom, rateTurn } from "./rate.ts";
import { type LiveWorker, WORKER_LIFE_MS } from "./worker-store.ts";

/**
 * Why a job does not run.
 *
 * - `RUNNING`, `FINISHED`: it runs, or has ended, so nothing keeps it.
 * - `DUE_AT`: it is scheduled, or snoozed, up to a time.
 * - `BACKOFF`: an attempt has failed, and the next one is not due yet.
 * - `BLOCKED`: jobs that it comes after, or the group that calls it back, have not ended.
 * - `QUEUE_PAUSED`: nothing of its queue is leased.
 * - `QUEUE_THROTTLED`: nothing of its queue is leased up to a time, because an attempt was throttled.
 * - `QUEUE_FULL`: as many jobs of its queue run as may.
 * - `QUEUE_RATE`: as many attempts of its queue have started as its rate lets.
 * - `KEY_FULL`: as many jobs of its concurrency key run as may.
 * - `KEY_RATE`: as many attempts of its concurrency key have started as the rate of keys lets.
 * - `KEY_THROTTLED`: nothing of its concurrency key is leased up to a time, because an attempt was throttled.
 * - `KEY_HALTED`: other jobs keep the turn of its concurrency key, because an attempt of theirs has failed.
 * - `NO_WORKER`: no worker that leases its type tells that it lives.
 * - `WORKERS_BUSY`: every worker that leases its type has said lately that it has no room.
 * - `AHEAD`: other jobs of its queue, or of its concurrency key if it has one, are leased before it.
 * - `DEADLINE`: it is cancelled if it has not started by a time.
 */
export type ReasonKind = (typeof REASON_KINDS)[number];

export const REASON_KINDS = [
  "RUNNING",
  "FINISHED",
  "DUE_AT",
  "BACKOFF",
  "BLOCKED",
  "QUEUE_PAUSED",
  "QUEUE_THROTTLED",
  "QUEUE_FULL",
  "QUEUE_RATE",
  "KEY_FULL",
  "KEY_RATE",
  "KEY_THROTTLED",
  "KEY_HALTED",
  "NO_WORKER",
  "WORKERS_BUSY",
  "AHEAD",
  "DEADLINE",
] as const;

/** One reason why a job does not run, as data and in words. */
export interface Reason {
  readonly kind: ReasonKind;
  /** A sentence for people, which says what to do. */
  readonly sentence: string;
  /**
   * By the store's clock: when it is due, when the pause or throttle ends, or the rate has room, the deadline, since when it runs, or when it
   * ended.
   */
  readonly at?: EpochMs;
  /** How many jobs run, are ahead, or are waited for; which attempt has failed. */
  readonly count?: number;
  /** How many jobs may run, how many attempts there are, how many may start in a time. */
  readonly limit?: number;
  /** The jobs that run, or that are waited for: the first 10; the one whose attempt was throttled; those that keep the turn. */
  readonly jobIds: readonly string[];
}

/** What keeps a job from running, what would come first being first. */
export interface Explanation {
  readonly reasons: readonly Reason[];
  /**
   * When it may start, by the store's clock, if all goes on as in the last minute. Absent when that cannot be
   * told, and for a job that runs or has ended.
   */
  readonly estimatedStart?: EpochMs;
}

/** What a store knows of how a job stands in its queue. */
export interface JobFacts {
  readonly now: EpochMs;
  readonly job: Job;
  /** What is set for its queue at that time. */
  readonly settings: QueueSettings;
  /** The jobs of a queue with a limit that run: how many, and the first ids of them. */
  readonly running?: { readonly jobs: number; readonly jobIds: readonly string[] };
  /** What is set for its concurrency key. */
  readonly keyLimits?: KeyLimits;
  /** The same as `running` of its concurrency key, where that has a limit, be it that of all keys of the queue. */
  readonly keyRunning?: { readonly jobs: number; readonly jobIds: readonly string[] };
  /** What the rate of its concurrency key leaves room for, where keys have one. */
  readonly keyRateRoom?: RateRoom;
  /** That its concurrency key waits for a time. */
  readonly keyWait?: KeyWait;
  /** The jobs that keep the turn of its concurrency key, unless it is one of them. */
  readonly keyKeepers?: TurnKeepers;
  /** What the rate of the queue leaves room for, where it has one. */
  readonly rateRoom?: RateRoom;
  /**
   * How many jobs of its key, or without one, are leased before a pending one; with `more`, at least. In the order
   * `STRICT` those of all keys and without one.
   */
  readonly ahead?: { readonly jobs: number; readonly more: boolean };
}

/** The workers that lease a type: the first of them, and whether there are more. */
export interface WorkersOfType {
  readonly workers: readonly LiveWorker[];
  readonly more: boolean;
}

/** How many jobs a reason names, and how many workers are looked at. */
export const EXPLAINED = { jobs: 10, workers: 10 } as const;

/** Why a job does not run, from what is known of it, of the workers of its type, and of its queue. */
export function explainJob(
  facts: JobFacts,
  workers: WorkersOfType,
  activity: QueueActivity,
): Explanation {
  const { job } = facts;
  if (job.status === "RUNNING") return { reasons: [running(facts)] };
  if (isFinal(job.status)) return { reasons: [finished(job)] };
  const reasons = [
    ownWait(facts),
    paused(facts),
    throttled(facts),
    full(facts),
    rateSpent(facts),
    keyFull(facts),
    keyRateSpent(facts),
    keyThrottled(facts),
    keyHalted(facts),
    noWorker(job, workers),
    busy(facts, workers),
    ahead(facts),
    deadline(job),
  ].filter((reason) => reason !== undefined);
  const estimatedStart = estimateStart(facts, workers, activity, reasons);
  return estimatedStart === undefined ? { reasons } : { reasons, estimatedStart };
}

function running({ now, job }: JobFacts): Reason {
  const { startedAt = job.updatedAt, workerId = "", attempt, maxAttempts, leaseExpiresAt } = job;
  const since = `worker ${workerId} has run it since ${time(startedAt)} (attempt ${attempt} of ${maxAttempts})`;
  const isLate = leaseExpiresAt !== undefined && leaseExpiresAt <= now;
  const next = job.cancelRequested
    ? "it was asked to stop, which its handler has to obey"
    : isLate
      ? "its lease is over, so the next lease or round of maintenance takes it from that worker"
      : "wait for it, or cancel it";
  return { kind: "RUNNING", sentence: `It runs: ${since}; ${next}.`, at: startedAt, jobIds: [] };
}

function finished({ status, finishedAt = 0, cancelReason, errors }: Job): Reason {
  const error = status === "FAILED" ? errors.at(-1)?.message : cancelReason;
  const why = error === undefined || error === "" ? "" : ` (${error})`;
  return {
    kind: "FINISHED",
    sentence: `It is ${status} since ${time(finishedAt)}${why}; retry it to run it again.`,
    at: finishedAt,
    jobIds: [],
  };
}

/** What the job itself waits for. */
function ownWait({ now, job }: JobFacts): Reason | undefined {
  const { status, runAt, attempt, maxAttempts, waitsFor, errors } = job;
  const when =
    runAt > now ? `is due at ${time(runAt)}` : "is due, and the next lease or round of maintenance";
  const then = runAt > now ? "update its due time to run it earlier" : "makes it pending";
  switch (status) {
    case "SCHEDULED":
      return {
        kind: "DUE_AT",
        sentence: `It ${when}${runAt > now ? "; " : " "}${then}.`,
        at: runAt,
        jobIds: [],
      };
    case "RETRYING": {
      const why = errors.at(-1)?.message ?? "it did not end";
      const sentence = `Attempt ${attempt} of ${maxAttempts} failed (${why}); the next one ${when}${runAt > now ? "; " : " "}${then}.`;
      return {
        kind: "BACKOFF",
        sentence,
        at: runAt,
        count: attempt,
        limit: maxAttempts,
        jobIds: [],
      };
    }
    case "BLOCKED": {
      const { count = 0, jobIds = [] } = waitsFor ?? {};
      const named = jobIds.slice(0, EXPLAINED.jobs);
      const others = count > named.length ? " and others" : "";
      const what = count === 1 ? "a job or group that has" : `${count} jobs that have`;
      const sentence = `It comes after ${what} not ended: ${named.join(", ")}${others}; ask why those do not run, or cancel them.`;
      return { kind: "BLOCKED", sentence, count, jobIds: named };
    }
    default:
      return undefined;
  }
}

function paused({ job, settings }: JobFacts): Reason | undefined {
  if (settings.paused === undefined) return undefined;
  const { by, reason, at, until } = settings.paused;
  const who = by === "" ? "was paused" : `was paused by ${by}`;
  const why = reason === "" ? "" : ` (${reason})`;
  const end = until === undefined ? "" : ` until ${time(until)}`;
  return {
    kind: "QUEUE_PAUSED",
    sentence: `The queue ${job.type} ${who} at ${time(at)}${end}${why}; resume it.`,
    ...(until !== undefined && { at: until }),
    jobIds: [],
  };
}

function throttled({ job, settings }: JobFacts): Reason | undefined {
  if (settings.throttled === undefined) return undefined;
  const { by, at, until = at } = settings.throttled;
  return {
    kind: "QUEUE_THROTTLED",
    sentence: `The queue ${job.type} waits until ${time(until)}, because job ${by} was throttled at ${time(at)}; wait, or resume the queue.`,
    at: until,
    jobIds: [by],
  };
}

function full({ job, settings, running: run }: JobFacts): Reason | undefined {
  const limit = settings.limits?.maxRunning;
  if (job.status !== "PENDING" || limit === undefined || run === undefined) return undefined;
  if (run.jobs < limit) return undefined;
  return {
    kind: "QUEUE_FULL",
    sentence: `${run.jobs} of at most ${limit} jobs of the queue ${job.type} run; wait for one of them, or raise its limit maxRunning.`,
    count: run.jobs,
    limit,
    jobIds: run.jobIds,
  };
}

function rateSpent({ job, settings, rateRoom }: JobFacts): Reason | undefined {
  const rate = settings.limits?.rate;
  if (job.status !== "PENDING" || rate === undefined || rateRoom === undefined) return undefined;
  if (rateRoom.room > 0) return undefined;
  return {
    kind: "QUEUE_RATE",
    sentence: `As many attempts of the queue ${job.type} have started as its rate lets, ${rate.limit} in ${rate.periodMs / 1_000} s; the next one may at ${time(rateRoom.at)}: wait, or raise its limit rate.`,
    at: rateRoom.at,
    limit: rate.limit,
    jobIds: [],
  };
}

function keyFull({ job, settings, keyLimits, keyRunning: run }: JobFacts): Reason | undefined {
  const own = keyLimits?.maxRunning;
  const limit = own ?? settings.limits?.keyMaxRunning;
  if (job.status !== "PENDING" || limit === undefined || run === undefined) return undefined;
  if (run.jobs < limit) return undefined;
  return {
    kind: "KEY_FULL",
    sentence: `${run.jobs} of at most ${limit} jobs of the key ${JSON.stringify(job.concurrencyKey)} run; wait for one of them, or raise ${own === undefined ? `the limit keyMaxRunning of the queue ${job.type}` : "the limit maxRunning of the key"}.`,
    count: run.jobs,
    limit,
    jobIds: run.jobIds,
  };
}

function keyRateSpent({ job, settings, keyLimits, keyRateRoom }: JobFacts): Reason | undefined {
  const own = keyLimits?.rate;
  const rate = own ?? settings.limits?.keyRate;
  if (job.status !== "PENDING" || rate === undefined || keyRateRoom === undefined) return undefined;
  if (keyRateRoom.room > 0) return undefined;
  return {
    kind: "KEY_RATE",
    sentence: `As many attempts of the key ${JSON.stringify(job.concurrencyKey)} have started as its rate lets, ${rate.limit} in ${rate.periodMs / 1_000} s; the next one may at ${time(keyRateRoom.at)}: wait, or raise ${own === undefined ? `the limit keyRate of the queue ${job.type}` : "the limit rate of the key"}.`,
    at: keyRateRoom.at,
    limit: rate.limit,
    jobIds: [],
  };
}

function keyThrottled({ job, keyWait }: JobFacts): Reason | undefined {
  const { until, by } = keyWait ?? {};
  // Of one that waits for its rate, that tells.
  if (until === undefined || by === undefined) return undefined;
  return {
    kind: "KEY_THROTTLED",
    sentence: `The key ${JSON.stringify(job.concurrencyKey)} of the queue ${job.type} waits until ${time(until)}, because job ${by} was throttled; wait, or resume the queue.`,
    at: until,
    jobIds: [by],
  };
}

function keyHalted({ job, keyKeepers }: JobFacts): Reason | undefined {
  if (job.status !== "PENDING" || keyKeepers === undefined) return undefined;
  const { jobIds, anyFailed } = keyKeepers;
  const key = JSON.stringify(job.concurrencyKey);
  const [ids, keep] = [jobIds.join(", "), jobIds.length === 1 ? "keeps" : "keep"];
  const why = anyFailed ? "because it has failed for good" : "until it has ended after its retry";
  const next = anyFailed
    ? "retry or delete what has failed, or resume the key"
    : "wait, update its due time to run it earlier, cancel it, or resume the key";
  return {
    kind: "KEY_HALTED",
    sentence: `Nothing else of the key ${key} of the queue ${job.type} runs: job ${ids} ${keep} its turn, ${why}; ${next}.`,
    jobIds,
  };
}

function noWorker({ type }: Job, { workers }: WorkersOfType): Reason | undefined {
  if (workers.length > 0) return undefined;
  return {
    kind: "NO_WORKER",
    sentence: `No worker that leases the type ${type} has told within ${WORKER_LIFE_MS / 1_000} s that it lives; start one, or look whether it has that type.`,
    jobIds: [],
  };
}

function busy({ job }: JobFacts, { workers, more }: WorkersOfType): Reason | undefined {
  if (job.status !== "PENDING" || more || workers.length === 0) return undefined;
  if (workers.some(({ running: run, concurrency }) => run < concurrency)) return undefined;
  const sum = (field: "running" | "concurrency") =>
    workers.reduce((total, worker) => total + worker[field], 0);
  const many = workers.length === 1 ? "The only worker" : `All ${workers.length} workers`;
  return {
    kind: "WORKERS_BUSY",
    sentence: `${many} for the type ${job.type} ${workers.length === 1 ? "has" : "have"} no room: ${sum("running")} of ${sum("concurrency")} jobs run there; start more, or raise their concurrency.`,
    count: sum("running"),
    limit: sum("concurrency"),
    jobIds: [],
  };
}

function ahead({ job, settings, ahead: before }: JobFacts): Reason | undefined {
  if (before === undefined) return undefined;
  const { jobs: count, more } = before;
  const least = more ? "at least " : "";
  const { concurrencyKey } = job;
  const of =
    concurrencyKey === undefined || keyOrder(settings.limits) === "STRICT"
      ? `the queue ${job.type}`
      : `the key ${JSON.stringify(concurrencyKey)} in the queue ${job.type}`;
  const sentence =
    count === 0
      ? `It is the next one of ${of}.`
      : `${least}${jobs(count)} of ${of} ${count === 1 ? "is" : "are"} leased before it; wait, start more workers, or raise its priority, which is ${job.priority}.`;
  return { kind: "AHEAD", sentence: capital(sentence), count, jobIds: [] };
}

function deadline({ startBy }: Job): Reason | undefined {
  if (startBy === undefined) return undefined;
  return {
    kind: "DEADLINE",
    sentence: `It is cancelled if it has not started by ${time(startBy)}.`,
    at: startBy,
    jobIds: [],
  };
}

/** When the job may start, if its queue goes on as it did in the last minute. */
function estimateStart(
  { now, job, settings, rateRoom, ahead: before }: JobFacts,
  { workers }: WorkersOfType,
  activity: QueueActivity,
  reasons: readonly Reason[],
): EpochMs | undefined {
  const held = heldUntil(settings) ?? now;
  const isEndless = held === Number.POSITIVE_INFINITY;
  if (job.status === "BLOCKED" || isEndless || workers.length === 0) return undefined;
  const earliest = Math.max(now, held, job.runAt);
  if (before === undefined) return earliest;
  // How many jobs of other keys come first depends on their turns.
  const isStrict = keyOrder(settings.limits) === "STRICT";
  if (job.concurrencyKey !== undefined && !isStrict) return undefined;
  const rate = settings.limits?.rate;
  const turn =
    rate && rateRoom ? Math.max(earliest, rateTurn(rateRoom, rate, before.jobs)) : earliest;
  const isFull = reasons.some(({ kind }) => kind === "QUEUE_FULL" || kind === "WORKERS_BUSY");
  if (before.jobs === 0 && !isFull) return turn;
  const { completedPerSecond, failedPerSecond, retriedPerSecond } = activity;
  // As many as end: what starts takes the room of what has ended.
  const perSecond = completedPerSecond + failedPerSecond + retriedPerSecond;
  if (before.more || perSecond === 0) return undefined;
  return Math.max(turn, earliest + Math.ceil(((before.jobs + 1) / perSecond) * 1_000));
}

const time = (at: EpochMs) => new Date(at).toISOString();
const jobs = (count: number) => (count === 1 ? "1 job" : `${count} jobs`);
const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
