import type { Exit } from "./exit-codes.ts";

export interface CliErrorOptions {
  readonly exit: Exit;
  /** The kind of error, in the words of `MillraceError.code` or after them. */
  readonly code: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The option or argument at fault. */
  readonly field?: string;
}

/** Why the program itself, rather than what it calls, refuses or gives up. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exit: Exit;
  readonly code: string;
  readonly remedy: string | undefined;
  readonly field: string | undefined;

  constructor(message: string, { exit, code, remedy, field }: CliErrorOptions) {
    super(message);
    this.exit = exit;
    this.code = code;
    this.remedy = remedy;
    this.field = field;
  }
}

/** The command line makes no sense. */
export function usageError(message: string, remedy?: string, field?: string): CliError {
  return new CliError(message, {
    exit: "usage",
    code: "USAGE",
    ...(remedy !== undefined && { remedy }),
    ...(field !== undefined && { field }),
  });
}

/** A value that was given cannot be used. */
export function invalidValue(field: string, rule: string, remedy?: string): CliError {
  return new CliError(`${field} ${rule}`, {
    exit: "invalid",
    code: "INVALID_ARGUMENT",
    field,
    ...(remedy !== undefined && { remedy }),
  });
}
