import { MillraceError } from "@millrace/core";
import type { CarriedError } from "./operation.ts";

/** What is sent of an error, whose class would not survive the way between threads. */
export function carryError({ code, message, violations }: MillraceError): CarriedError {
  return { code, message, violations };
}

export function unpackError({ code, message, violations }: CarriedError): MillraceError {
  return new MillraceError(code, message, { violations });
}
