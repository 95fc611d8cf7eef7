import type { Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import { inTypeOrder, type QueueOrder } from "./queue-order.ts";

/** Limits on how many jobs of a queue run. */
export function limitSuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;
  const enqueueMany = (count: number) =>
    bench().enqueueAll(Array.from({ length: count }, () => ({})));
  const leaseUpTo = async (maxJobs: number) => (await bench().lease({ maxJobs })).length;
  const running = async () => (await queues().get(TYPE)).counts.RUNNING.jobs;

  describe("a queue with a limit on what runs", () => {
    test("leases no more than the limit; what ends makes room for as many", async () => {
      const shown = await queues().setLimits(TYPE, { maxRunning: 3 });
      expect(shown.limits).toEqual({ maxRunning: 3 });
      await enqueueMany(8);
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases).toHaveLength(3);
      expect(await leaseUpTo(10)).toBe(0);
      const [first, second, third] = leases as [Lease, Lease, Lease];
      await bench().settle(first, { kind: "completed" });
      expect(await leaseUpTo(10)).toBe(1);
      await bench().settle(second, { kind: "failed", message: "no", retryAfterMs: 600_000 });
      await bench().settle(third, { kind: "released", started: false });
      expect(await leaseUpTo(1)).toBe(1);
      expect(await leaseUpTo(10)).toBe(1);
      expect(await running()).toBe(3);
    });

    test("wakes a worker that waits when a job ends, however it ends", async () => {
      await queues().setLimits(TYPE, { maxRunning: 1 });
      const outcomes = [
        { kind: "completed" },
        { kind: "failed", message: "no", permanent: true },
        { kind: "failed", message: "no", retryAfterMs: 600_000 },
        { kind: "snoozed", delayMs: 600_000 },
      ] as const;
      await enqueueMany(outcomes.length + 1);
      let lease = await bench().leaseOne();
      for (const outcome of outcomes) {
        const waiting = bench().source.lease({
          types: [TYPE],
          maxJobs: 5,
          leaseMs: LONG_LEASE_MS,
          waitMs: 30_000,
          workerId: "waiting",
        });
        expect(await bench().lease()).toEqual([]);
        await bench().settle(lease, outcome);
        const next = await waiting;
        expect(next).toHaveLength(1);
        lease = next[0] as Lease;
      }
    });

    test("frees what killed workers held in the very call that finds their leases over", async () => {
      await queues().setLimits(TYPE, { maxRunning: 2 });
      await enqueueMany(4);
      expect(await bench().lease({ maxJobs: 4, leaseMs: 20, workerId: "killed" })).toHaveLength(2);
      const leases = await bench().until(async () => {
        const found = await bench().lease({ maxJobs: 4 });
        expect(found).not.toEqual([]);
        return found;
      });
      expect(leases).toHaveLength(2);
      expect(await running()).toBe(2);
    });

    test("follows its limit as it changes: a higher one acts at once, a lower one stops nobody", async () => {
      await queues().setLimits(TYPE, { maxRunning: 1 });
      await enqueueMany(12);
      expect(await leaseUpTo(10)).toBe(1);
      await queues().setLimits(TYPE, { maxRunning: 3 });
      expect(await leaseUpTo(10)).toBe(2);
      await queues().setLimits(TYPE, { maxRunning: 5 });
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases).toHaveLength(2);
      await queues().setLimits(TYPE, { maxRunning: 4 });
      expect(await running()).toBe(5);
      await bench().settle(leases[0] as Lease, { kind: "completed" });
      expect(await leaseUpTo(10)).toBe(0);
      await bench().settle(leases[1] as Lease, { kind: "completed" });
      expect(await leaseUpTo(10)).toBe(1);
      const free = await queues().setLimits(TYPE, {});
      expect(free.limits).toBeUndefined();
      expect(await leaseUpTo(10)).toBe(6);
    });

    test("wakes workers that wait when the limit is raised or ended", async () => {
      await queues().setLimits(TYPE, { maxRunning: 1 });
      await enqueueMany(3);
      await bench().leaseOne();
      for (const limits of [{ maxRunning: 2 }, {}]) {
        const waiting = bench().source.lease({
          types: [TYPE],
          maxJobs: 1,
          leaseMs: LONG_LEASE_MS,
          waitMs: 30_000,
          workerId: "waiting",
        });
        expect(await bench().lease()).toEqual([]);
        await queues().setLimits(TYPE, limits);
        expect(await waiting).toHaveLength(1);
      }
    });

    test("is never exceeded by workers that lease at the same time, and leaves no room unused", async () => {
      await queues().setLimits(TYPE, { maxRunning: 4 });
      await enqueueMany(60);
      let held = 0;
      let most = 0;
      let done = 0;
      const work = async () => {
        while (done < 60) {
          const leases = await bench().lease({ maxJobs: 3 });
          held += leases.length;
          most = Math.max(most, held);
          for (const lease of leases) {
            // Before the settle: a job that is about to end may make room at any moment.
            held--;
            await bench().settle(lease, { kind: "completed" });
            done++;
          }
        }
      };
      await Promise.all(Array.from({ length: 6 }, work));
      expect(most).toBeLessThanOrEqual(4);
      expect((await queues().get(TYPE)).counts.COMPLETED.jobs).toBe(60);
    });

    test("leaves other queues alone, and is served beside them", async () => {
      await queues().setLimits(TYPE, { maxRunning: 1 });
      await enqueueMany(2);
      await bench().enqueueAll([{ type: "other" }, { type: "other" }]);
      const leases = await bench().lease({ types: [TYPE, "other"], maxJobs: 10 });
      const types = inTypeOrder(leases, order).map(({ job }) => job.type);
      expect(types).toEqual([TYPE, "other", "other"]);
    });

    test("is paused and drained besides; a resume leaves the limit", async () => {
      await queues().setLimits(TYPE, { maxRunning: 1 });
      await queues().pause(TYPE);
      await queues().drain(TYPE);
      expect(await queues().resume(TYPE)).toMatchObject({ limits: { maxRunning: 1 } });
      await enqueueMany(2);
      expect(await leaseUpTo(2)).toBe(1);
      expect((await queues().list()).queues).toMatchObject([{ limits: { maxRunning: 1 } }]);
    });

    test("is refused for what is no limit, which names the field and the remedy", async () => {
      const bad = [
        [{ maxRunning: 0 }, /maxRunning must be at least 1, but is 0; pause the queue instead/],
        [{ maxRunning: -1 }, /maxRunning/],
        [{ maxRunning: 1.5 }, /maxRunning/],
        [{ maxRunning: 1_000_001 }, /maxRunning/],
        [{ maxRunning: "2" }, /maxRunning/],
        [{ max: 2 }, /max is no field/],
        [undefined, /options/],
      ] as const;
      for (const [limits, message] of bad) {
        await expect(queues().setLimits(TYPE, limits as never)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          message: expect.stringMatching(message),
        });
      }
      expect((await queues().get(TYPE)).limits).toBeUndefined();
    });
  });
}
