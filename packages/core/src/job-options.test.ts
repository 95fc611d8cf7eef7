import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { type JobOptions, jobWithOptions, type NewJob, toEnqueueRequest } from "./job-options.ts";

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

test("a time may be a Date of another realm", () => {
  const runAt = runInNewContext("new Date(1_000)") as Date;
  expect(toEnqueueRequest({ type: "email", runAt }).runAt).toBe(1_000);
});

test.each<[unknown, string]>([
  ["2030-01-31", 'but is "2030-01-31"'],
  [new Date("soon"), "but is an invalid Date"],
  [null, "but is null"],
  [{}, "but is an object"],
])("%o is no time, and the error says what is", (runAt, words) => {
  expect(() => toEnqueueRequest({ type: "email", runAt: runAt as Date })).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(`runAt must be a Date .*such as new Date.*${words}`),
      violations: [expect.objectContaining({ field: "runAt" })],
    }),
  );
});

test("a job comes after jobs or their ids", () => {
  const after = [{ id: "0-a" }, "0-b"];
  expect(toEnqueueRequest({ type: "email", after, afterRule: "FINISHED" })).toEqual({
    type: "email",
    after: ["0-a", "0-b"],
    afterRule: "FINISHED",
  });
  const none = [null, 3, { name: "x" }] as unknown as string[];
  expect(toEnqueueRequest({ type: "email", after: none }).after).toEqual([null, 3, undefined]);
});

test("what is left out is not sent, so that equal requests look the same", () => {
  expect(Object.keys(toEnqueueRequest({ type: "email", backoff: {} }))).toEqual([
    "type",
    "backoff",
  ]);
});

test.each<[string, unknown, string | undefined]>([
  ["JSON, the default, by saying nothing", { a: 1 }, undefined],
  ["text, which becomes JSON, by saying nothing", "text", undefined],
  ["no payload by saying nothing", undefined, undefined],
  ["bytes", new Uint8Array(1), "application/octet-stream"],
  ["an ArrayBuffer", new ArrayBuffer(1), "application/octet-stream"],
  ["a SharedArrayBuffer", new SharedArrayBuffer(1), "application/octet-stream"],
  ["a view", new Float32Array(1), "application/octet-stream"],
])("tells %s", (_, payload, contentType) => {
  const request = toEnqueueRequest({ type: "email", payload });
  expect(request.contentType).toBe(contentType);
  expect("contentType" in request).toBe(contentType !== undefined);
  const said = toEnqueueRequest({ type: "email", payload, contentType: "text/csv" });
  expect(said.contentType).toBe("text/csv");
});

test("the rest goes as it is", () => {
  const rest = {
    priority: 10,
    maxAttempts: 2,
    idempotencyKey: "k",
    delivery: "AT_MOST_ONCE" as const,
    metadata: { team: "a" },
    durability: "REPLICATED" as const,
    traceContext: { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
  };
  expect(toEnqueueRequest({ type: "email", ...rest })).toEqual({ type: "email", ...rest });
});

test("a unique job says for how long in words or milliseconds", () => {
  const unique = { key: "k", onConflict: "REJECT" as const };
  expect(toEnqueueRequest({ type: "email", unique: { ...unique, ttl: "1m" } }).unique).toEqual({
    ...unique,
    ttlMs: 60_000,
  });
  expect(toEnqueueRequest({ type: "email", unique: { ...unique, ttl: undefined } }).unique).toEqual(
    unique,
  );
});

test("a concurrency key is called key", () => {
  expect(toEnqueueRequest({ type: "email", key: "tenant" })).toEqual({
    type: "email",
    concurrencyKey: "tenant",
  });
});

test.each([
  ["delay", { delay: -1 }],
  ["timeout", { timeout: Number.NaN }],
  ["retention", { retention: Number.POSITIVE_INFINITY }],
  ["backoff.initial", { backoff: { initial: -5 } }],
  ["backoff.max", { backoff: { max: -5 } }],
  ["unique.ttl", { unique: { key: "k", ttl: -5 } }],
])("a malformed %s is named", (field, options) => {
  expect(() => toEnqueueRequest({ type: "email", ...options })).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      violations: [expect.objectContaining({ field })],
    }),
  );
});

test.each([
  ["dealy", { dealy: 10 }, "did you mean delay?"],
  ["delayMs", { delayMs: 60_000 }, "did you mean delay?"],
  ["timeoutMs", { timeoutMs: 1_000 }, "did you mean timeout?"],
  ["retentionMs", { retentionMs: 5_000 }, "did you mean retention?"],
  ["backoff.initialMs", { backoff: { initialMs: 10 } }, "did you mean initial?"],
  ["backoff.maxx", { backoff: { maxx: 3 } }, "did you mean max?"],
  ["backoff", { backoff: 5 }, "must be an object"],
  ["unique.ttlMs", { unique: { key: "k", ttlMs: 5 } }, "did you mean ttl?"],
  ["unique", { unique: "k" }, "must be an object"],
  ["concurrencyKey", { concurrencyKey: "k" }, "there are"],
  ["payload.items", { payload: { items: new Map() } }, "Object.fromEntries"],
])("%s is refused instead of dropped", (field, options, hint) => {
  expect(() => toEnqueueRequest({ type: "email", ...options } as NewJob)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(hint),
      violations: [expect.objectContaining({ field })],
    }),
  );
});

test("all that is wrong is named at once, in the caller's words", () => {
  const job = { type: "email", delayMs: 1, timeout: "soon", payload: 5n } as unknown as NewJob;
  expect(() => toEnqueueRequest(job)).toThrow(
    /delayMs is no field.*payload is a BigInt.*timeout must/,
  );
});

test("options do not name the type or the payload a second time", () => {
  expect(() => jobWithOptions("email", 1, { type: "other" } as JobOptions)).toThrow(
    "type is no field of",
  );
  expect(jobWithOptions("email", 1, { priority: 5 })).toEqual({
    type: "email",
    payload: 1,
    priority: 5,
  });
});

test("options of optional values may be handed over as they are", () => {
  const idempotencyKey: string | undefined = process.env["MILLRACE_NO_SUCH_VARIABLE"];
  const options: JobOptions = { idempotencyKey, delay: undefined, backoff: { max: undefined } };
  expect(toEnqueueRequest({ type: "email", ...options })).toEqual({ type: "email", backoff: {} });
});

test.each<[unknown, string]>([
  [{}, "but is an object"],
  [undefined, "but is undefined"],
  [{ type: "email", payload: 1 }, "but is an object"],
])("%o is no type, and the error shows how a call looks", (type, words) => {
  expect(() => toEnqueueRequest({ type: type as string })).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(
        `^cannot enqueue: type must be a name .*as in enqueue\\("email", payload\\).*${words}$`,
      ),
      violations: [expect.objectContaining({ field: "type" })],
    }),
  );
});
