import type { JobOptions, JobView } from "@millrace/client";
import { canMove, JSON_TYPE } from "@millrace/core";
import { client } from "../api/client.ts";
import { COPIED_FROM, MENDED_FROM } from "./origin.ts";

/** Whether the job itself can have another payload, and need not be enqueued anew. */
export function isMendedInPlace({ status }: JobView): boolean {
  return canMove(status, "update");
}

/** What is to come of a job and a payload. */
export interface Mending {
  /** Whether it is another job, beside this one, and not this one again. */
  readonly isCopy: boolean;
  /** Whether the one that has ended is forgotten; a copy leaves it. */
  readonly isReplaced: boolean;
  /** Names what is tried: it makes one job, however often it is tried until there is an answer. */
  readonly attempt: string;
}

/**
 * Gives a job another payload: one that waits itself, and in place of one that has ended a new one that is
 * like it in all else, since what has happened stays as it was.
 *
 * @returns the id of the job that runs with the payload.
 * @throws MillraceError as an update, an enqueue or a delete does.
 */
export async function mendJob(
  job: JobView,
  payload: string,
  { isCopy, isReplaced, attempt }: Mending,
): Promise<string> {
  const bytes = new TextEncoder().encode(payload);
  const contentType = job.contentType ?? JSON_TYPE;
  const { id, sequence } = job;
  if (!isCopy && isMendedInPlace(job)) {
    await client.update(id, { payload: bytes, contentType }, { ifSequence: sequence });
    return id;
  }
  const idempotencyKey = `${isCopy ? "copy" : "mend"}:${id}:${attempt}`;
  const metadata = { ...job.metadata, [isCopy ? COPIED_FROM : MENDED_FROM]: id };
  const options = { ...optionsOf(job), metadata, contentType, idempotencyKey };
  const { job: mended } = await client.enqueue(job.type, bytes, options);
  if (!isCopy && isReplaced) await client.delete(id, { ifSequence: sequence });
  return mended.id;
}

function optionsOf(job: JobView): JobOptions {
  const { initialMs, multiplier, maxMs, jitter } = job.backoff;
  return {
    priority: job.priority,
    maxAttempts: job.maxAttempts,
    backoff: { initial: initialMs, multiplier, max: maxMs, jitter },
    delivery: job.delivery,
    timeout: job.timeoutMs,
    retention: job.retentionMs,
    expiresIn: job.expiresInMs,
    key: job.concurrencyKey,
  };
}
