import { randomUUID } from "node:crypto";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  type EnqueueRequest,
  type Lease,
  MillraceError,
  newJob,
} from "@millrace/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

let store: RedisStore;
beforeAll(() => {
  store = new RedisStore(url, { keyPrefix: `test-${randomUUID()}` });
});
afterAll(() => store.close());

const MIB = 1024 * 1024;
const text = (maxLength: number) => fc.string({ unit: "grapheme", maxLength });

/** Payloads around the sizes at which the store begins to keep them in another way. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(fc.constantFrom(62, 63, 64, 126, 127, 1_007, 1_008, 1_009, 5_000), fc.nat(255))
    .map(([length, byte]) => new Uint8Array(length).fill(byte)),
);

const request: fc.Arbitrary<EnqueueRequest> = fc.record(
  {
    type: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,20}$/),
    payload,
    delayMs: fc.oneof(fc.constant(0), fc.integer({ min: 60_000, max: 1e11 })),
    priority: fc.nat(100),
    maxAttempts: fc.integer({ min: 1, max: 1_000 }),
    backoff: fc.record(
      {
        initialMs: fc.nat(1e9),
        multiplier: fc.double({ min: 1, max: 100, noNaN: true }),
        maxMs: fc.nat(1e9),
        jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
    timeoutMs: fc.integer({ min: 1, max: 1e9 }),
    delivery: fc.constantFrom("AT_LEAST_ONCE", "AT_MOST_ONCE"),
    metadata: fc.dictionary(
      text(10).filter((key) => key !== ""),
      text(20),
      { maxKeys: 5 },
    ),
    retentionMs: fc.integer({ min: 600_000, max: 1e11 }),
  },
  { requiredKeys: ["type"] },
);

/** The job that the domain makes of a request. */
function expected(request: EnqueueRequest, id: string, now: number) {
  const spec = checkEnqueue(request, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return newJob(spec, id, now);
}

test("a job comes back as the domain makes it, in the answer, by its id and by its lease", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), async (requests) => {
      const keyed = requests.map((request, i) =>
        i % 3 === 0 ? { ...request, idempotencyKey: `${randomUUID()} é ${i}` } : request,
      );
      const results = await store.enqueue(keyed);
      for (const [i, result] of results.entries()) {
        if ("error" in result) throw result.error;
        const { job } = result;
        const wanted = expected(keyed[i] as EnqueueRequest, job.id, job.createdAt);
        expect(job).toEqual(wanted);
        expect(await store.get(job.id)).toEqual(wanted);
      }
      const types = [...new Set(keyed.map(({ type }) => type))];
      const lease = { types, maxJobs: 1_000, leaseMs: 60_000, waitMs: 0, workerId: "w" };
      for (const { job, token } of await store.lease(lease)) {
        expect(await store.get(job.id)).toEqual(job);
        await store.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);
      }
    }),
    { numRuns: 40 },
  );
});

test("results and errors come back as they were", async () => {
  const outcome = fc.oneof(
    fc.record({ kind: fc.constant("completed" as const), result: payload }),
    fc.record({
      kind: fc.constant("failed" as const),
      message: text(50),
      details: text(200),
      retryAfterMs: fc.integer({ min: 60_000, max: 1e9 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(outcome, async (outcome) => {
      await store.enqueue([{ type: "outcome" }]);
      const request = { types: ["outcome"], maxJobs: 1, leaseMs: 60_000, waitMs: 0, workerId: "é" };
      const [lease] = await store.lease(request);
      if (lease === undefined) throw new Error("nothing was due");
      const { token, job } = lease;
      const [settled] = await store.settle([{ jobId: job.id, token, outcome }]);
      expect(settled).toHaveProperty("status");
      const read = await store.get(job.id);
      if (outcome.kind === "completed") expect(read.result).toEqual(outcome.result);
      else
        expect(read.errors).toMatchObject([
          { message: outcome.message, details: outcome.details, workerId: "é" },
        ]);
    }),
    { numRuns: 60 },
  );
});

test("a batch of large payloads is taken, and leased in order; their results are settled, as a whole", async () => {
  const count = 100;
  const type = "large";
  const bytes = (i: number) => new Uint8Array(MIB - 100).fill(i);
  const requests = Array.from({ length: count }, (_, i) => ({
    type,
    payload: bytes(i),
    retentionMs: 1_000,
  }));
  const results = await store.enqueue(requests);
  expect(results.every((result) => "job" in result)).toBe(true);
  const request = { types: [type], maxJobs: 1_000, leaseMs: 600_000, waitMs: 0, workerId: "w" };
  const leases: Lease[] = [];
  while (leases.length < count) leases.push(...(await store.lease(request)));
  expect(leases.map(({ job }) => job.payload[0])).toEqual(requests.map((_, i) => i));
  const settlements = leases.map(({ job, token }) => ({
    jobId: job.id,
    token,
    outcome: { kind: "completed", result: job.payload } as const,
  }));
  const settled = await store.settle(settlements);
  expect(settled).toEqual(settlements.map(() => ({ status: "COMPLETED" })));
});

test("a batch of 1,000 small jobs goes through each call", async () => {
  const type = "many";
  const results = await store.enqueue(Array.from({ length: 1_000 }, () => ({ type })));
  expect(results.every((result) => "job" in result)).toBe(true);
  const request = { types: [type], maxJobs: 1_000, leaseMs: 600_000, waitMs: 0, workerId: "w" };
  const leases = await store.lease(request);
  const items = leases.map(({ job, token }) => ({ jobId: job.id, token }));
  expect(await store.extend(items, 600_000)).toEqual(items.map(() => "OK"));
  const message = "m".repeat(8_000);
  const failed = items.map((item) => ({
    ...item,
    outcome: { kind: "failed", message, details: "d".repeat(30_000) } as const,
  }));
  expect(await store.settle(failed)).toEqual(items.map(() => ({ status: "RETRYING" })));
});
