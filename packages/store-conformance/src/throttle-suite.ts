import type { Lease, Outcome, ThrottleScope } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";

const HOUR_MS = 3_600_000;
/** So short that a test can wait for it. */
const SHORT_MS = 120;

/** What becomes of jobs whose handlers were throttled, and of their queues. */
export function throttleSuite(bench: () => Bench): void {
  const throttle = (lease: Lease, scope: ThrottleScope, retryAfterMs = HOUR_MS) =>
    bench().settle(lease, { kind: "throttled", retryAfterMs, scope });
  const waitForJob = (): Promise<Lease[]> =>
    bench().source.lease({
      types: [TYPE],
      maxJobs: 1,
      leaseMs: LONG_LEASE_MS,
      waitMs: 30_000,
      workerId: "waiting",
    });

  describe("a handler that was throttled", () => {
    test("has its job alone wait, which pays no attempt, when it says no more", async () => {
      const { id } = await bench().enqueue({ maxAttempts: 1 });
      expect(await throttle(await bench().leaseOne(), "JOB", 9_000)).toEqual({
        status: "SCHEDULED",
      });
      const job = await bench().store.get(id);
      expect(job).toMatchObject({ attempt: 0, errors: [], runAt: job.updatedAt + 9_000 });
      const other = await bench().enqueue();
      expect((await bench().leaseOne()).job.id).toBe(other.id);
      expect((await bench().store.queues.get(TYPE)).throttled).toBeUndefined();
    });

    test("has all of its queue wait, with its job at the front, and other queues go on", async () => {
      const jobs = await bench().enqueueAll([{ maxAttempts: 1 }, {}, {}]);
      const [first, other] = (await bench().lease({ maxJobs: 2 })) as [Lease, Lease];
      expect(await throttle(first, "QUEUE")).toEqual({ status: "PENDING" });
      const { id, attempt, errors, runAt, updatedAt } = await bench().store.get(first.job.id);
      expect({ attempt, errors, runAt }).toEqual({
        ...{ attempt: 0, errors: [], runAt: jobs[0]?.runAt },
      });
      const { throttled, paused } = await bench().store.queues.get(TYPE);
      expect(throttled).toMatchObject({ by: id, reason: "" });
      expect(throttled?.until).toBe(updatedAt + HOUR_MS);
      expect(paused).toBeUndefined();
      await bench().enqueue({ type: "other" });
      const elsewhere = await bench().leaseOne({ types: [TYPE, "other"] });
      expect(elsewhere.job.type).toBe("other");
      // What runs goes on.
      expect(await bench().settle(other, { kind: "completed" })).toEqual({ status: "COMPLETED" });

      expect(await bench().lease()).toEqual([]);
      await bench().store.queues.resume(TYPE);
      expect((await bench().leaseOne()).job).toMatchObject({ id, attempt: 1 });
    });

    test("has a worker that waits look when the time has come, and not before", async () => {
      await bench().enqueue();
      const lease = await bench().leaseOne();
      await throttle(lease, "QUEUE", SHORT_MS);
      const { updatedAt } = await bench().store.get(lease.job.id);
      let found: Lease[] | undefined;
      const waiting = waitForJob().then((leases) => {
        found = leases;
      });
      await bench().enqueue();
      await bench().until(async () => expect(found).toHaveLength(1));
      await waiting;
      expect(found?.[0]?.job.startedAt).toBeGreaterThanOrEqual(updatedAt + SHORT_MS);
      expect((await bench().store.queues.get(TYPE)).throttled).toBeUndefined();
    });

    test("has its queue wait wherever the jobs of it are", async () => {
      for (let i = 0; i < 9; i++) await bench().enqueue();
      await throttle(await bench().leaseOne(), "QUEUE");
      expect(await bench().lease({ maxJobs: 9 })).toEqual([]);
      expect((await bench().store.queues.list()).queues).toMatchObject([
        { type: TYPE, throttled: { by: expect.any(String) } },
      ]);
    });

    test("has its queue wait for the latest of several times", async () => {
      await bench().enqueueAll([{}, {}, {}]);
      const [a, b, c] = (await bench().lease({ maxJobs: 3 })) as [Lease, Lease, Lease];
      await throttle(a, "QUEUE", SHORT_MS);
      await throttle(b, "QUEUE", HOUR_MS);
      await throttle(c, "QUEUE", SHORT_MS);
      const { throttled } = await bench().store.queues.get(TYPE);
      expect(throttled?.by).toBe(b.job.id);
      expect(throttled?.until).toBe((await bench().store.get(b.job.id)).updatedAt + HOUR_MS);
      expect(await bench().lease()).toEqual([]);
    });

    test("has its queue wait beside a pause: each ends by itself, and a resume ends both", async () => {
      const { queues } = bench().store;
      await bench().enqueue();
      const lease = await bench().leaseOne();
      await queues.pause(TYPE, { by: "ada" });
      await throttle(lease, "QUEUE");
      const { paused, throttled } = await queues.get(TYPE);
      expect([paused?.by, throttled?.by]).toEqual(["ada", lease.job.id]);
      // A pause that is over leaves the throttle as it is.
      await queues.pause(TYPE, { until: 0 });
      expect((await queues.get(TYPE)).paused).toBeUndefined();
      expect(await bench().lease()).toEqual([]);
      const waiting = waitForJob();
      const resumed = await queues.resume(TYPE);
      expect([resumed.paused, resumed.throttled]).toEqual([undefined, undefined]);
      expect(await waiting).toHaveLength(1);
    });

    test("has the jobs of its key wait, with its own at the front, and other keys go on", async () => {
      const of = (key: string) => ({ concurrencyKey: key, maxAttempts: 1 });
      await bench().enqueueAll([of("a"), of("a"), of("a")]);
      const lease = await bench().leaseOne();
      await bench().enqueueAll([of("b"), {}, of("b")]);
      expect(await throttle(lease, "KEY")).toEqual({ status: "PENDING" });
      const { id, attempt, errors, updatedAt } = await bench().store.get(lease.job.id);
      expect({ attempt, errors }).toEqual({ attempt: 0, errors: [] });
      const others = await bench().lease({ maxJobs: 9 });
      expect(others.map(({ job }) => job.concurrencyKey ?? "").sort()).toEqual(["", "b", "b"]);
      await bench().enqueue(of("a"));
      expect(await bench().lease()).toEqual([]);
      expect((await bench().store.queues.get(TYPE)).throttled).toBeUndefined();
      expect((await bench().store.explain(id)).reasons).toMatchObject([
        { kind: "KEY_THROTTLED", at: updatedAt + HOUR_MS, jobIds: [id] },
        { kind: "NO_WORKER" },
        { kind: "AHEAD", count: 0 },
      ]);
      const waiting = waitForJob();
      await bench().store.queues.resume(TYPE);
      const [next] = await waiting;
      expect(next?.job).toMatchObject({ id, attempt: 1 });
      expect(await bench().lease({ maxJobs: 9 })).toHaveLength(3);
    });

    test("has its key wait up to a time, also where no job of it was left meanwhile", async () => {
      const { id: first } = await bench().enqueue({ concurrencyKey: "a" });
      await throttle(await bench().leaseOne(), "KEY", SHORT_MS);
      const { updatedAt } = await bench().store.get(first);
      await bench().store.cancel(first);
      const { id } = await bench().enqueue({ concurrencyKey: "a" });
      let found: Lease[] | undefined;
      const waiting = waitForJob().then((leased) => {
        found = leased;
      });
      await bench().until(async () => expect(found).toHaveLength(1));
      await waiting;
      expect(found?.[0]?.job).toMatchObject({ id, concurrencyKey: "a" });
      expect(found?.[0]?.job.startedAt).toBeGreaterThanOrEqual(updatedAt + SHORT_MS);
    });

    test("has its key wait for the latest of several times, and beside its limit", async () => {
      await bench().store.queues.setLimits(TYPE, { keyMaxRunning: 2 });
      const key = { concurrencyKey: "a" };
      await bench().enqueueAll([key, key, key]);
      const [a, b] = (await bench().lease({ maxJobs: 9 })) as [Lease, Lease];
      // It has been looked at, and is at its limit.
      expect(await bench().lease()).toEqual([]);
      await throttle(a, "KEY", HOUR_MS);
      await throttle(b, "KEY", SHORT_MS);
      expect(await bench().lease()).toEqual([]);
      await bench().store.queues.setLimits(TYPE, {});
      expect(await bench().lease()).toEqual([]);
      const { updatedAt } = await bench().store.get(a.job.id);
      expect((await bench().store.explain(a.job.id)).reasons[0]).toMatchObject({
        ...{ kind: "KEY_THROTTLED", at: updatedAt + HOUR_MS, jobIds: [a.job.id] },
      });
      await bench().store.queues.resume(TYPE);
      expect(await bench().lease({ maxJobs: 9 })).toHaveLength(3);
    });

    test("has a job without a key wait alone when it names its key", async () => {
      await bench().enqueueAll([{}, {}]);
      expect(await throttle(await bench().leaseOne(), "KEY")).toEqual({ status: "SCHEDULED" });
      expect(await bench().lease()).toHaveLength(1);
    });

    test.each(["JOB", "KEY", "QUEUE"] as const)(
      "is cancelled if that was asked for: %s",
      async (scope) => {
        const { id } = await bench().enqueue({ concurrencyKey: "a" });
        const lease = await bench().leaseOne();
        await bench().store.cancel(id);
        expect(await throttle(lease, scope)).toEqual({ status: "CANCELLED" });
        expect((await bench().store.queues.get(TYPE)).throttled?.by).toBe(
          scope === "QUEUE" ? id : undefined,
        );
      },
    );

    test("leaves the job as it was when it is told once more, and by a stale lease", async () => {
      await bench().enqueue();
      const { job, token } = await bench().leaseOne();
      const outcome: Outcome = { kind: "throttled", retryAfterMs: 0, scope: "QUEUE" };
      const settle = (resend: boolean) =>
        bench().source.settle([{ jobId: job.id, token, outcome }], { resend });
      expect(await settle(false)).toEqual([{ status: "PENDING" }]);
      expect(await settle(true)).toEqual([{ status: "PENDING" }]);
      expect(await settle(false)).toMatchObject([{ error: { code: "LEASE_LOST" } }]);
      expect((await bench().store.queues.get(TYPE)).throttled).toBeUndefined();
      expect((await bench().leaseOne()).job.attempt).toBe(1);
    });

    test("is refused for what is no time and for what is no scope", async () => {
      await bench().enqueue();
      const lease = await bench().leaseOne();
      const bad = [
        [{ retryAfterMs: -1, scope: "JOB" }, /retryAfterMs/],
        [{ retryAfterMs: 1.5, scope: "JOB" }, /retryAfterMs/],
        [{ retryAfterMs: 1, scope: "TYPE" }, /scope/],
        [{ retryAfterMs: 1 }, /scope/],
      ] as const;
      for (const [fields, message] of bad) {
        const outcome = { kind: "throttled", ...fields } as unknown as Outcome;
        expect(await bench().settle(lease, outcome)).toMatchObject({
          error: { code: "INVALID_ARGUMENT", message: expect.stringMatching(message) },
        });
      }
      expect(await bench().settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
    });
  });
}
