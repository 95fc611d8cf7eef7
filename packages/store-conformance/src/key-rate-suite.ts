import type { Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";
import { expectStartsIn } from "./rate-suite.ts";

const HOUR_MS = 3_600_000;
/** So short that a test can wait for some of them. */
const SHORT_MS = 120;

/** Rates of concurrency keys: how many attempts of each may start in a time. */
export function keyRateSuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;
  const enqueue = (...keys: string[]) =>
    bench().enqueueAll(keys.map((key) => (key === "" ? {} : { concurrencyKey: key })));
  const lease = (maxJobs = 20) => bench().lease({ maxJobs });
  const keysOf = (leases: readonly Lease[]) =>
    leases.map(({ job }) => job.concurrencyKey ?? "").sort();
  const waitForJob = (workerId: string): Promise<Lease[]> =>
    bench().source.lease({
      types: [TYPE],
      maxJobs: 1,
      leaseMs: LONG_LEASE_MS,
      waitMs: 30_000,
      workerId,
    });

  /** Has two workers complete that many jobs, and returns the leases. */
  const workThrough = async (jobs: number): Promise<Lease[]> => {
    const leases: Lease[] = [];
    const work = async (workerId: string) => {
      while (leases.length < jobs) {
        const found = await bench().lease({ maxJobs: 2, workerId });
        leases.push(...found);
        for (const one of found) await bench().settle(one, { kind: "completed" });
        if (found.length === 0) await bench().harness.tick?.();
      }
    };
    let isDone = false;
    const all = Promise.all(["v", "w"].map(work)).then(() => {
      isDone = true;
    });
    await bench().until(async () => expect(isDone).toBe(true));
    await all;
    return leases;
  };

  describe("a rate of concurrency keys", () => {
    test("lets so many of each start, holds no other one up, and is explained", async () => {
      const keyRate = { limit: 3, periodMs: HOUR_MS };
      expect((await queues().setLimits(TYPE, { keyRate })).limits).toEqual({ keyRate });
      const jobs = await enqueue("a", "a", "a", "a", "a", "b", "", "", "", "", "b");
      const leases = await lease();
      expect(keysOf(leases)).toEqual(["", "", "", "", "a", "a", "a", "b", "b"]);
      expect(leases.every(({ limited }) => limited)).toBe(true);
      expect(await lease()).toEqual([]);
      const { id } = await bench().enqueue({ concurrencyKey: "a" });
      await enqueue("c");
      expect(keysOf(await lease())).toEqual(["c"]);

      const { reasons } = await bench().store.explain(id);
      expect(reasons).toMatchObject([
        { kind: "KEY_RATE", limit: 3, jobIds: [] },
        { kind: "NO_WORKER" },
        { kind: "AHEAD", count: 2 },
      ]);
      const first = leases.find(({ job }) => job.id === jobs[0]?.id)?.job.startedAt as number;
      expect(reasons[0]?.at).toBeGreaterThanOrEqual(first + HOUR_MS);
      expect(reasons[0]?.at).toBeLessThanOrEqual(first + (HOUR_MS * 65) / 64 + 1_000);
    });

    test("counts an attempt however it ends, and takes back what has not started", async () => {
      await queues().setLimits(TYPE, { keyRate: { limit: 3, periodMs: HOUR_MS } });
      await enqueue("a", "a", "a", "a", "a");
      const [first, second, third] = (await lease()) as [Lease, Lease, Lease];
      await bench().settle(first, { kind: "failed", message: "no", retryAfterMs: 0 });
      await bench().settle(second, { kind: "completed" });
      expect(await lease()).toEqual([]);
      const waiting = waitForJob("waiting");
      await bench().settle(third, { kind: "released", started: false });
      const [next] = await waiting;
      expect(next?.job.id).toBe(third.job.id);
      await bench().settle(next as Lease, { kind: "released", started: true });
      expect(await lease()).toEqual([]);
    });

    test("follows its changes at once, and what was counted counts on", async () => {
      const change = (limit: number) =>
        queues().setLimits(TYPE, { keyRate: { limit, periodMs: HOUR_MS } });
      await change(1);
      await enqueue("a", "a", "a", "a", "b");
      expect(keysOf(await lease())).toEqual(["a", "b"]);
      const waiting = waitForJob("waiting");
      expect(await lease()).toEqual([]);
      await change(2);
      expect(keysOf(await waiting)).toEqual(["a"]);
      expect(await lease()).toEqual([]);
      await queues().setLimits(TYPE, { keyMaxRunning: 3 });
      expect(keysOf(await lease())).toEqual(["a"]);
      await change(2);
      expect(await lease()).toEqual([]);
      await queues().setLimits(TYPE, {});
      expect(keysOf(await lease())).toEqual(["a"]);
    });

    test("takes a start and a slot together: who waits for one holds nothing of the other", async () => {
      const keyRate = { limit: 2, periodMs: HOUR_MS };
      await queues().setLimits(TYPE, { keyMaxRunning: 1, keyRate });
      await enqueue("a", "a", "a", "a");
      for (let i = 0; i < 2; i++) {
        const leases = await lease();
        expect(leases).toHaveLength(1);
        expect(await lease()).toEqual([]);
        await bench().settle(leases[0] as Lease, { kind: "completed" });
      }
      expect(await lease()).toEqual([]);
      expect((await queues().get(TYPE)).counts.RUNNING.jobs).toBe(0);
      await queues().setLimits(TYPE, { keyMaxRunning: 1, keyRate: { ...keyRate, limit: 4 } });
      expect(await lease()).toHaveLength(1);
    });

    // Elsewhere no queue has a rate.
    if (order === "queue")
      test("leaves the slot of a key free while the rate of the queue is used up", async () => {
        await queues().setLimits(TYPE, { rate: { limit: 1, periodMs: HOUR_MS }, keyMaxRunning: 1 });
        await enqueue("a", "b");
        const [first] = await lease();
        expect(await lease()).toEqual([]);
        expect((await queues().get(TYPE)).counts.RUNNING.jobs).toBe(1);
        await queues().setLimits(TYPE, { rate: { limit: 2, periodMs: HOUR_MS }, keyMaxRunning: 1 });
        const [second] = await lease();
        expect(keysOf([first as Lease, second as Lease])).toEqual(["a", "b"]);
      });

    test("is never exceeded in any window, and serves who waits when there is room", async () => {
      await queues().setLimits(TYPE, { keyRate: { limit: 3, periodMs: SHORT_MS, burst: 2 } });
      await enqueue("a", "b", "a", "a", "b", "a", "a");
      const leases = await workThrough(7);
      const ofA = leases.filter(({ job }) => job.concurrencyKey === "a");
      expect(ofA).toHaveLength(5);
      expectStartsIn(ofA, SHORT_MS, 3);
      expectStartsIn(ofA, 1, 2);

      await enqueue("a", "a", "a");
      let got = 0;
      const waits = ["x", "y", "z"].map(async (workerId) => {
        const found = await waitForJob(workerId);
        got += found.length;
      });
      await bench().until(async () => expect(got).toBe(3));
      await Promise.all(waits);
    });

    test("of a single key holds in place of that of all, at once, and ends with it", async () => {
      const rate = (limit: number) => ({ limit, periodMs: HOUR_MS });
      await queues().setLimits(TYPE, { keyRate: rate(1) });
      const limits = { rate: { ...rate(3), burst: 2 } };
      expect((await queues().setKeyLimits(TYPE, "a", limits)).limits).toEqual(limits);
      await enqueue("a", "a", "a", "a", "a", "b", "b");
      expect(keysOf(await lease())).toEqual(["a", "a", "b"]);
      expect(await lease()).toEqual([]);
      const waiting = waitForJob("waiting");
      await queues().setKeyLimits(TYPE, "a", { rate: rate(3) });
      expect(keysOf(await waiting)).toEqual(["a"]);
      expect(await lease()).toEqual([]);
      const { id } = await bench().enqueue({ concurrencyKey: "a" });
      const [reason] = (await bench().store.explain(id)).reasons;
      expect(reason).toMatchObject({
        kind: "KEY_RATE",
        limit: 3,
        sentence: expect.stringContaining("raise the limit rate of the key"),
      });
      // What has started counts for the rate that holds next, be it that of the queue again.
      await queues().setKeyLimits(TYPE, "a", {});
      expect((await queues().get(TYPE)).limits).toEqual({ keyRate: rate(1) });
      expect(await lease()).toEqual([]);
      await queues().setLimits(TYPE, { keyRate: rate(4) });
      expect(keysOf(await lease())).toEqual(["a", "b"]);
    });

    test("of a single key holds where the others have none, and takes back what has not started", async () => {
      await queues().setKeyLimits(TYPE, "a", { rate: { limit: 2, periodMs: HOUR_MS } });
      await enqueue("a", "a", "a", "b", "b", "b", "");
      const leases = await lease();
      expect(keysOf(leases)).toEqual(["", "a", "a", "b", "b", "b"]);
      const given = leases.find(({ job }) => job.concurrencyKey === "a") as Lease;
      expect(given.limited).toBe(true);
      await bench().settle(given, { kind: "released", started: false });
      expect(keysOf(await lease())).toEqual(["a"]);
      expect(await lease()).toEqual([]);
      await queues().setKeyLimits(TYPE, "a", {});
      expect(keysOf(await lease())).toEqual(["a"]);
    });

    test("of a single key is never exceeded in any window", async () => {
      await queues().setKeyLimits(TYPE, "a", { rate: { limit: 3, periodMs: SHORT_MS, burst: 2 } });
      await enqueue("a", "b", "a", "a", "b", "a", "a");
      const leases = await workThrough(7);
      const ofA = leases.filter(({ job }) => job.concurrencyKey === "a");
      expect(ofA).toHaveLength(5);
      expectStartsIn(ofA, SHORT_MS, 3);
      expectStartsIn(ofA, 1, 2);
    });

    test("is refused for what is no rate, which names the field", async () => {
      for (const keyRate of [{ limit: 0, periodMs: 1_000 }, { limit: 1 }, 7]) {
        await expect(queues().setLimits(TYPE, { keyRate } as never)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          message: expect.stringContaining("keyRate"),
        });
      }
    });
  });
}
