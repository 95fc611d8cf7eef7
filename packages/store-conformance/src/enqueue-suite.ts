import { DEFAULT_BACKOFF, type EnqueueRequest, enqueueOne, JOB_DEFAULTS } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";

const FULL: EnqueueRequest = {
  type: "mail.send:v2_x-1",
  payload: new Uint8Array([0, 255, 10, 13, 128, 0]),
  priority: 77,
  maxAttempts: 9,
  backoff: { initialMs: 10, multiplier: 1.5, maxMs: 1_000, jitter: 0 },
  timeoutMs: 12_345,
  expiresInMs: 3_600_000,
  idempotencyKey: "order 17 é\u0000",
  delivery: "AT_MOST_ONCE",
  metadata: { team: "payments", ключ: "значение", empty: "", "\u0000": "\u0000 💥" },
  retentionMs: 5_000,
  contentType: "text/plain; charset=utf-8",
  traceContext: {
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    tracestate: "vendor=a b",
  },
};

export function enqueueSuite(bench: () => Bench, order: QueueOrder): void {
  test("a job that says nothing gets the defaults", async () => {
    const job = await bench().enqueue();
    expect(job).toMatchObject({
      type: TYPE,
      payload: new Uint8Array(0),
      status: "PENDING",
      attempt: 0,
      backoff: DEFAULT_BACKOFF,
      metadata: {},
      errors: [],
      cancelRequested: false,
      sequence: 1,
      ...JOB_DEFAULTS,
    });
    expect(job.runAt).toBe(job.createdAt);
    expect(job.updatedAt).toBe(job.createdAt);
    expect(await bench().store.get(job.id)).toEqual(job);
  });

  test("one job is enqueued, or refused by an error", async () => {
    const { job, created } = await enqueueOne(bench().store, { type: TYPE });
    expect(created).toBe(true);
    expect(await bench().store.get(job.id)).toEqual(job);
    await expect(enqueueOne(bench().store, { type: "" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  test("a job keeps all that it says", async () => {
    const job = await bench().enqueue(FULL);
    expect(job).toMatchObject(FULL);
    expect(await bench().store.get(job.id)).toEqual(job);
    const lease = await bench().leaseOne({ types: [FULL.type] });
    expect(lease.job).toMatchObject(FULL);
  });

  test.each([undefined, "application/json"])(
    "the content type %s is the default, which no job carries",
    async (contentType) => {
      const { id } = await bench().enqueue({ contentType });
      expect(await bench().store.get(id)).not.toHaveProperty("contentType");
    },
  );

  test.each([0, 100, 100_000])("a payload of %i bytes says that it is bytes", async (size) => {
    const contentType = "application/octet-stream";
    const payload = new Uint8Array(size).fill(10);
    const { id } = await bench().enqueue({ payload, contentType });
    expect(await bench().store.get(id)).toMatchObject({ payload, contentType });
    expect((await bench().leaseOne()).job).toMatchObject({ payload, contentType });
  });

  test.each([0, 1, 63, 64, 65, 100_000])(
    "a payload of %i bytes comes back as it was",
    async (n) => {
      const payload = Uint8Array.from({ length: n }, (_, i) => (i * 31) % 256);
      const { id } = await bench().enqueue({ payload });
      expect((await bench().store.get(id)).payload).toEqual(payload);
      expect((await bench().leaseOne()).job.payload).toEqual(payload);
    },
  );

  test("the jobs of one call and priority are served in its order", async () => {
    const jobs = await bench().enqueueAll(Array.from({ length: 20 }, () => ({})));
    const leases = await bench().lease({ maxJobs: 100 });
    expect(leases.map(({ job }) => job.id)).toEqual(jobs.map(({ id }) => id));
  });

  test("one priority is served first in, first out, whichever call brought it", async (context) => {
    if (order === "partition") return context.skip("the order is that of each partition");
    const jobs = await bench().enqueueAll([{}, {}, {}]);
    for (let n = 0; n < 5; n++) jobs.push(await bench().enqueue());
    const leases = await bench().lease({ maxJobs: 100 });
    expect(leases.map(({ job }) => job.id)).toEqual(jobs.map(({ id }) => id));
  });

  test("a higher priority is served first", async () => {
    await bench().enqueueAll([5, 0, 100, 10, 5, 100].map((priority) => ({ priority })));
    const leases = await bench().lease({ maxJobs: 100 });
    expect(leases.map(({ job }) => job.priority)).toEqual([100, 100, 10, 5, 5, 0]);
  });

  test("types do not mix", async () => {
    await bench().enqueue({ type: "a" });
    const b = await bench().enqueue({ type: "b" });
    expect((await bench().lease({ types: ["b"], maxJobs: 10 })).map(({ job }) => job.id)).toEqual([
      b.id,
    ]);
  });

  test("the first of several types is served first", async () => {
    await bench().enqueueAll(["a", "b", "c"].map((type) => ({ type })));
    const leases = await bench().lease({ types: ["b", "c", "a"], maxJobs: 2 });
    expect(leases.map(({ job }) => job.type)).toEqual(["b", "c"]);
  });

  test("a time that has passed means at once", async () => {
    const job = await bench().enqueue({ runAt: Date.UTC(1999, 0, 1) });
    expect(job.status).toBe("PENDING");
    expect(job.runAt).toBe(job.createdAt);
  });

  test("a time ahead schedules the job, and it is not leased before", async () => {
    const runAt = Date.UTC(2190, 0, 1);
    const job = await bench().enqueue({ runAt });
    expect(job).toMatchObject({ status: "SCHEDULED", runAt });
    expect(await bench().lease()).toEqual([]);
  });

  test("a delayed job runs when it is due, after the jobs that were there", async () => {
    const delayed = await bench().enqueue({ delayMs: 15 });
    expect(delayed.runAt).toBe(delayed.createdAt + 15);
    const lease = await bench().until(() => bench().leaseOne());
    expect(lease.job.id).toBe(delayed.id);
  });

  test("each request of a batch is taken or refused by itself", async () => {
    const results = await bench().store.enqueue([
      { type: TYPE, payload: bytes("1") },
      { type: "no spaces" },
      { type: TYPE, payload: bytes("3") },
    ]);
    expect(results).toMatchObject([
      { created: true },
      { error: { code: "INVALID_ARGUMENT", violations: [{ field: "type" }] } },
      { created: true },
    ]);
    expect(await bench().lease({ maxJobs: 10 })).toHaveLength(2);
  });

  describe("refuses, and writes nothing, for", () => {
    test.each<[string, string, Partial<EnqueueRequest>]>([
      ["an empty type", "type", { type: "" }],
      ["a long type", "type", { type: "a".repeat(129) }],
      ["a type with a newline", "type", { type: "a\n" }],
      ["a priority below 0", "priority", { priority: -1 }],
      ["a priority over 100", "priority", { priority: 101 }],
      ["a priority that is no whole number", "priority", { priority: 1.5 }],
      ["no attempts", "maxAttempts", { maxAttempts: 0 }],
      ["too many attempts", "maxAttempts", { maxAttempts: 1_001 }],
      ["a negative delay", "delayMs", { delayMs: -1 }],
      ["an infinite delay", "delayMs", { delayMs: Number.POSITIVE_INFINITY }],
      ["a delay that is not a number", "delayMs", { delayMs: Number.NaN }],
      ["a run-at time in the year 9999", "runAt", { runAt: Date.UTC(9999, 11, 31) }],
      ["a run-at time and a delay", "runAt", { runAt: 0, delayMs: 0 }],
      ["a timeout of nothing", "timeoutMs", { timeoutMs: 0 }],
      ["a retention under a second", "retentionMs", { retentionMs: 999 }],
      ["a backoff that shrinks", "backoff.multiplier", { backoff: { multiplier: 0.5 } }],
      ["a negative backoff", "backoff.initialMs", { backoff: { initialMs: -1 } }],
      ["jitter over 1", "backoff.jitter", { backoff: { jitter: 1.1 } }],
      ["an empty idempotency key", "idempotencyKey", { idempotencyKey: "" }],
      ["a long idempotency key", "idempotencyKey", { idempotencyKey: "é".repeat(129) }],
      ["a content type without a slash", "contentType", { contentType: "json" }],
      ["an empty content type", "contentType", { contentType: "" }],
      ["a line break", "contentType", { contentType: "text/plain;\n" }],
      ["a long content type", "contentType", { contentType: `text/${"x".repeat(252)}` }],
      ["no traceparent", "traceContext.traceparent", { traceContext: { traceparent: "" } }],
      [
        "a tracestate that is no ASCII",
        "traceContext.tracestate",
        {
          traceContext: {
            traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
            tracestate: "é",
          },
        },
      ],
      ["a lone surrogate", 'metadata["a"]', { metadata: { a: "\ud800" } }],
      ["an empty metadata key", 'metadata[""]', { metadata: { "": "x" } }],
    ])("%s", async (_, field, request) => {
      const [result] = await bench().store.enqueue([{ type: TYPE, ...request }]);
      expect(result).toMatchObject({
        error: { code: "INVALID_ARGUMENT", violations: [{ field }] },
      });
      expect((await bench().store.list({})).jobs).toEqual([]);
    });

    test.each<[string, string, unknown]>([
      ["no object", "request", null],
      ["no type", "type", {}],
      ["a type that is no string", "type", { type: 123 }],
      ["a payload that is no bytes", "payload", { type: TYPE, payload: "text" }],
      ["a payload of wider numbers", "payload", { type: TYPE, payload: new Uint16Array(2) }],
      ["metadata that is no object", "metadata", { type: TYPE, metadata: "abc" }],
      ["metadata of numbers", 'metadata["a"]', { type: TYPE, metadata: { a: 1 } }],
      ["metadata in a map", "metadata", { type: TYPE, metadata: new Map([["a", "b"]]) }],
      ["an idempotency key that is no string", "idempotencyKey", { type: TYPE, idempotencyKey: 5 }],
      ["a content type that is no string", "contentType", { type: TYPE, contentType: 5 }],
      ["a trace context that is a string", "traceContext", { type: TYPE, traceContext: "00-a" }],
      ["a backoff that is no object", "backoff", { type: TYPE, backoff: "5s" }],
      ["a priority that is a string", "priority", { type: TYPE, priority: "5" }],
      ["a field that does not exist", "delay", { type: TYPE, delay: "5s" }],
      [
        "a misspelt field of the backoff",
        "backoff.initial",
        { type: TYPE, backoff: { initial: 5 } },
      ],
      ["a jitter that is a string", "backoff.jitter", { type: TYPE, backoff: { jitter: "0.5" } }],
    ])("%s, from a caller without types", async (_, field, request) => {
      const requests = [{ type: TYPE }, request as EnqueueRequest];
      const results = await bench().store.enqueue(requests);
      expect(results).toMatchObject([
        { created: true },
        { error: { code: "INVALID_ARGUMENT", violations: [{ field }] } },
      ]);
      expect((await bench().store.list({})).jobs).toHaveLength(1);
    });

    test.each<[string, string, Partial<EnqueueRequest>]>([
      ["a large payload", "payload", { payload: new Uint8Array(1024 * 1024 + 1) }],
      ["large metadata", "metadata", { metadata: { a: "x".repeat(8 * 1024) } }],
      [
        "many metadata entries",
        "metadata",
        { metadata: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, ""])) },
      ],
    ])("%s, which is over a limit", async (_, field, request) => {
      const [result] = await bench().store.enqueue([{ type: TYPE, ...request }]);
      expect(result).toMatchObject({
        error: { code: "RESOURCE_EXHAUSTED", violations: [{ field }] },
      });
      expect((await bench().store.list({})).jobs).toEqual([]);
    });
  });

  describe("an idempotency key", () => {
    const request = { type: TYPE, idempotencyKey: "k", payload: bytes("same") };

    test("with the same request again returns the job that is there", async () => {
      const first = await bench().enqueue(request);
      const [again] = await bench().store.enqueue([request]);
      expect(again).toEqual({ job: first, created: false });
      expect((await bench().store.list({})).jobs).toHaveLength(1);
    });

    test.each([
      ["invoice", "eu:17", "invoice:eu", "17"],
      ["invoice", "eu 17", "invoice:eu", "17"],
      ["a", ":b", "a:", "b"],
      ["a", "b.c", "a.b", "c"],
      ["a", "b\u0000", "a", "b"],
      ["a", "{b}", "a", "b"],
      ["a", " b", "a", "b"],
      ["a", "B", "a", "b"],
      ["a", "e\u0301", "a", "\u00e9"],
    ])("of type %j, %j, is another one than of type %j, %j", async (type, key, other, otherKey) => {
      const requests = [
        { type, idempotencyKey: key },
        { type: other, idempotencyKey: otherKey },
      ];
      const results = await bench().store.enqueue(requests);
      expect(results).toMatchObject([{ created: true }, { created: true }]);
      const jobs = results.map((result) => ("job" in result ? result.job : undefined));
      expect(jobs).toMatchObject(requests);
      const again = await bench().store.enqueue(requests);
      expect(again).toEqual(jobs.map((job) => ({ job, created: false })));
    });

    test("twice in one batch makes one job", async () => {
      const results = await bench().store.enqueue([request, request]);
      expect(results).toMatchObject([{ created: true }, { created: false }]);
      expect((await bench().store.list({})).jobs).toHaveLength(1);
    });

    test("with another request is refused", async () => {
      const { id } = await bench().enqueue(request);
      for (const other of [
        { payload: bytes("other") },
        { priority: 6 },
        { metadata: { a: "b" } },
        { contentType: "text/plain" },
      ]) {
        const [result] = await bench().store.enqueue([{ ...request, ...other }]);
        expect(result).toMatchObject({
          error: { code: "ALREADY_EXISTS", message: expect.stringContaining(id) },
        });
      }
      expect((await bench().store.list({})).jobs).toHaveLength(1);
    });

    test("does not compare the spans of the tries", async () => {
      const span = (digit: string) => ({
        traceContext: { traceparent: `00-${"a".repeat(32)}-${digit.repeat(16)}-01` },
      });
      const { id } = await bench().enqueue({ ...request, ...span("1") });
      const again = await bench().store.enqueue([{ ...request, ...span("2") }, request]);
      expect(again).toMatchObject([
        { created: false, job: { id, ...span("1") } },
        { created: false, job: { id } },
      ]);
    });

    test("is scoped to its type", async () => {
      const first = await bench().enqueue(request);
      const second = await bench().enqueue({ ...request, type: "other" });
      expect(second.id).not.toBe(first.id);
    });

    test("is held while the job is kept, also when it has finished", async () => {
      const { id } = await bench().enqueue(request);
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      const [again] = await bench().store.enqueue([request]);
      expect(again).toMatchObject({ job: { id, status: "COMPLETED" }, created: false });
    });

    test("is free again when the job has expired", async () => {
      const { id } = await bench().enqueue({ ...request, retentionMs: 1_000 });
      await bench().store.cancel(id);
      await bench().until(async () => {
        const [again] = await bench().store.enqueue([{ ...request, retentionMs: 1_000 }]);
        expect(again).toMatchObject({ created: true });
      });
    });

    test("is free again when the job was deleted", async () => {
      const first = await bench().enqueue(request);
      await bench().store.delete(first.id);
      expect((await bench().enqueue(request)).id).not.toBe(first.id);
    });

    test("belongs to one job when many ask at once", async () => {
      const calls = Array.from({ length: 50 }, () => bench().store.enqueue([request]));
      const results = (await Promise.all(calls)).flat();
      expect(results.filter((result) => "created" in result && result.created)).toHaveLength(1);
      expect(new Set(results.map((result) => "job" in result && result.job.id)).size).toBe(1);
    });
  });
}
