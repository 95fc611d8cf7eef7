import { expect, test } from "vitest";
import { checkEnqueue } from "./check-enqueue.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { planJob } from "./plan-job.ts";
import { requestFingerprint } from "./request-fingerprint.ts";

test("a request with an idempotency key has a fingerprint, one without has none", () => {
  const request = { type: "email", priority: 9 };
  const spec = checkEnqueue(request, DEFAULT_LIMITS);
  expect(planJob(request, DEFAULT_LIMITS, undefined)).toEqual({
    spec,
    fingerprint: undefined,
    replicated: false,
  });
  const keyed = { ...request, idempotencyKey: "k" };
  expect(planJob(keyed, DEFAULT_LIMITS, undefined)).toEqual({
    spec: checkEnqueue(keyed, DEFAULT_LIMITS),
    fingerprint: requestFingerprint(keyed),
    replicated: false,
  });
});

test("a request that is refused is, with its error", () => {
  const refused = planJob({ type: "?", idempotencyKey: "k" }, DEFAULT_LIMITS, undefined);
  expect(refused).toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("a store without replicas refuses to wait for them, and says what to do instead", () => {
  const request = { type: "email", durability: "REPLICATED" } as const;
  expect(planJob(request, DEFAULT_LIMITS, undefined)).toMatchObject({ replicated: true });
  expect(planJob(request, DEFAULT_LIMITS, "it has none; leave it out")).toMatchObject({
    code: "INVALID_ARGUMENT",
    message: "cannot enqueue: durability cannot be REPLICATED: it has none; leave it out",
    violations: [{ field: "durability" }],
  });
  const stored = { type: "email", durability: "STORED" } as const;
  expect(planJob(stored, DEFAULT_LIMITS, "it has none")).toMatchObject({ replicated: false });
});
