import { create } from "@bufbuild/protobuf";
import { leaseLost, MillraceError } from "@millrace/core";
import { expect, it } from "vitest";
import type { JobStatus } from "./gen/millrace/v1/job_pb.ts";
import { SettleItemSchema } from "./gen/millrace/v1/worker_service_pb.ts";
import {
  decodeSettlement,
  decodeSettleResult,
  encodeSettlement,
  encodeSettleResult,
} from "./settle-codec.ts";

it.each([
  leaseLost("0-0000000000000000"),
  new MillraceError("INVALID_ARGUMENT", "retryAfter is odd", {
    violations: [{ field: "retryAfter", description: "is odd" }],
  }),
  new MillraceError("RESOURCE_EXHAUSTED", "result is large"),
  new MillraceError("DATA_LOSS", "the job cannot be read"),
  new MillraceError("UNAVAILABLE", "its partition is down"),
])("carries the refusal of one item: %o", (error) => {
  const { code, message, violations } = error;
  expect(decodeSettleResult(encodeSettleResult({ error }))).toMatchObject({
    error: { code, message, violations },
  });
});

it("answers for an item without an outcome", () => {
  const item = create(SettleItemSchema, { jobId: "0-0000000000000000", token: 1n });
  expect(decodeSettlement(item)).toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [{ field: "outcome" }],
  });
});

it("takes a token that was never handed out for a stale one", () => {
  const item = create(SettleItemSchema, {
    jobId: "0-0000000000000000",
    token: 2n ** 64n - 1n,
    outcome: { case: "released", value: { started: true } },
  });
  expect(decodeSettlement(item)).toMatchObject({ token: 0 });
});

it("refuses to encode an outcome that the wire has no form for", () => {
  const outcome = { kind: "snoozed", delayMs: Number.NaN } as const;
  expect(() => encodeSettlement({ jobId: "j", token: 1, outcome })).toThrow(/delay/);
});

it("says so when the server is newer", () => {
  const result = encodeSettleResult({ status: "COMPLETED" });
  expect(() => decodeSettleResult({ ...result, status: 99 as JobStatus })).toThrow(/job status 99/);
});
