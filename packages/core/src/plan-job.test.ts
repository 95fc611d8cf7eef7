import { expect, test } from "vitest";
import { planEnqueue } from "./enqueue.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { planJob } from "./plan-job.ts";
import { requestFingerprint } from "./request-fingerprint.ts";

test("a request with an idempotency key has a fingerprint, one without has none", () => {
  const request = { type: "email", priority: 9 };
  const spec = planEnqueue(request, DEFAULT_LIMITS);
  expect(planJob(request, DEFAULT_LIMITS)).toEqual({ spec, fingerprint: undefined });
  const keyed = { ...request, idempotencyKey: "k" };
  expect(planJob(keyed, DEFAULT_LIMITS)).toEqual({
    spec: planEnqueue(keyed, DEFAULT_LIMITS),
    fingerprint: requestFingerprint(keyed),
  });
});

test("a request that is refused is, with its error", () => {
  const refused = planJob({ type: "?", idempotencyKey: "k" }, DEFAULT_LIMITS);
  expect(refused).toMatchObject({ code: "INVALID_ARGUMENT" });
});
