import { type Code as ConnectCode, ConnectError } from "@connectrpc/connect";
import {
  type ErrorCode,
  type FieldViolation,
  MillraceError,
  respellFields,
  withoutUnit,
} from "@millrace/core";
import { BATCH_ITEM, fittingMessage, fittingViolations, TRAILERS } from "./error-room.ts";
import { Code } from "./gen/google/rpc/code_pb.ts";
import type { BadRequest_FieldViolation as WireFieldViolation } from "./gen/google/rpc/error_details_pb.ts";
import type { ItemError as WireItemError } from "./gen/millrace/v1/item_error_pb.ts";
import { BadRequestSchema } from "./gen-lean/google/rpc/error_details_lean.ts";

const CODES: { readonly [Name in ErrorCode]: Code } = {
  INVALID_ARGUMENT: Code.INVALID_ARGUMENT,
  NOT_FOUND: Code.NOT_FOUND,
  ALREADY_EXISTS: Code.ALREADY_EXISTS,
  FAILED_PRECONDITION: Code.FAILED_PRECONDITION,
  UNAUTHENTICATED: Code.UNAUTHENTICATED,
  PERMISSION_DENIED: Code.PERMISSION_DENIED,
  LEASE_LOST: Code.ABORTED,
  RESOURCE_EXHAUSTED: Code.RESOURCE_EXHAUSTED,
  UNAVAILABLE: Code.UNAVAILABLE,
  DATA_LOSS: Code.DATA_LOSS,
  INTERNAL: Code.INTERNAL,
};

const ERROR_CODES = new Map<number, ErrorCode>([
  ...(Object.entries(CODES) as [ErrorCode, Code][]).map(([name, code]) => [code, name] as const),
  // What the transport says by itself: the call did not come to its end.
  [Code.CANCELLED, "UNAVAILABLE"],
  [Code.DEADLINE_EXCEEDED, "UNAVAILABLE"],
  // The server, or a proxy before it, will not do this however often it is asked.
  [Code.UNIMPLEMENTED, "FAILED_PRECONDITION"],
  [Code.OUT_OF_RANGE, "INVALID_ARGUMENT"],
]);

/** The error with its fields spelt as the wire spells them. */
function inWireWords(error: MillraceError): MillraceError {
  return respellFields(error, toWireName);
}

/** The wire's spelling of a field: `run_at` for `runAt`, `delay`, a Duration, for `delayMs`. */
function toWireName(name: string): string {
  return withoutUnit(name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** As TypeScript spells a field of the wire. */
function fromWireName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The error of an RPC; violations travel as google.rpc.BadRequest. What has no room in the trailers
 * of gRPC stays behind.
 */
export function encodeError(domainError: MillraceError): ConnectError {
  const error = inWireWords(domainError);
  const message = fittingMessage(error.message, TRAILERS);
  const fieldViolations = fittingViolations(error.violations, TRAILERS);
  const details =
    fieldViolations.length === 0
      ? undefined
      : [{ desc: BadRequestSchema, value: { fieldViolations } }];
  // Connect's codes are those of gRPC under names of its own.
  const code = CODES[error.code] as number as ConnectCode;
  return new ConnectError(message, code, undefined, details, error);
}

/**
 * What is read of an error of Connect, whichever copy of it has made that, by its properties as Connect
 * itself does: the class brings protobuf's own codec, which a page does without.
 */
export type CallError = Pick<
  ConnectError,
  "code" | "rawMessage" | "isWireError" | "findDetails" | "cause"
> &
  Error;

export function isCallError(reason: unknown): reason is CallError {
  return reason instanceof Error && reason.name === "ConnectError" && "rawMessage" in reason;
}

/**
 * What an RPC's error means. An error that no server sent, such as a refused connection, is
 * `UNAVAILABLE`; a code that is not known is `INTERNAL`.
 */
export function decodeError(reason: unknown): MillraceError {
  if (reason instanceof MillraceError) return reason;
  if (!isCallError(reason)) {
    const isEnded = reason instanceof Error && ENDED.has(reason.name);
    const message = reason instanceof Error ? reason.message : String(reason);
    return new MillraceError(isEnded ? "UNAVAILABLE" : "INTERNAL", message, { cause: reason });
  }
  const violations = reason
    .findDetails(BadRequestSchema)
    .flatMap(({ fieldViolations }) => fieldViolations.map(copyViolation));
  const decoded = new MillraceError(ERROR_CODES.get(reason.code) ?? "INTERNAL", reason.rawMessage, {
    violations,
    cause: reason,
  });
  return respellFields(decoded, fromWireName);
}

/** What the signals of a call make of its end. */
const ENDED: ReadonlySet<string> = new Set(["AbortError", "TimeoutError"]);

/** Why one item of a batch was refused. What has no room beside a thousand of them stays behind. */
export function encodeItemError(error: MillraceError): WireItemError {
  const { code, message, violations } = inWireWords(error);
  return {
    $typeName: "millrace.v1.ItemError",
    code: CODES[code],
    message: fittingMessage(message, BATCH_ITEM),
    violations: fittingViolations(violations, BATCH_ITEM).map(encodeViolation),
  };
}

/** A code that is not known is `INTERNAL`. */
export function decodeItemError({ code, message, violations }: WireItemError): MillraceError {
  const decoded = new MillraceError(ERROR_CODES.get(code) ?? "INTERNAL", message, {
    violations: violations.map(copyViolation),
  });
  return respellFields(decoded, fromWireName);
}

function encodeViolation({ field, description }: FieldViolation): WireFieldViolation {
  return { $typeName: "google.rpc.BadRequest.FieldViolation", field, description };
}

function copyViolation({ field, description }: FieldViolation): FieldViolation {
  return { field, description };
}
