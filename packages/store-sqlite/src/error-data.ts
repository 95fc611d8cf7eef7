import { type ErrorCode, type FieldViolation, MillraceError } from "@millrace/core";

/** A MillraceError as data: a message between threads would lose its class. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly violations: readonly FieldViolation[];
}

export function toErrorData({ code, message, violations }: MillraceError): ErrorData {
  return { code, message, violations };
}

export function fromErrorData({ code, message, violations }: ErrorData): MillraceError {
  return new MillraceError(code, message, { violations });
}
