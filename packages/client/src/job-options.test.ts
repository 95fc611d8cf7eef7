import { expect, test } from "vitest";
import { toEnqueueRequest } from "./job-options.ts";

test("lengths may be written with a unit", () => {
  const request = toEnqueueRequest({
    type: "email",
    delay: "1.5s",
    timeout: "2m",
    retention: "7d",
    backoff: { initial: "250ms", max: "1h", multiplier: 3, jitter: 0 },
  });
  expect(request).toEqual({
    type: "email",
    delayMs: 1_500,
    timeoutMs: 120_000,
    retentionMs: 604_800_000,
    backoff: { initialMs: 250, maxMs: 3_600_000, multiplier: 3, jitter: 0 },
  });
});

test("a time may be a Date", () => {
  expect(toEnqueueRequest({ type: "email", runAt: new Date(1_000) }).runAt).toBe(1_000);
  expect(toEnqueueRequest({ type: "email", runAt: 2_000 }).runAt).toBe(2_000);
});

test("what is left out is not sent, so that equal requests look the same", () => {
  expect(Object.keys(toEnqueueRequest({ type: "email", backoff: {} }))).toEqual([
    "type",
    "backoff",
  ]);
});

test("the rest goes as it is", () => {
  const rest = {
    priority: 10,
    maxAttempts: 2,
    idempotencyKey: "k",
    delivery: "AT_MOST_ONCE" as const,
    metadata: { team: "a" },
    durability: "REPLICATED" as const,
  };
  expect(toEnqueueRequest({ type: "email", ...rest })).toEqual({ type: "email", ...rest });
});

test.each([
  ["delay", { delay: -1 }],
  ["timeout", { timeout: Number.NaN }],
  ["retention", { retention: Number.POSITIVE_INFINITY }],
  ["backoff.initial", { backoff: { initial: -5 } }],
  ["backoff.max", { backoff: { max: -5 } }],
])("a malformed %s is named", (field, options) => {
  expect(() => toEnqueueRequest({ type: "email", ...options })).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      violations: [expect.objectContaining({ field })],
    }),
  );
});
