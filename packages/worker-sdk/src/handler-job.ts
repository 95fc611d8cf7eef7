import type { Job } from "@millrace/core";
import { PermanentError } from "./outcome-signals.ts";

/**
 * A job as its handler gets it: the job as it was leased, and its payload in the usual forms. It can
 * be taken apart (`({ id, json }) => ...`) and spread, which gives the fields of the job.
 */
export interface HandlerJob extends Job {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor gives every field of a job.
export class HandlerJob {
  constructor(job: Job) {
    copyFields(job, this);
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

/**
 * Field by field, because a loop over their names, or Object.assign, takes ten times as long and
 * more than all else in a short attempt.
 */
function copyFields(
  from: Job,
  to: { -readonly [Field in keyof Job]: Job[Field] | undefined },
): void {
  to.id = from.id;
  to.type = from.type;
  to.payload = from.payload;
  to.status = from.status;
  to.priority = from.priority;
  to.attempt = from.attempt;
  to.maxAttempts = from.maxAttempts;
  to.backoff = from.backoff;
  to.delivery = from.delivery;
  to.timeoutMs = from.timeoutMs;
  to.retentionMs = from.retentionMs;
  to.idempotencyKey = from.idempotencyKey;
  to.metadata = from.metadata;
  to.runAt = from.runAt;
  to.createdAt = from.createdAt;
  to.updatedAt = from.updatedAt;
  to.startedAt = from.startedAt;
  to.finishedAt = from.finishedAt;
  to.expiresAt = from.expiresAt;
  to.result = from.result;
  to.errors = from.errors;
  to.progress = from.progress;
  to.workerId = from.workerId;
  to.leaseExpiresAt = from.leaseExpiresAt;
  to.cancelRequested = from.cancelRequested;
  to.cancelReason = from.cancelReason;
  to.sequence = from.sequence;
}
