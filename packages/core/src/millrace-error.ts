import { brand } from "./brand.ts";

/**
 * What went wrong, as a closed set:
 *
 * - `INVALID_ARGUMENT`: the request is malformed; `violations` names the fields.
 * - `NOT_FOUND`: no such job, or its retention has ended.
 * - `ALREADY_EXISTS`: the idempotency key belongs to another request, or the unique key to another job
 *   (which `violations` names then).
 * - `FAILED_PRECONDITION`: the job's status forbids the move, the job is not at the `ifSequence` of the
 *   call or another one holds its unique key (which `violations` names then), or the store has to be put
 *   right first.
 * - `UNAUTHENTICATED`: the server wants to know who calls, and was not told or does not know the caller.
 * - `PERMISSION_DENIED`: the server knows who calls, and does not let this caller do this.
 * - `LEASE_LOST`: the lease token is stale; the job belongs to someone else by now, or is over.
 * - `RESOURCE_EXHAUSTED`: over a limit; the message names it.
 * - `UNAVAILABLE`: the store or the server cannot be reached; try again.
 * - `DATA_LOSS`: the stored job cannot be read.
 * - `INTERNAL`: a bug.
 */
export type ErrorCode =
  | "INVALID_ARGUMENT"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "FAILED_PRECONDITION"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "LEASE_LOST"
  | "RESOURCE_EXHAUSTED"
  | "UNAVAILABLE"
  | "DATA_LOSS"
  | "INTERNAL";

/** One field of a request that broke a rule. */
export interface FieldViolation {
  /** The field's path in the words of its caller, for example `runAt` or `metadata["team"]`. */
  readonly field: string;
  /** The rule and how to keep it. */
  readonly description: string;
}

const HTTP_STATUSES: Readonly<Record<ErrorCode, number>> = {
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  LEASE_LOST: 409,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  INTERNAL: 500,
};

/**
 * The error that every part of Millrace throws. `instanceof` also recognises errors of another copy of
 * the package.
 */
export class MillraceError extends Error {
  static {
    brand(MillraceError, "MillraceError");
  }

  override readonly name = "MillraceError";
  readonly code: ErrorCode;
  /**
   * The fields at fault; empty unless the code is `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED`, the job is
   * not at the `ifSequence` of the call, another one holds its unique key, or one that the call comes
   * `after` does not exist.
   */
  readonly violations: readonly FieldViolation[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly violations?: readonly FieldViolation[]; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.violations = options.violations ?? [];
  }

  /**
   * The HTTP status for a web handler that hands the error on: the one that a Millrace server answers
   * the same error with over Connect.
   */
  get httpStatus(): number {
    return HTTP_STATUSES[this.code];
  }
}
