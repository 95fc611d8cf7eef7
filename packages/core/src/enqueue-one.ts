import type { EnqueueRequest, EnqueueResult } from "./enqueue.ts";
import type { JobStore } from "./job-store.ts";
import { MillraceError } from "./millrace-error.ts";

/** A job, and whether this call has made it. */
export type Enqueued = Exclude<EnqueueResult, { readonly error: MillraceError }>;

/**
 * Enqueues one job, and throws where `store.enqueue` answers with an error.
 *
 * @throws MillraceError `INVALID_ARGUMENT`, `RESOURCE_EXHAUSTED`, `ALREADY_EXISTS` for an idempotency
 *   key of another request, or `UNAVAILABLE`.
 */
export async function enqueueOne(
  store: Pick<JobStore, "enqueue">,
  request: EnqueueRequest,
): Promise<Enqueued> {
  const [result] = await store.enqueue([request]);
  if (result === undefined) throw new MillraceError("INTERNAL", "the enqueue has no result");
  if ("error" in result) throw result.error;
  return result;
}
