import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { checkEnqueue, DEFAULT_LIMITS, MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import {
  decodeEnqueueRequest,
  encodeEnqueueBatchResult,
  encodeEnqueueRequest,
} from "./enqueue-codec.ts";
import { Code } from "./gen/google/rpc/code_pb.ts";
import type { Delivery } from "./gen/millrace/v1/job_pb.ts";
import { type Durability, EnqueueRequestSchema } from "./gen/millrace/v1/job_service_pb.ts";

type Init = MessageInitShape<typeof EnqueueRequestSchema>;

const decode = (init: Init) => decodeEnqueueRequest(create(EnqueueRequestSchema, init));

it("leaves out what is not set, so that the domain's defaults hold", () => {
  expect(decode({ type: "email" })).toStrictEqual({ type: "email" });
});

it("keeps what is set to a zero value", () => {
  expect(
    decode({ type: "email", priority: 0, maxAttempts: 0, idempotencyKey: "", backoff: {} }),
  ).toStrictEqual({ type: "email", priority: 0, maxAttempts: 0, idempotencyKey: "", backoff: {} });
});

describe("a value without a meaning is refused by the domain under the field's name", () => {
  const overflow = { seconds: 2n ** 63n - 1n, nanos: 0 };
  const badNanos = { seconds: 1n, nanos: 2_000_000_000 };
  it.each<[string, Init]>([
    ["runAt", { due: { case: "runAt", value: { seconds: 253_402_300_799n } } }],
    ["runAt", { due: { case: "runAt", value: overflow } }],
    ["runAt", { due: { case: "runAt", value: { seconds: 1n, nanos: -1 } } }],
    ["delayMs", { due: { case: "delay", value: badNanos } }],
    ["delayMs", { due: { case: "delay", value: { nanos: -1 } } }],
    ["delayMs", { due: { case: "delay", value: overflow } }],
    ["timeoutMs", { timeout: overflow }],
    ["timeoutMs", { timeout: {} }],
    ["retentionMs", { retention: badNanos }],
    ["backoff.initialMs", { backoff: { initial: overflow } }],
    ["backoff.maxMs", { backoff: { max: badNanos } }],
    ["backoff.multiplier", { backoff: { multiplier: Number.NaN } }],
    ["backoff.jitter", { backoff: { jitter: Number.POSITIVE_INFINITY } }],
    ["delivery", { delivery: 7 as Delivery }],
    ["durability", { durability: 7 as Durability }],
  ])("%s: %o", (field, init) => {
    const error = checkEnqueue(decode({ type: "email", ...init }), DEFAULT_LIMITS);
    expect(error).toBeInstanceOf(MillraceError);
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", violations: [{ field }] });
  });
});

it("refuses to encode what the wire has no form for, naming every field", () => {
  const encode = () =>
    encodeEnqueueRequest({
      type: "email\ud800",
      runAt: 0,
      delayMs: 0.5,
      priority: 1.5,
      metadata: { team: "\ud800" },
    });
  expect(encode).toThrow(MillraceError);
  for (const field of ["type", "runAt", "delayMs", "priority", 'metadata["team"]']) {
    expect(encode).toThrow(field);
  }
});

it("leaves limits to the receiver", () => {
  const payload = new Uint8Array(DEFAULT_LIMITS.payloadBytes + 1);
  expect(encodeEnqueueRequest({ type: "email", payload }).payload).toBe(payload);
});

it("encodes a refused request of a batch", () => {
  const error = new MillraceError("ALREADY_EXISTS", "taken");
  expect(encodeEnqueueBatchResult({ error })).toMatchObject({
    enqueued: undefined,
    error: { code: Code.ALREADY_EXISTS, message: "taken" },
  });
});
