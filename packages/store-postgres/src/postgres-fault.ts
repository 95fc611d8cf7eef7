import { MillraceError } from "@millrace/core";
import { ConfigurationError, ConnectionError, isSent } from "./connection-error.ts";
import { READ_ONLY, unusable } from "./server-check.ts";

/** What to do about 53300. */
const CONNECTIONS =
  "the store takes up to 6 connections a process: raise CONNECTION LIMIT of the role or max_connections, or use a pooler";

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
  /** The schema lacks what it needs; nothing was changed. */
  | "missing"
  /** What it brings cannot be stored, or a constraint or trigger of the operator refuses it. */
  | "data"
  /** Anything else: a bug. */
  | "other";

/** The SQLSTATE of an error that Postgres sent. */
export function sqlState(error: unknown): string | undefined {
  return isSent(error) && typeof error.code === "string" ? error.code : undefined;
}

/** What `error`, thrown by a connection, says of the statement. */
export function faultKind(error: unknown): FaultKind {
  if (error instanceof ConnectionError) return "lost";
  const state = sqlState(error);
  if (state === undefined) return "other";
  // Connection errors, a session that timed out, and a server that shuts down, has crashed, or starts.
  if (/^(08|57P0[1-5]|25P0[34])/.test(state)) return "lost";
  if (state === "40001" || state === "40P01") return "again";
  if (state === "55P03") return "held";
  // No resources, a time-out, a standby or read-only server, errors of its files, no right, no login.
  if (/^(53|57014|25006|58|42501|28|3D000)/.test(state)) return "refused";
  // A function, a table, a column, a schema.
  if (/^(42883|42P01|42703|3F000)/.test(state)) return "missing";
  // Data, constraints, limits, RAISE in a trigger, damaged pages.
  if (/^(22|23|44|54|P0|XX)/.test(state)) return "data";
  return "other";
}

/** As what `error` leaves the store. */
export function asMillraceError(error: unknown): MillraceError {
  return error instanceof MillraceError ? error : failed(error);
}

/** Whether `error` was caused by what one item of a statement brings. */
export function isOfItem(error: unknown): boolean {
  return error instanceof MillraceError && faultKind(error.cause) === "data";
}

/** Whether `error` says that another transaction holds something. */
export function isHeld(error: unknown): error is MillraceError {
  return error instanceof MillraceError && faultKind(error.cause) === "held";
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
  const message = cause instanceof Error ? cause.message : String(cause);
  const remedy = sqlState(cause) === "53300" ? `; ${CONNECTIONS}` : "";
  const reason = `${message}${remedy}`;
  return new MillraceError(
    "UNAVAILABLE",
    `Postgres refuses the call, and nothing was changed: ${reason}`,
    { cause },
  );
}

/** What the schema lacks, and what to do about it. */
export function missing(cause: unknown): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `Postgres refuses the call, and nothing was changed: ${(cause as Error).message}; somebody has changed the schema: run migrate(url) of @millrace/store-postgres, which recreates functions and says what else is missing`,
    { cause },
  );
}

/** For what no repetition mends. */
export function failed(cause: unknown): MillraceError {
  const state = sqlState(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (state === undefined) {
    return new MillraceError("INTERNAL", `the Postgres store failed: ${message}`, { cause });
  }
  const description = `Postgres refuses it (${state}): ${message}`;
  if (state.startsWith("22")) {
    return new MillraceError("INVALID_ARGUMENT", description, { cause });
  }
  if (state.startsWith("54")) {
    return new MillraceError("RESOURCE_EXHAUSTED", description, { cause });
  }
  if (state === "XX001" || state === "XX002") {
    return new MillraceError("DATA_LOSS", description, { cause });
  }
  return new MillraceError("INTERNAL", description, { cause });
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

/** What an operator has to put right before `error` goes away, if anything. */
export function startFault(error: unknown, host: string): MillraceError | undefined {
  if (error instanceof MillraceError) {
    return error.code === "FAILED_PRECONDITION" ? error : undefined;
  }
  const why = remedyOf(error);
  if (why === undefined) return undefined;
  // The words of the server are in it; where the driver has met them helps nobody.
  return unusable(host, why);
}

function remedyOf(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigurationError) return `${message}; check the parameters of the URL`;
  switch (sqlState(error)) {
    case "28P01":
    case "28000":
      return `${message}; check the user and the password in the URL, and pg_hba.conf`;
    case "3D000":
      return `${message}; create it (createdb), or name another one in the URL`;
    case "42501":
      return `${message}; grant CREATE on the database to this user, or have its owner run the migrations (migrate from @millrace/store-postgres)`;
    case "25006":
      return `it is read-only: as a standby is, so name the primary in the URL, or ${READ_ONLY}`;
  }
  if (!(error instanceof ConnectionError)) return undefined;
  // The driver's own words are about the protocol.
  if (/password must be a (non-empty )?string/.test(message)) {
    return "it asks for a password, and the URL has none; write it after the user, as in postgres://user:password@host/database";
  }
  if (/does not support SSL/i.test(message)) return `${message}; check sslmode in the URL`;
  return certificateRemedy(error.cause);
}

/** What to do about a certificate that Node does not accept. */
function certificateRemedy(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") {
    return undefined;
  }
  const { code, message } = cause;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `${message}; name the host in the URL as its certificate does`;
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return `${message}; renew its certificate, and check the clocks`;
  }
  if (
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|CERT_|ERR_TLS_CERT)/.test(
      code,
    )
  ) {
    return `${message}; name the certificate file of its authority in the URL (sslrootcert), or check sslmode`;
  }
  return undefined;
}

function reasonOf(cause: unknown): string {
  if (cause === undefined) return "";
  const { message } = new ConnectionError(cause);
  return ` (${message}${sqlState(cause) === "53300" ? `; ${CONNECTIONS}` : ""})`;
}
