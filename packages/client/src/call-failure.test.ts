import { create, createRegistry, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import { BadRequestSchema, decodeError, encodeError } from "@millrace/protocol";
import { describe, expect, test } from "vitest";
import { CallFailure, failureFromJson, failureOf } from "./call-failure.ts";

const DETAIL = create(BadRequestSchema, {
  fieldViolations: [{ field: "run_at", description: "x" }],
});
const value = toBinary(BadRequestSchema, DETAIL);
const details = [{ type: BadRequestSchema.typeName, value }];

test("it is one of Connect's errors to who asks for those, and reads as one", () => {
  const failure = new CallFailure("no such job", Code.NotFound, { details });
  const theirs = new ConnectError("no such job", Code.NotFound);
  expect(failure).toBeInstanceOf(ConnectError);
  expect(ConnectError.from(failure)).toBe(failure);
  expect(String(failure)).toBe(String(theirs));
  expect(String(new CallFailure("", Code.NotFound))).toBe(String(new ConnectError("", 5)));
});

test("its details are found by their descriptor, or in a registry", () => {
  const failure = new CallFailure("", Code.InvalidArgument, { details });
  expect(failure.findDetails(BadRequestSchema)).toEqual([DETAIL]);
  expect(failure.findDetails(createRegistry(BadRequestSchema))).toEqual([DETAIL]);
  expect(failure.findDetails(createRegistry())).toEqual([]);
  const broken = [{ type: BadRequestSchema.typeName, value: Uint8Array.of(255) }];
  const unread = new CallFailure("", Code.InvalidArgument, { details: broken });
  expect(unread.findDetails(BadRequestSchema)).toEqual([]);
});

describe("any other reason becomes one, as Connect does it", () => {
  test.each<[string, unknown]>([
    ["an error", new Error("odd")],
    ["a text", "odd"],
    ["the end of a signal", new DOMException("aborted", "AbortError")],
    ["the end of a time", new DOMException("late", "TimeoutError")],
    ["an error of Connect", new ConnectError("odd", Code.DataLoss)],
  ])("%s", (_, reason) => {
    const { code, rawMessage, cause } = ConnectError.from(reason, Code.Canceled);
    expect(failureOf(reason, Code.Canceled)).toMatchObject({ code, rawMessage, cause });
  });
});

describe("what a server has sent", () => {
  const sent = (error: object) => failureFromJson(error, new Headers({ "x-a": "1" }));

  test("with the fields at fault", () => {
    const base64 = btoa(String.fromCharCode(...value)).replace(/=+$/, "");
    const json = {
      code: "invalid_argument",
      message: "cannot enqueue",
      details: [{ type: BadRequestSchema.typeName, value: base64 }],
    };
    const failure = sent(json);
    expect(failure).toMatchObject({ code: Code.InvalidArgument, isWireError: true });
    expect(failure?.metadata.get("x-a")).toBe("1");
    expect(decodeError(failure)).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "cannot enqueue",
      violations: [{ field: "runAt", description: "x" }],
    });
  });

  test.each([
    { code: "no_such_code" },
    { code: 3 },
    { code: "internal", message: 1 },
    { code: "internal", details: "none" },
    { code: "internal", details: [{ type: "a" }] },
    { code: "internal", details: [null] },
    { code: "internal", details: [{ type: "a", value: "%" }] },
  ])("is nothing in %j", (json) => {
    expect(sent(json)).toBeUndefined();
  });
});

test("an error means the same, whichever class has it", () => {
  const error = new MillraceError("NOT_FOUND", "no such job");
  const { code, rawMessage } = encodeError(error);
  expect(decodeError(new CallFailure(rawMessage, code))).toMatchObject({ ...error });
});
