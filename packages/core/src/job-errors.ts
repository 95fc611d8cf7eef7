import { MillraceError } from "./millrace-error.ts";

/** The error for an id under which there is no job. */
export function jobNotFound(id: string): MillraceError {
  return new MillraceError(
    "NOT_FOUND",
    `no job ${id}: it never existed, was deleted, or its retention has ended`,
  );
}

/** The error for a request to come after a job that is not there. */
export function afterNotFound(id: string): MillraceError {
  const description = `names job ${id}, which does not exist: it never did, was deleted, or its retention has ended; enqueue that job first, or leave it out`;
  return new MillraceError("NOT_FOUND", `cannot enqueue: after ${description}`, {
    violations: [{ field: "after", description }],
  });
}

/** The error for an idempotency key that belongs to a job of another request. */
export function idempotencyKeyTaken(key: string, id: string): MillraceError {
  return new MillraceError(
    "ALREADY_EXISTS",
    `the idempotency key ${JSON.stringify(key)} belongs to job ${id}, which another request made; use a new key, or repeat the request unchanged`,
  );
}

/** The error for a unique key that is held by the job `id`, for a request that is to be rejected then. */
export function uniqueKeyHeld(key: string, id: string): MillraceError {
  return new MillraceError(
    "ALREADY_EXISTS",
    `the unique key ${JSON.stringify(key)} is held by job ${id}; wait for that job, cancel or delete it, or ask for RETURN_EXISTING to be answered by it`,
    { violations: [{ field: "unique.key", description: `is held by job ${id}` }] },
  );
}

/** The error for a redrive of the job `id`, whose unique key the job `holder` has by now. */
export function uniqueKeyTaken(id: string, key: string, holder: string): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `cannot retry job ${id}: its unique key ${JSON.stringify(key)} is held by job ${holder}; wait until that job has given it up, or cancel or delete it first`,
    { violations: [{ field: "unique.key", description: `is held by job ${holder}` }] },
  );
}

/** The error that refuses a stale lease token. */
export function leaseLost(id: string): MillraceError {
  return new MillraceError(
    "LEASE_LOST",
    `the lease on job ${id} is lost: it expired or was settled, and nothing was changed; drop this attempt`,
  );
}
