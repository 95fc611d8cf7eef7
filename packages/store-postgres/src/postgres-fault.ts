import { MillraceError } from "@millrace/core";
import { unusable } from "./server-check.ts";

/** What became of a statement that failed. */
export type FaultKind =
  /** The connection failed: whether the statement took effect is unknown. */
  | "lost"
  /** Two transactions were in each other's way and this one gave way: do it again. */
  | "again"
  /** Another transaction holds what it needs; nothing was changed. */
  | "held"
  /** Postgres cannot serve it now; nothing was changed. */
  | "refused"
  /** Anything else: a bug, or a database that someone has changed. */
  | "other";

/** The SQLSTATE of an error that Postgres sent. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("severity" in error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What `error`, thrown by the driver, says of the statement. */
export function faultKind(error: unknown): FaultKind {
  const state = sqlState(error);
  if (state === undefined) return "lost";
  // Connection errors, and a server that shuts down, has crashed, or starts.
  if (/^(08|57P0[1-5])/.test(state)) return "lost";
  if (state === "40001" || state === "40P01") return "again";
  if (state === "55P03") return "held";
  // No resources, a time-out, a standby or read-only server, errors of its files.
  if (/^(53|57014|25006|58)/.test(state)) return "refused";
  return "other";
}

export function lost(cause?: unknown): MillraceError {
  const reason = cause instanceof Error ? ` (${cause.message})` : "";
  return new MillraceError(
    "UNAVAILABLE",
    `Postgres did not answer${reason}; whether the call took effect is unknown: try again, with an idempotency key where a job must not be made twice`,
    { cause },
  );
}

export function refused(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(
    "UNAVAILABLE",
    `Postgres refuses the call, and nothing was changed: ${reason}`,
    { cause },
  );
}

export function held(cause?: unknown): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    "another transaction holds the idempotency key or the job, and nothing was changed: try again when it has ended",
    { cause },
  );
}

export function unreachable(host: string, cause?: unknown): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `Postgres at ${host} cannot be reached${reasonOf(cause)}; check that it runs and that the URL is right`,
    { cause },
  );
}

export function closedError(): MillraceError {
  return new MillraceError("UNAVAILABLE", "the store is closed");
}

/** What an operator has to put right before `error` goes away, if anything. */
export function startFault(error: unknown, host: string): MillraceError | undefined {
  if (error instanceof MillraceError) {
    return error.code === "FAILED_PRECONDITION" ? error : undefined;
  }
  const why = remedyOf(error);
  if (why === undefined) return undefined;
  return unusable(host, why, error);
}

function remedyOf(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  switch (sqlState(error)) {
    case "28P01":
    case "28000":
      return `${message}; check the user and the password in the URL, and pg_hba.conf`;
    case "3D000":
      return `${message}; create it (createdb), or name another one in the URL`;
    case "42501":
      return `${message}; grant CREATE on the database to this user, or have its owner run the migrations (migrate from @millrace/store-postgres)`;
    case "25006":
      return "it is read-only, as a standby is; name the primary in the URL";
  }
  // The driver's own words are about the protocol.
  if (/password must be a (non-empty )?string/.test(message)) {
    return "it asks for a password, and the URL has none; write it behind the user, as in postgres://user:password@host/database";
  }
  if (/does not support SSL|self.signed certificate/i.test(message)) {
    return `${message}; check sslmode in the URL`;
  }
  return undefined;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  // A host name with several addresses fails with all of their errors and no message.
  const errors = cause instanceof AggregateError ? cause.errors : [cause];
  const [first] = errors as Error[];
  return ` (${first?.message ?? cause.message})`;
}
