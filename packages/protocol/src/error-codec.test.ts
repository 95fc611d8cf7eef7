import { create, toBinary, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeToHttpStatus } from "@connectrpc/connect/protocol-connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { type ErrorCode, FieldCheck, MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { decodeError, decodeItemError, encodeError, encodeItemError } from "./error-codec.ts";
import type { Code as WireCode } from "./gen/google/rpc/code_pb.ts";
import { BadRequestSchema } from "./gen/google/rpc/error_details_pb.ts";
import { ItemErrorSchema } from "./gen/millrace/v1/item_error_pb.ts";

const CODES: [ErrorCode, Code][] = [
  ["INVALID_ARGUMENT", Code.InvalidArgument],
  ["NOT_FOUND", Code.NotFound],
  ["ALREADY_EXISTS", Code.AlreadyExists],
  ["FAILED_PRECONDITION", Code.FailedPrecondition],
  ["UNAUTHENTICATED", Code.Unauthenticated],
  ["PERMISSION_DENIED", Code.PermissionDenied],
  ["LEASE_LOST", Code.Aborted],
  ["RESOURCE_EXHAUSTED", Code.ResourceExhausted],
  ["UNAVAILABLE", Code.Unavailable],
  ["DATA_LOSS", Code.DataLoss],
  ["INTERNAL", Code.Internal],
];

const violations = [
  { field: "type", description: "must not be empty" },
  { field: 'metadata["team"]', description: "must be well-formed" },
];

describe("an error of an RPC", () => {
  it.each(CODES)("%s goes out with its own code and comes back", (code, wireCode) => {
    const encoded = encodeError(new MillraceError(code, "no luck", { violations }));
    expect(encoded.code).toBe(wireCode);
    const decoded = decodeError(encoded);
    expect(decoded).toMatchObject({ code, message: "no luck", violations });
  });

  it.each(CODES)("%s has the HTTP status that the server answers it with", (code, wireCode) => {
    expect(new MillraceError(code, "no luck").httpStatus).toBe(codeToHttpStatus(wireCode));
  });

  it("carries its violations as google.rpc.BadRequest, and nothing without any", () => {
    const [details] = encodeError(
      new MillraceError("INVALID_ARGUMENT", "no", { violations }),
    ).findDetails(BadRequestSchema);
    expect(details).toEqual(create(BadRequestSchema, { fieldViolations: violations }));
    expect(encodeError(new MillraceError("NOT_FOUND", "no")).details).toEqual([]);
  });

  it.each([
    [Code.DeadlineExceeded, "UNAVAILABLE"],
    [Code.Canceled, "UNAVAILABLE"],
    [Code.Unimplemented, "FAILED_PRECONDITION"],
    [Code.PermissionDenied, "PERMISSION_DENIED"],
    [Code.Unauthenticated, "UNAUTHENTICATED"],
    [Code.OutOfRange, "INVALID_ARGUMENT"],
    [Code.Unknown, "INTERNAL"],
  ] as const)("of the transport, code %s, is %s", (wireCode, code) => {
    expect(decodeError(new ConnectError("why", wireCode))).toMatchObject({ code, message: "why" });
  });

  it("spells its fields as the wire does, and comes back in the words of TypeScript", () => {
    const check = new FieldCheck();
    for (const field of ["runAt", "delayMs", "backoff.initialMs", 'metadata["aB"]']) {
      check.invalid(field, "is odd");
    }
    const error = check.error("cannot enqueue") as MillraceError;
    const encoded = encodeError(error);
    const list = 'run_at is odd; delay is odd; backoff.initial is odd; metadata["aB"] is odd';
    expect(encoded.rawMessage).toBe(`cannot enqueue: ${list}`);
    expect(encodeItemError(error).message).toBe(encoded.rawMessage);
    const decoded = decodeError(encoded);
    expect(decoded.message).toContain("cannot enqueue: runAt is odd; delay is odd;");
    expect(decoded.violations.map(({ field }) => field)).toEqual([
      "runAt",
      "delay",
      "backoff.initial",
      'metadata["aB"]',
    ]);
  });

  it("keeps the reason as its cause, whatever that is", () => {
    const reason = new TypeError("fetch failed");
    expect(decodeError(reason)).toMatchObject({ message: "fetch failed", cause: reason });
    const error = new MillraceError("NOT_FOUND", "gone");
    expect(decodeError(error)).toBe(error);
  });
});

describe("an error with more than an answer has room for", () => {
  const long = (field: string, description: string) => ({ field, description });

  it.each([
    ["many violations", Array.from({ length: 5_000 }, (_, i) => long(`items[${i}]`, "is bad"))],
    ["long fields", Array.from({ length: 20 }, () => long("k".repeat(100_000), "is bad"))],
    ["long descriptions", Array.from({ length: 20 }, () => long("k", "d".repeat(100_000)))],
    ["text beyond ASCII", Array.from({ length: 20 }, () => long("é€".repeat(50), "😀".repeat(99)))],
    ["control characters", Array.from({ length: 20 }, () => long("\u0000".repeat(99), "%\n"))],
    ["lone surrogates", Array.from({ length: 20 }, () => long("\ud800".repeat(99), "\udfff"))],
  ])("fits into trailers of 8 KiB: %s", (_, many) => {
    const message = many.map((v) => `${v.field} ${v.description}`).join("; ");
    const error = new MillraceError("INVALID_ARGUMENT", message, { violations: many });
    const trailers = setTrailerStatus(new Headers(), encodeError(error));
    let bytes = 0;
    for (const [name, value] of trailers) bytes += name.length + value.length + 32;
    expect(bytes).toBeLessThan(8 * 1024);
    expect(trailers.get("grpc-message")?.length).toBeGreaterThan(500);
  });

  it("leaves room for a thousand of them in a batch", () => {
    const violations = Array.from({ length: 20 }, () => long("é".repeat(100), "d".repeat(300)));
    const error = new MillraceError("INVALID_ARGUMENT", "é".repeat(9_000), { violations });
    const bytes = toBinary(ItemErrorSchema, encodeItemError(error)).length;
    expect(bytes * 1_000).toBeLessThan(2 * 1024 * 1024);
  });
});

describe("an error of one item of a batch", () => {
  it.each(CODES)("%s goes out with the number and name of gRPC and comes back", (code, ofCall) => {
    const encoded = encodeItemError(new MillraceError(code, "no luck", { violations }));
    expect(encoded.code).toBe(ofCall);
    const gRpcName = (Code[ofCall] as string).replace(/(?<=.)[A-Z]/g, "_$&").toUpperCase();
    expect(toJson(ItemErrorSchema, encoded)).toMatchObject({ code: gRpcName });
    expect(decodeItemError(encoded)).toMatchObject({ code, message: "no luck", violations });
  });

  it("says the same as the error of a call, in its form", () => {
    const error = new MillraceError("INVALID_ARGUMENT", "runAt is odd", {
      violations: [{ field: "runAt", description: "is odd" }],
    });
    const encoded = encodeItemError(error);
    const [details] = encodeError(error).findDetails(BadRequestSchema);
    expect(encoded.violations).toEqual(details?.fieldViolations);
    expect(encoded.message).toBe(encodeError(error).rawMessage);
  });

  it("that is not known is INTERNAL", () => {
    const encoded = encodeItemError(new MillraceError("NOT_FOUND", "no"));
    expect(decodeItemError({ ...encoded, code: 99 as WireCode }).code).toBe("INTERNAL");
  });
});
