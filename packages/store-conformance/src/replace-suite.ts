import type { EnqueueRequest, Job } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";
import { allJobs, failForGood, KEY, resultOf, unique } from "./unique-jobs.ts";

/** Requests that take the place of a job which holds their unique key and waits. */
export function replaceSuite(bench: () => Bench): void {
  describe("a unique key whose job is to be replaced", () => {
    const replace = (text: string, request: Partial<EnqueueRequest> = {}): EnqueueRequest => ({
      type: TYPE,
      payload: bytes(text),
      ...request,
      unique: { key: KEY, onConflict: "REPLACE", ...request.unique },
    });

    /** A request to come after a job that runs, in the home of the key, which that one has given up. */
    const afterRunning = async () => {
      const awaited = await bench().enqueue(unique({ until: "STARTED" }));
      const lease = await bench().leaseOne();
      return { lease, request: { ...unique(), after: [awaited.id] } };
    };

    test("puts the job off, but no longer than it may wait, and the last request is what runs", async () => {
      const [delayMs, maxWaitMs] = [200, 400];
      const debounced = { delayMs, unique: { key: KEY, maxWaitMs } };
      const first = await bench().enqueue(replace("v1", debounced));
      for (const version of ["v2", "v3", "v4"]) {
        const result = await resultOf(bench(), replace(version, debounced));
        expect(result).toMatchObject({ created: false, replaced: true, job: { id: first.id } });
        const { job } = result as { readonly job: Job };
        expect(job.createdAt).toBe(first.createdAt);
        const latest = first.createdAt + maxWaitMs;
        expect(job.runAt).toBe(Math.max(job.updatedAt, Math.min(job.updatedAt + delayMs, latest)));
        expect(await bench().store.get(first.id)).toEqual(job);
      }
      await bench().untilStatus(first.id, "PENDING");
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases.map(({ job }) => [job.id, job.payload])).toEqual([[first.id, bytes("v4")]]);
      expect(await allJobs(bench())).toHaveLength(1);
    });

    test("does not put the job off beyond the time that it may wait", async () => {
      const debounced = { delayMs: 60_000, unique: { key: KEY, maxWaitMs: 60_000 } };
      const first = await bench().enqueue(replace("v1", debounced));
      const again = await bench().enqueue(replace("v2", debounced));
      expect(again).toMatchObject({ id: first.id, runAt: first.createdAt + 60_000 });
    });

    test("has it stand among the jobs of the call by which it comes due", async () => {
      // One key, and so one home.
      const keyed = { concurrencyKey: "k" };
      const other: EnqueueRequest = { type: TYPE, ...keyed };
      const waiting = await bench().enqueue(replace("v1", { ...keyed, delayMs: 60_000 }));
      const first = { key: "first", onConflict: "REPLACE" } as const;
      const results = await bench().store.enqueue([
        replace("w1", { ...keyed, delayMs: 60_000, unique: first }),
        other,
        replace("v2", keyed),
        other,
        replace("w2", { ...keyed, unique: first }),
        other,
      ]);
      const ids = results.map((result) => ("job" in result ? result.job.id : ""));
      expect([ids[2], ids[4]]).toEqual([waiting.id, ids[0]]);
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases.map(({ job }) => job.id)).toEqual(ids.slice(1));
    });

    describe("has it start by the deadline of the newer request", () => {
      const HOUR_MS = 3_600_000;
      const SOON_MS = 20;
      const waits = { delayMs: 60_000 };

      test.each([
        ["PENDING", "PENDING", {}, {}],
        ["PENDING", "SCHEDULED", {}, waits],
        ["SCHEDULED", "PENDING", waits, {}],
        ["SCHEDULED", "SCHEDULED", waits, { delayMs: 90_000 }],
      ])("that is %s and becomes %s", async (_, status, was, becomes) => {
        const { id } = await bench().enqueue(replace("v1", was));
        for (const expiresInMs of [HOUR_MS, 2 * HOUR_MS]) {
          const job = await bench().enqueue(replace("v2", { ...becomes, expiresInMs }));
          expect(job).toMatchObject({ id, status, expiresInMs, startBy: job.runAt + expiresInMs });
          expect(await bench().store.get(id)).toEqual(job);
        }
        const job = await bench().enqueue(replace("v3", becomes));
        expect(job).toMatchObject({ id, status });
        expect(job).not.toHaveProperty("startBy");
        expect(job).not.toHaveProperty("expiresInMs");
        expect(await bench().store.get(id)).toEqual(job);
      });

      test("which ends it when that has passed", async () => {
        const { id } = await bench().enqueue(replace("v1", { expiresInMs: HOUR_MS }));
        const { startBy } = await bench().enqueue(replace("v2", { expiresInMs: SOON_MS }));
        const late = await bench().untilStatus(id, "CANCELLED");
        expect(late).toMatchObject({ startBy, payload: bytes("v2") });
        expect(late.finishedAt).toBeGreaterThanOrEqual(startBy as number);
      });

      test.each([
        ["PENDING", {}],
        ["PENDING", { expiresInMs: HOUR_MS }],
        ["SCHEDULED", waits],
      ])("and not when that of the one before has passed: %s, %j", async (status, becomes) => {
        const { startBy } = await bench().enqueue(replace("v1", { expiresInMs: SOON_MS }));
        const { id } = await bench().enqueue(replace("v2", becomes));
        await bench().until(async () => {
          const { createdAt } = await bench().enqueue({ type: "clock" });
          expect(createdAt).toBeGreaterThan(startBy as number);
        });
        await bench().store.maintain();
        expect(await bench().store.get(id)).toMatchObject({ status, sequence: 2 });
      });

      test("from when its wait has ended", async () => {
        const { lease, request } = await afterRunning();
        const { id } = await bench().enqueue(request);
        const blocked = await bench().enqueue(replace("v2", { expiresInMs: HOUR_MS }));
        expect(blocked).toMatchObject({ id, status: "BLOCKED", startBy: blocked.runAt + HOUR_MS });
        await bench().settle(lease, { kind: "completed" });
        const due = await bench().untilStatus(id, "PENDING");
        expect(due.startBy).toBe(due.runAt + HOUR_MS);
      });
    });

    test.each(["SCHEDULED", "PENDING", "RETRYING"] as const)(
      "gives a job that is %s all that the request says, and all its attempts",
      async (status) => {
        const idempotencyKey = "request 1";
        const { job: before } = await jobInStatus(bench(), status, {
          ...replace("old"),
          idempotencyKey,
          maxAttempts: 2,
          metadata: { old: "x" },
          timeoutMs: 5_000,
          retentionMs: 3_000,
          ...(status !== "RETRYING" && { priority: 50 }),
        });
        const asked = {
          contentType: "text/plain",
          priority: 7,
          maxAttempts: 9,
          backoff: { initialMs: 10, multiplier: 1.5, maxMs: 1_000, jitter: 0 },
          delivery: "AT_MOST_ONCE" as const,
          metadata: { new: "y" },
          retentionMs: 9_000,
        };
        const result = await resultOf(bench(), {
          ...replace("new"),
          ...asked,
          idempotencyKey: "request 2",
        });
        const { id, createdAt, errors } = before;
        const expected = { ...asked, id, createdAt, errors, idempotencyKey, uniqueKey: KEY };
        const now = { ...expected, payload: bytes("new"), status: "PENDING", attempt: 0 };
        expect(result).toMatchObject({ created: false, replaced: true, job: now });
        const job = await bench().store.get(id);
        expect(result).toEqual({ created: false, replaced: true, job });
        expect(job).not.toHaveProperty("timeoutMs");
        expect(job.sequence).toBe(before.sequence + 1);
        expect(job.runAt).toBe(job.updatedAt);
        await resultOf(bench(), { ...replace("late"), delayMs: 60_000 });
        const { id: _, ...defaults } = await bench().enqueue({ type: "other" });
        expect(await bench().store.get(id)).toMatchObject({
          payload: bytes("late"),
          status: "SCHEDULED",
          priority: defaults.priority,
          maxAttempts: defaults.maxAttempts,
          backoff: defaults.backoff,
          delivery: defaults.delivery,
          metadata: {},
          retentionMs: defaults.retentionMs,
        });
        expect(await bench().lease({ maxJobs: 10 })).toEqual([]);
      },
    );

    test("replaces the job of the same call", async () => {
      const results = await bench().store.enqueue([
        replace("v1"),
        { type: TYPE },
        replace("v2"),
        replace("v3", { delayMs: 60_000 }),
        { type: TYPE },
      ]);
      const id = results[0] !== undefined && "job" in results[0] ? results[0].job.id : "";
      const replaced = { created: false, replaced: true, job: { id } };
      expect(results).toMatchObject([
        { created: true },
        { created: true },
        replaced,
        replaced,
        { created: true },
      ]);
      expect(await bench().store.get(id)).toMatchObject({
        payload: bytes("v3"),
        status: "SCHEDULED",
        sequence: 3,
      });
      expect(await bench().lease({ maxJobs: 10 })).toHaveLength(2);
    });

    test.each([
      [0, 100_000],
      [100_000, 0],
      [100_000, 200_000],
      [3_000, 500],
      [500, 3_000],
    ])("gives a job with a payload of %i bytes one of %i", async (before, after) => {
      const { id } = await bench().enqueue(
        replace("", { payload: new Uint8Array(before).fill(1) }),
      );
      const payload = new Uint8Array(after).fill(2);
      expect(await resultOf(bench(), replace("", { payload }))).toMatchObject({
        job: { id, payload },
      });
      const lease = await bench().leaseOne();
      expect(lease.job).toMatchObject({ id, payload, attempt: 1 });
      await bench().settle(lease, { kind: "completed" });
    });

    test("wakes a worker that waits", async () => {
      const { id } = await bench().enqueue(replace("v1", { delayMs: 3_600_000 }));
      const lease = bench().source.lease({
        types: [TYPE],
        maxJobs: 1,
        leaseMs: 60_000,
        waitMs: 10_000,
        workerId: "waits",
      });
      await bench().enqueue(replace("v2"));
      expect(await lease).toMatchObject([{ job: { id, payload: bytes("v2") } }]);
    });

    test("is refused for a job that comes after others", async () => {
      const { id: first } = await bench().enqueue(unique({ key: "first" }));
      const after = [first];
      const blocked = {
        type: TYPE,
        after,
        unique: { key: "first", onConflict: "REPLACE" },
      } as const;
      expect(await resultOf(bench(), blocked)).toMatchObject({
        error: { code: "INVALID_ARGUMENT", violations: [{ field: "unique.onConflict" }] },
      });
    });

    test("replaces a job that comes after others, which it still does", async () => {
      const { lease, request } = await afterRunning();
      const { id } = await bench().enqueue({ ...request, delayMs: 60_000 });
      const result = await resultOf(bench(), replace("v2"));
      expect(result).toMatchObject({
        replaced: true,
        job: { id, status: "BLOCKED", payload: bytes("v2"), waitsFor: { jobIds: request.after } },
      });
      expect(result).toMatchObject({ job: await bench().store.get(id) });
      await bench().settle(lease, { kind: "completed" });
      expect((await bench().leaseOne()).job).toMatchObject({ id, payload: bytes("v2") });
    });

    test("is answered by a job that has finished and holds the key", async () => {
      const until = { unique: { key: KEY, until: "COMPLETED" as const } };
      const { id } = await bench().enqueue(replace("v1", until));
      await failForGood(bench());
      const job = await bench().store.get(id);
      expect(await resultOf(bench(), replace("v2", until))).toEqual({ created: false, job });
    });

    test("makes a job when the key is free", async () => {
      const until = { unique: { key: KEY, until: "STARTED" as const } };
      const first = await bench().enqueue(replace("v1", until));
      expect((await bench().enqueue(replace("v2", until))).id).toBe(first.id);
      await bench().leaseOne();
      expect(await resultOf(bench(), replace("v3", until))).toMatchObject({ created: true });
    });

    test.each<[string, Partial<EnqueueRequest>]>([
      ["without REPLACE", { unique: { key: KEY, maxWaitMs: 5, onConflict: "REJECT" } }],
      ["that is less than the delay", { delayMs: 6, unique: { key: KEY, maxWaitMs: 5 } }],
      ["beside a time", { runAt: 0, unique: { key: KEY, maxWaitMs: 5 } }],
      ["that is negative", { unique: { key: KEY, maxWaitMs: -1 } }],
    ])("has no longest wait %s", async (_, request) => {
      expect(await resultOf(bench(), replace("v1", request))).toMatchObject({
        error: { code: "INVALID_ARGUMENT", violations: [{ field: "unique.maxWaitMs" }] },
      });
      expect(await allJobs(bench())).toEqual([]);
    });
  });
}
