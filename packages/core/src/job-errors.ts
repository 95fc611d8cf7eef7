import { MillraceError } from "./millrace-error.ts";

/** The error for an id under which there is no job. */
export function jobNotFound(id: string): MillraceError {
  return new MillraceError(
    "NOT_FOUND",
    `no job ${id}: it never existed, was deleted, or its retention has ended`,
  );
}

/** The error for an idempotency key that belongs to a job of another request. */
export function idempotencyKeyTaken(key: string, id: string): MillraceError {
  return new MillraceError(
    "ALREADY_EXISTS",
    `the idempotency key ${JSON.stringify(key)} belongs to job ${id}, which another request made; use a new key, or repeat the request unchanged`,
  );
}

/** The error that refuses a stale lease token. */
export function leaseLost(id: string): MillraceError {
  return new MillraceError(
    "LEASE_LOST",
    `the lease on job ${id} is lost: it expired or was settled, and nothing was changed; drop this attempt`,
  );
}
