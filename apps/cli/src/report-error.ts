import { type ErrorCode, MillraceError } from "@millrace/core";
import { CliError } from "./cli-error.ts";
import { EXIT_CODES, type Exit } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** An error as `-o json` prints it. */
export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  /** What to do about it, where the message does not say so itself. */
  readonly remedy?: string;
  /** The fields at fault. */
  readonly fields?: readonly { readonly field: string; readonly description?: string }[];
}

export interface ReportOptions {
  readonly io: Io;
  /** The output format. */
  readonly output: unknown;
  readonly debug: boolean;
}

/** Says on the standard error what went wrong; returns the exit code. */
export function reportError(error: unknown, { io, output, debug }: ReportOptions): number {
  if (io.signal.aborted) return EXIT_CODES.interrupted.code;
  const exit = exitOf(error);
  const said = toErrorJson(error);
  const isJson = output === "json" || output === "jsonl";
  io.stderr.write(isJson ? `${JSON.stringify({ error: said })}\n` : inWords(said));
  if (debug && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`);
  return EXIT_CODES[exit].code;
}

/** How the program ends by an error of each code. */
const EXITS: Readonly<Record<ErrorCode, Exit>> = {
  INVALID_ARGUMENT: "invalid",
  RESOURCE_EXHAUSTED: "invalid",
  NOT_FOUND: "notFound",
  ALREADY_EXISTS: "conflict",
  FAILED_PRECONDITION: "conflict",
  LEASE_LOST: "conflict",
  UNAUTHENTICATED: "denied",
  PERMISSION_DENIED: "denied",
  UNAVAILABLE: "unavailable",
  DATA_LOSS: "error",
  INTERNAL: "error",
};

export function exitOf(error: unknown): Exit {
  if (error instanceof CliError) return error.exit;
  return error instanceof MillraceError ? EXITS[error.code] : "error";
}

export function toErrorJson(error: unknown): ErrorJson {
  if (error instanceof CliError) {
    const { code, message, remedy, field } = error;
    return {
      code,
      message,
      ...(remedy !== undefined && { remedy }),
      ...(field !== undefined && { fields: [{ field }] }),
    };
  }
  if (!(error instanceof MillraceError)) {
    return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, violations } = error;
  return {
    code,
    message,
    ...(code === "UNAVAILABLE" && { remedy: REACH }),
    ...(violations.length > 0 && { fields: violations }),
  };
}

const REACH = "--server, --store or MILLRACE_URL say where the jobs are: millrace help environment";

/** An error in words, for people. */
export function inWords({ message, remedy }: ErrorJson): string {
  return `millrace: ${message}\n${remedy === undefined ? "" : `${remedy}\n`}`;
}

function stackOf(error: Error): string {
  const { stack = error.message, cause } = error;
  return cause instanceof Error ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}
