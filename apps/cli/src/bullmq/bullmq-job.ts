import type { BackoffOptions, NewJob } from "@millrace/client";
import { JOB_DEFAULTS } from "@millrace/core";
import type { BullmqState, TypeSource } from "./bullmq-words.ts";

/** A job as BullMQ keeps it. */
export interface BullmqJob {
  readonly id: string;
  readonly name: string;
  /** As JSON. */
  readonly data: string;
  /** As JSON. */
  readonly opts: string;
  readonly attemptsMade: number;
  readonly failedReason: string;
  /** What it is sorted by in its state; 0 for one that waits. */
  readonly score: number;
  /** Whether a job scheduler has made it, which makes the next one as well. */
  readonly isOfScheduler: boolean;
}

/** How jobs are imported. */
export interface ImportOptions {
  readonly prefix: string;
  readonly typeFrom: TypeSource;
  /** The priorities of the queue's jobs in BullMQ: the first and the last that is served. */
  readonly priorities: readonly [first: number, last: number];
}

/** The name that BullMQ gives to jobs that were added without one. */
const NO_NAME = "__default__";
const REASON_BYTES = 1_024;
/** By how much BullMQ multiplies the due time, to sort jobs of one millisecond by their order. */
const DELAYED_STEP = 0x1000;
const PRIORITY_STEP = 2 ** 32;
/** Until it is cancelled no worker may take what has failed. */
const NEVER = Date.UTC(2199, 0);

/** The reason with which a job is cancelled that has failed in BullMQ. */
export function reasonOf({ failedReason }: BullmqJob): string {
  const reason = `failed in BullMQ${failedReason && `: ${failedReason}`}`;
  const bytes = Buffer.from(reason.toWellFormed()).subarray(0, REASON_BYTES);
  // What was cut in the midst of a character ends before it.
  return new TextDecoder().decode(bytes, { stream: true });
}

/** The priority that a score stands for. */
export function priorityOf(score: number): number {
  return Math.floor(score / PRIORITY_STEP);
}

/** What to enqueue for a job of `queue`. */
export function toNewJob(
  queue: string,
  job: BullmqJob,
  state: BullmqState,
  { prefix, typeFrom, priorities }: ImportOptions,
): NewJob {
  const opts = JSON.parse(job.opts || "{}") as BullmqOptions;
  const { attempts = 1, backoff } = opts;
  return {
    type: typeOf(queue, job.name, typeFrom),
    // As it stands there, so that no digit is lost.
    payload: Buffer.from(job.data || "{}"),
    idempotencyKey: `${prefix}:${queue}:${job.id}`,
    priority: state === "prioritized" ? rankOf(priorityOf(job.score), priorities) : undefined,
    runAt: dueOf(job, state),
    // What has failed has all of them when it is run again.
    maxAttempts: state === "failed" ? attempts : Math.max(1, attempts - job.attemptsMade),
    backoff: backoffOf(backoff),
    metadata: { bullmq_id: job.id, bullmq_queue: queue, bullmq_state: state },
  };
}

interface BullmqOptions {
  readonly attempts?: number;
  readonly backoff?: number | { readonly type?: string; readonly delay?: number };
}

function typeOf(queue: string, name: string, from: TypeSource): string {
  if (from === "queue") return queue;
  if (from === "name") return name;
  return name === NO_NAME || name === queue ? queue : `${queue}.${name}`;
}

function dueOf({ score }: BullmqJob, state: BullmqState): number | undefined {
  if (state === "failed") return NEVER;
  return state === "delayed" ? Math.floor(score / DELAYED_STEP) : undefined;
}

/** BullMQ serves prioritised jobs after all others, the lowest number first. */
function rankOf(priority: number, [first, last]: readonly [number, number]): number {
  const levels = JOB_DEFAULTS.priority;
  const step = Math.floor(((priority - first) * levels) / (last - first + 1));
  return Math.max(0, levels - 1 - Math.max(0, step));
}

function backoffOf(backoff: BullmqOptions["backoff"]): BackoffOptions | undefined {
  const { type = "fixed", delay = 0 } =
    typeof backoff === "number" ? { delay: backoff } : (backoff ?? {});
  const multiplier = { fixed: 1, exponential: 2 }[type];
  // A strategy of somebody's own is code, which does not lie in Redis.
  if (multiplier === undefined || delay <= 0) return undefined;
  return { initial: `${delay}ms`, multiplier, jitter: 0 };
}
