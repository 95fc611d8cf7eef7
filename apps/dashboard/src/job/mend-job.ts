import type { JobOptions, JobView } from "@millrace/client";
import { canMove, JSON_TYPE } from "@millrace/core";
import { client } from "../api/client.ts";

/** Where a mended job tells of the one whose payload it had. */
export const MENDED_FROM = "mended_from";

/** Whether the job itself can have another payload, and need not be enqueued anew. */
export function isMendedInPlace({ status }: JobView): boolean {
  return canMove(status, "update");
}

/**
 * Gives a job another payload: one that waits itself, and in place of one that has ended a new one that is
 * like it in all else, since what has happened stays as it was.
 *
 * @param isReplaced whether the one that has ended is forgotten.
 * @param attempt names what is tried: it makes one job, however often it is tried until there is an answer.
 * @returns the id of the job that runs with the payload.
 * @throws MillraceError as an update, an enqueue or a delete does.
 */
export async function mendJob(
  job: JobView,
  payload: string,
  { isReplaced, attempt }: { readonly isReplaced: boolean; readonly attempt: string },
): Promise<string> {
  const bytes = new TextEncoder().encode(payload);
  const contentType = job.contentType ?? JSON_TYPE;
  const { id, sequence } = job;
  if (isMendedInPlace(job)) {
    await client.update(id, { payload: bytes, contentType }, { ifSequence: sequence });
    return id;
  }
  const idempotencyKey = `mend:${id}:${attempt}`;
  const options = { ...optionsOf(job), contentType, idempotencyKey };
  const { job: mended } = await client.enqueue(job.type, bytes, options);
  if (isReplaced) await client.delete(id, { ifSequence: sequence });
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
    metadata: { ...job.metadata, [MENDED_FROM]: job.id },
  };
}
