import { describe, expect, test } from "vitest";
import { DEFAULT_BACKOFF } from "./backoff.ts";
import { checkEnqueue, enqueueFault, planJob } from "./check-enqueue.ts";
import type { EnqueueRequest } from "./enqueue.ts";
import { BOUNDS, DEFAULT_LIMITS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { requestFingerprint } from "./request-fingerprint.ts";

function plan(request: Partial<EnqueueRequest>) {
  return checkEnqueue({ type: "email", ...request }, DEFAULT_LIMITS);
}

function refusal(request: Partial<EnqueueRequest>): MillraceError {
  const error = plan(request);
  if (error instanceof MillraceError) return error;
  throw new Error("it was not refused");
}

test("a request that says nothing gets every default", () => {
  expect(plan({})).toEqual({
    type: "email",
    payload: new Uint8Array(0),
    delayMs: 0,
    priority: 5,
    maxAttempts: 4,
    backoff: DEFAULT_BACKOFF,
    delivery: "AT_LEAST_ONCE",
    metadata: {},
    retentionMs: 86_400_000,
  });
});

test("what a request says is kept", () => {
  const request: EnqueueRequest = {
    type: "a.b_c:D-9",
    payload: new Uint8Array([1]),
    runAt: 1_800_000_000_000,
    priority: 0,
    maxAttempts: 1,
    backoff: { initialMs: 0, multiplier: 1, maxMs: 0, jitter: 0 },
    timeoutMs: 1,
    idempotencyKey: "k",
    delivery: "AT_MOST_ONCE",
    metadata: { team: "é" },
    retentionMs: 1_000,
  };
  expect(plan(request)).toEqual({ ...request, delayMs: 0 });
});

test("a backoff is completed field by field", () => {
  expect(plan({ backoff: { jitter: 0 } })).toMatchObject({
    backoff: { ...DEFAULT_BACKOFF, jitter: 0 },
  });
});

test.each<[string, Partial<EnqueueRequest>]>([
  ["type", { type: "" }],
  ["type", { type: "-a" }],
  ["type", { type: "a b" }],
  ["type", { type: "é" }],
  ["type", { type: "a".repeat(129) }],
  ["runAt", { runAt: 1, delayMs: 1 }],
  ["runAt", { runAt: 1.5 }],
  ["runAt", { runAt: BOUNDS.maxRunAt + 1 }],
  ["runAt", { runAt: Number.NaN }],
  ["delayMs", { delayMs: -1 }],
  ["delayMs", { delayMs: BOUNDS.maxDelayMs + 1 }],
  ["priority", { priority: 101 }],
  ["priority", { priority: 0.5 }],
  ["maxAttempts", { maxAttempts: 0 }],
  ["maxAttempts", { maxAttempts: 1_001 }],
  ["timeoutMs", { timeoutMs: 0 }],
  ["retentionMs", { retentionMs: 999 }],
  ["delivery", { delivery: "EXACTLY_ONCE" as "AT_MOST_ONCE" }],
  ["durability", { durability: "ETERNAL" as "REPLICATED" }],
  ["after", { after: "0-0000000000000000" as unknown as string[] }],
  ["after", { after: Array.from({ length: 101 }, () => "0-0000000000000000") }],
  ["after[1]", { after: ["0-0000000000000000", "0-short"] }],
  ["after[0]", { after: [undefined, "0-0000000000000000"] as unknown as string[] }],
  ["afterRule", { after: ["0-0000000000000000"], afterRule: "SOON" as "FINISHED" }],
  ["afterRule", { afterRule: "FINISHED" }],
  ["idempotencyKey", { idempotencyKey: "" }],
  ["unique.key", { unique: { key: "" } }],
  ["concurrencyKey", { concurrencyKey: "" }],
  ["unique.ttlMs", { unique: { key: "k", ttlMs: 2_000 }, retentionMs: 1_999 }],
  ["idempotencyKey", { idempotencyKey: "é".repeat(129) }],
  ["idempotencyKey", { idempotencyKey: "\ud800" }],
  ["backoff.initialMs", { backoff: { initialMs: -1 } }],
  ["backoff.maxMs", { backoff: { maxMs: BOUNDS.maxBackoffMs + 1 } }],
  ["backoff.multiplier", { backoff: { multiplier: 0.9 } }],
  ["backoff.multiplier", { backoff: { multiplier: Number.NaN } }],
  ["backoff.jitter", { backoff: { jitter: 1.1 } }],
  ['metadata["a"]', { metadata: { a: "\udc00" } }],
  ['metadata[""]', { metadata: { "": "v" } }],
])("a wrong %s is refused: %o", (field, request) => {
  const error = refusal(request);
  expect(error.code).toBe("INVALID_ARGUMENT");
  expect(error.violations.map((violation) => violation.field)).toEqual([field]);
  expect(error.message).toContain(`cannot enqueue: ${field} `);
});

describe("limits", () => {
  test.each<[string, Partial<EnqueueRequest>, Partial<EnqueueRequest>]>([
    [
      "payload",
      { payload: new Uint8Array(DEFAULT_LIMITS.payloadBytes) },
      { payload: new Uint8Array(DEFAULT_LIMITS.payloadBytes + 1) },
    ],
    ["metadata", { metadata: entries(64, "v") }, { metadata: entries(65, "v") }],
    ["metadata", { metadata: { k: "é".repeat(4_095) } }, { metadata: { k: "é".repeat(4_096) } }],
  ])("the largest %s is taken, a larger one is too much", (field, largest, larger) => {
    expect(plan(largest)).not.toBeInstanceOf(MillraceError);
    const error = refusal(larger);
    expect(error.code).toBe("RESOURCE_EXHAUSTED");
    expect(error.violations.map((violation) => violation.field)).toEqual([field]);
  });

  test("that are exceeded beside a mistake are told with it, as a mistake", () => {
    const error = refusal({ priority: -1, payload: new Uint8Array(2 * 1024 * 1024) });
    expect(error.code).toBe("INVALID_ARGUMENT");
    expect(error.violations.map(({ field }) => field)).toEqual(["priority", "payload"]);
  });
});

function entries(count: number, value: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]));
}

test("every mistake is named at once", () => {
  const { violations } = refusal({
    type: "",
    priority: -1,
    maxAttempts: 0,
    backoff: { jitter: 2 },
  });
  const fields = violations.map(({ field }) => field);
  expect(fields).toEqual(["type", "priority", "maxAttempts", "backoff.jitter"]);
});

test("a time of the wrong form is told with what to write", () => {
  const text = "2030-01-31" as unknown as number;
  expect(refusal({ runAt: text }).message).toMatch(
    /runAt must be whole milliseconds .* Date\.parse\(.*, but is "2030-01-31"/,
  );
});

test("a long type is not repeated in full", () => {
  expect(refusal({ type: "x".repeat(100_000) }).message.length).toBeLessThan(300);
});

test("the check alone says what the check before the spec says", () => {
  expect(enqueueFault({ type: "a" }, DEFAULT_LIMITS)).toBeUndefined();
  const request = { type: "a", priority: -1 };
  expect(enqueueFault(request, DEFAULT_LIMITS)).toEqual(refusal({ priority: -1 }));
});

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
