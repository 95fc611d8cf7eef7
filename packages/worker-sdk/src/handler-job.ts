import type { Job } from "@millrace/core";
import { PermanentError } from "./outcome-signals.ts";

/** A job as its handler gets it: the job, and its payload in the usual forms. */
export interface HandlerJob extends Job {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the getters below give every field of a job.
export class HandlerJob {
  /** The job as it was leased. */
  readonly job: Job;

  constructor(job: Job) {
    this.job = job;
  }

  /** The payload as text in UTF-8. */
  text(): string {
    return new TextDecoder().decode(this.payload);
  }

  /**
   * The payload as JSON.
   *
   * @throws PermanentError when it is not JSON: no retry would make it so.
   */
  json<Value>(): Value {
    try {
      return JSON.parse(this.text()) as Value;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new PermanentError(`the payload of job ${this.id} is not JSON: ${reason}`);
    }
  }
}

const FIELDS = {
  id: true,
  type: true,
  payload: true,
  status: true,
  priority: true,
  attempt: true,
  maxAttempts: true,
  backoff: true,
  delivery: true,
  timeoutMs: true,
  retentionMs: true,
  idempotencyKey: true,
  metadata: true,
  runAt: true,
  createdAt: true,
  updatedAt: true,
  startedAt: true,
  finishedAt: true,
  expiresAt: true,
  result: true,
  errors: true,
  progress: true,
  workerId: true,
  leaseExpiresAt: true,
  cancelRequested: true,
  cancelReason: true,
  sequence: true,
} as const satisfies Record<keyof Job, true>;

// Getters, because copying a job field by field would take longer than all else in a short attempt.
for (const field of Object.keys(FIELDS) as (keyof Job)[]) {
  Object.defineProperty(HandlerJob.prototype, field, {
    get(this: HandlerJob) {
      return this.job[field];
    },
  });
}
