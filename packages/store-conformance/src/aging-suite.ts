import type { Lease, QueueLimits } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";

const MINUTE_MS = 60_000;
/** So long that no job catches up with one of a higher priority within a test. */
const LONG_MS = 24 * 60 * MINUTE_MS;
/** So short that the order in which jobs come decides. */
const SHORT_MS = 1;

/** A step of priority is worth a time of waiting. */
export function agingSuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;
  const setAging = (agingMs: number | undefined, limits: QueueLimits = {}) =>
    queues().setLimits(TYPE, { ...limits, agingMs });
  const leaseUpTo = (maxJobs: number) => bench().lease({ maxJobs, leaseMs: LONG_LEASE_MS });
  const priorities = (leases: readonly Lease[]) => leases.map(({ job }) => job.priority);
  /** Due in the past is due now, so the age of a job is that of its enqueue: some time has to pass. */
  const passes = async (ms: number) => {
    const { createdAt } = await bench().enqueue({ type: "clock" });
    await bench().until(async () => {
      const { createdAt: later } = await bench().enqueue({ type: "clock" });
      expect(later).toBeGreaterThan(createdAt + ms);
    });
  };

  describe("ageing", () => {
    test("is kept and told, and refused for what is no length", async () => {
      expect((await setAging(MINUTE_MS)).limits).toEqual({ agingMs: MINUTE_MS });
      expect((await queues().get(TYPE)).limits).toEqual({ agingMs: MINUTE_MS });
      for (const wrong of [0, -1, 1.5, 32 * LONG_MS]) {
        await expect(setAging(wrong)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          violations: [{ field: "agingMs" }],
        });
      }
      expect((await setAging(undefined)).limits).toBeUndefined();
    });

    test("has one of low priority go before those that come when it has waited for all its steps", async () => {
      await setAging(SHORT_MS);
      await bench().enqueueAll([{ priority: 100 }, { priority: 1 }, { priority: 100 }]);
      await passes(99 * SHORT_MS);
      await bench().enqueueAll([{ priority: 100 }, { priority: 100 }]);
      if (order === "queue")
        expect(priorities(await leaseUpTo(9))).toEqual([100, 100, 1, 100, 100]);
      else expect(priorities(await leaseUpTo(9)).toSorted()).toEqual([1, 100, 100, 100, 100]);
    });

    // Which jobs share a partition is not for a test to choose.
    if (order === "partition") return;

    test("leaves jobs of one priority in the order in which they came, and others by it", async () => {
      await setAging(LONG_MS);
      const made = [
        ...(await bench().enqueueAll([{ priority: 1 }, { priority: 9 }, { priority: 1 }])),
        ...(await bench().enqueueAll([{ priority: 9 }, { priority: 100 }])),
      ];
      const byPriority = made.toSorted((a, b) => b.priority - a.priority).map(({ id }) => id);
      const first = await leaseUpTo(2);
      const rest = [await leaseUpTo(1), await leaseUpTo(9)].flat();
      expect([...first, ...rest].map(({ job }) => job.id)).toEqual(byPriority);
    });

    test("counts from when a job is due, whatever it has been through", async () => {
      await setAging(SHORT_MS);
      const [low, failing] = await bench().enqueueAll([{ priority: 1 }, { priority: 100 }]);
      const lease = await bench().leaseOne();
      expect(lease.job.id).toBe(failing?.id);
      await bench().settle(lease, { kind: "failed", message: "no", permanent: true });
      const released = await bench().leaseOne();
      expect(released.job.id).toBe(low?.id);
      await bench().settle(released, { kind: "released", started: false });
      await passes(99 * SHORT_MS);
      await bench().store.redrive(failing?.id ?? "");
      expect((await leaseUpTo(2)).map(({ job }) => job.id)).toEqual([low?.id, failing?.id]);
    });

    test("is what jobs that wait go by, also when it is changed or ends", async () => {
      await bench().enqueueAll([{ priority: 1 }, { priority: 1, concurrencyKey: "a" }]);
      await passes(100 * SHORT_MS);
      const later = { priority: 100 };
      await bench().enqueueAll([later, { ...later, concurrencyKey: "a" }, later, later]);
      expect(priorities(await leaseUpTo(1))).toEqual([100]);
      await setAging(SHORT_MS);
      expect(priorities(await leaseUpTo(1))).toEqual([1]);
      await setAging(LONG_MS);
      expect(priorities(await leaseUpTo(1))).toEqual([100]);
      await setAging(SHORT_MS);
      expect(priorities(await leaseUpTo(1))).toEqual([1]);
      await setAging(undefined);
      await bench().enqueue({ priority: 50 });
      expect(priorities(await leaseUpTo(9))).toEqual([100, 100, 50]);
    });

    test("is what many jobs stand by once it has been set, and until it ends", async () => {
      const low = (count: number, concurrencyKey?: string) =>
        bench().enqueueAll(
          Array.from({ length: count }, () => ({
            priority: 1,
            ...(concurrencyKey && { concurrencyKey }),
          })),
        );
      const [first, second] = [...(await low(1_000)), ...(await low(50)), ...(await low(700, "a"))];
      await passes(100 * SHORT_MS);
      await bench().enqueueAll([{ priority: 100 }, { priority: 100, concurrencyKey: "b" }]);
      await setAging(SHORT_MS);
      const [aged] = await leaseUpTo(1);
      expect(aged?.job.id).toBe(first?.id);
      await setAging(undefined);
      expect(priorities(await leaseUpTo(2))).toEqual([100, 100]);
      expect((await leaseUpTo(1))[0]?.job.priority).toBe(1);
      await bench().settle(aged as Lease, { kind: "completed" });
      expect((await queues().get(TYPE)).counts.PENDING.jobs).toBe(1_748);
      expect(second?.priority).toBe(1);
    });

    test("counts between keys in the orders PRIORITY and STRICT, and within each in FAIR", async () => {
      for (const [keyOrder, served] of [
        ["PRIORITY", ["b1", "a1", "a100", "b100"]],
        ["STRICT", ["b1", "a1", "a100", "b100"]],
        ["FAIR", ["b1", "a1", "b100", "a100"]],
      ] as const) {
        await setAging(SHORT_MS, { order: keyOrder });
        await bench().enqueueAll([
          { priority: 1, concurrencyKey: "b" },
          { priority: 1, concurrencyKey: "a" },
        ]);
        await passes(100 * SHORT_MS);
        await bench().enqueueAll([
          { priority: 100, concurrencyKey: "a" },
          { priority: 100, concurrencyKey: "b" },
        ]);
        const leases = await leaseUpTo(4);
        expect(leases.map(({ job }) => `${job.concurrencyKey}${job.priority}`)).toEqual(served);
        await Promise.all(leases.map((lease) => bench().settle(lease, { kind: "completed" })));
      }
    });

    test("passes over keys at their limit, and tells a job what is ahead of it", async () => {
      await setAging(LONG_MS, { keyMaxRunning: 1 });
      const jobs = await bench().enqueueAll([
        { priority: 9, concurrencyKey: "a" },
        { priority: 9, concurrencyKey: "a" },
        { priority: 5, concurrencyKey: "b" },
        { priority: 1 },
      ]);
      const [first] = await leaseUpTo(1);
      const ahead = (await bench().store.explain(jobs[3]?.id ?? "")).reasons.at(-1);
      expect(ahead).toMatchObject({ kind: "AHEAD", count: 2 });
      expect(priorities(await leaseUpTo(9))).toEqual([5, 1]);
      await bench().settle(first as Lease, { kind: "completed" });
      expect(priorities(await leaseUpTo(9))).toEqual([9]);
    });
  });
}
