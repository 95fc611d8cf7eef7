import type { FieldNames, Job } from "@millrace/core";
import { PermanentError } from "./outcome-signals.ts";

const FIELDS: FieldNames<Job> = {
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
};

/**
 * A job as its handler gets it: every field of the job as it was leased, and its payload in the usual
 * forms. It can be taken apart (`({ id, json }) => ...`); to spread it, or to keep it, take
 * {@link toObject}.
 */
export interface HandlerJob extends Job {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the getters below give every field of a job.
export class HandlerJob {
  readonly #job: Job;

  static {
    // Getters, because copies of the fields cost a short attempt a twentieth of all that it takes.
    for (const field of Object.keys(FIELDS) as (keyof Job)[]) {
      Object.defineProperty(HandlerJob.prototype, field, {
        get(this: HandlerJob) {
          return this.#job[field];
        },
      });
    }
  }

  constructor(job: Job) {
    this.#job = job;
  }

  /** The job as a plain object, as it was leased. */
  toObject(): Job {
    return { ...this.#job };
  }

  /** What Node prints of it. */
  [Symbol.for("nodejs.util.inspect.custom")](): Job {
    return this.#job;
  }

  // Getters of functions instead of methods, so that they work without the job before them.

  /** The payload as text in UTF-8. */
  get text(): () => string {
    return () => decoder.decode(this.payload);
  }

  /**
   * The payload as JSON.
   *
   * @throws PermanentError when it is not JSON: no retry would make it so.
   */
  get json(): <Value>() => Value {
    return <Value>() => {
      try {
        return JSON.parse(this.text()) as Value;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new PermanentError(`the payload of job ${this.id} is not JSON: ${reason}`);
      }
    };
  }
}

const decoder = new TextDecoder();
