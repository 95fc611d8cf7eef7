import type { NewJob } from "@millrace/client";
import type { JobStatus } from "@millrace/core";

/** A kind of job that a soak enqueues. */
export interface JobKind {
  /** How many of a hundred jobs are of this kind. */
  readonly share: number;
  readonly job: NewJob;
  /** The status in which every one of them ends, and the attempt that it ends in. */
  readonly ends: JobStatus;
  readonly attempts: number;
  /** Whether it is enqueued twice under one key. */
  readonly isRepeated?: boolean;
  /** Whether it is cancelled as soon as it is there. */
  readonly isCancelled?: boolean;
}

const LARGE = Buffer.alloc(64 * 1024, "x");

/** What is enqueued, in shares that add up to 100. `soak-worker.ts` has the handlers. */
export const JOB_MIX: readonly JobKind[] = [
  { share: 40, job: { type: "plain", payload: { n: 1 } }, ends: "COMPLETED", attempts: 1 },
  { share: 10, job: { type: "urgent", priority: 100 }, ends: "COMPLETED", attempts: 1 },
  { share: 10, job: { type: "delayed", delay: "2s" }, ends: "COMPLETED", attempts: 1 },
  { share: 10, job: { type: "keyed" }, ends: "COMPLETED", attempts: 1, isRepeated: true },
  { share: 5, job: { type: "large", payload: LARGE }, ends: "COMPLETED", attempts: 1 },
  {
    share: 10,
    job: { type: "flaky", backoff: { initial: "200ms" } },
    ends: "COMPLETED",
    attempts: 2,
  },
  { share: 5, job: { type: "doomed" }, ends: "FAILED", attempts: 1 },
  { share: 5, job: { type: "slow", metadata: { a: "b" } }, ends: "COMPLETED", attempts: 1 },
  {
    share: 5,
    job: { type: "cancelled", delay: "1h" },
    ends: "CANCELLED",
    attempts: 0,
    isCancelled: true,
  },
];

/** The kind of the job with the number `n`: every hundred in a row have each in its share. */
export function kindOf(n: number): JobKind {
  let rest = (n * STRIDE) % 100;
  for (const kind of JOB_MIX) {
    rest -= kind.share;
    if (rest < 0) return kind;
  }
  throw new Error("the shares of the job mix come to less than 100");
}

/** Has no divisor in common with 100, so that the kinds come mixed. */
const STRIDE = 37;
