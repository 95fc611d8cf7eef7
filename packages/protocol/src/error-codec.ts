import { Code, ConnectError } from "@connectrpc/connect";
import {
  type ErrorCode,
  type FieldViolation,
  MillraceError,
  respellFields,
  withoutUnit,
} from "@millrace/core";
import { BATCH_ITEM, fittingMessage, fittingViolations, TRAILERS } from "./error-room.ts";
import { BadRequestSchema } from "./gen/google/rpc/error_details_pb.ts";
import type {
  EnqueueError as WireEnqueueError,
  FieldViolation as WireFieldViolation,
} from "./gen/millrace/v1/job_service_pb.ts";

interface WireCode {
  readonly code: Code;
  /** As EnqueueError spells it. */
  readonly name: string;
}

const WIRE_CODES: { readonly [Code in ErrorCode]: WireCode } = {
  INVALID_ARGUMENT: { code: Code.InvalidArgument, name: "invalid_argument" },
  NOT_FOUND: { code: Code.NotFound, name: "not_found" },
  ALREADY_EXISTS: { code: Code.AlreadyExists, name: "already_exists" },
  FAILED_PRECONDITION: { code: Code.FailedPrecondition, name: "failed_precondition" },
  LEASE_LOST: { code: Code.Aborted, name: "aborted" },
  RESOURCE_EXHAUSTED: { code: Code.ResourceExhausted, name: "resource_exhausted" },
  UNAVAILABLE: { code: Code.Unavailable, name: "unavailable" },
  DATA_LOSS: { code: Code.DataLoss, name: "data_loss" },
  INTERNAL: { code: Code.Internal, name: "internal" },
};

const entries = Object.entries(WIRE_CODES) as [ErrorCode, WireCode][];

const ERROR_CODES = new Map<Code, ErrorCode>([
  ...entries.map(([errorCode, { code }]) => [code, errorCode] as const),
  // What the transport says by itself: the call did not come to its end.
  [Code.Canceled, "UNAVAILABLE"],
  [Code.DeadlineExceeded, "UNAVAILABLE"],
  // The server, or a proxy before it, will not do this however often it is asked.
  [Code.Unimplemented, "FAILED_PRECONDITION"],
  [Code.Unauthenticated, "FAILED_PRECONDITION"],
  [Code.PermissionDenied, "FAILED_PRECONDITION"],
  [Code.OutOfRange, "INVALID_ARGUMENT"],
]);

const ERROR_CODES_BY_NAME = new Map(entries.map(([errorCode, { name }]) => [name, errorCode]));

/** The error with its fields spelt as the wire spells them. */
export function inWireWords(error: MillraceError): MillraceError {
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
  return new ConnectError(message, WIRE_CODES[error.code].code, undefined, details, error);
}

/**
 * What an RPC's error means. An error that no server sent, such as a refused connection, is
 * `UNAVAILABLE`; a code that is not known is `INTERNAL`.
 */
export function decodeError(reason: unknown): MillraceError {
  if (reason instanceof MillraceError) return reason;
  const error = ConnectError.from(reason);
  const violations = error
    .findDetails(BadRequestSchema)
    .flatMap(({ fieldViolations }) => fieldViolations.map(copyViolation));
  const decoded = new MillraceError(ERROR_CODES.get(error.code) ?? "INTERNAL", error.rawMessage, {
    violations,
    cause: reason,
  });
  return respellFields(decoded, fromWireName);
}

/** Why one request of a batch was refused. */
export function encodeEnqueueError(error: MillraceError): WireEnqueueError {
  const { code, message, violations } = inWireWords(error);
  return {
    $typeName: "millrace.v1.EnqueueError",
    code: WIRE_CODES[code].name,
    message: fittingMessage(message, BATCH_ITEM),
    violations: fittingViolations(violations, BATCH_ITEM).map(encodeViolation),
  };
}

export function decodeEnqueueError({ code, message, violations }: WireEnqueueError): MillraceError {
  const decoded = new MillraceError(ERROR_CODES_BY_NAME.get(code) ?? "INTERNAL", message, {
    violations: violations.map(copyViolation),
  });
  return respellFields(decoded, fromWireName);
}

function encodeViolation({ field, description }: FieldViolation): WireFieldViolation {
  return { $typeName: "millrace.v1.FieldViolation", field, description };
}

function copyViolation({ field, description }: FieldViolation): FieldViolation {
  return { field, description };
}
