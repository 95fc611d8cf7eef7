import type { Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import { inTypeOrder, type QueueOrder } from "./queue-order.ts";

const HOUR_MS = 3_600_000;
/** So short that a test can wait for some of them. */
const SHORT_MS = 120;

/** Rates of a queue: how many attempts may start in a time. */
export function rateSuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;
  const enqueueMany = (count: number) =>
    bench().enqueueAll(Array.from({ length: count }, () => ({})));
  const leaseUpTo = async (maxJobs: number) => (await bench().lease({ maxJobs })).length;
  /** A lease that waits for one job. */
  const waitForJob = (workerId = "waiting"): Promise<Lease[]> =>
    bench().source.lease({
      types: [TYPE],
      maxJobs: 1,
      leaseMs: LONG_LEASE_MS,
      waitMs: 30_000,
      workerId,
    });
  /** Lets time pass until what was asked for is there. */
  const whenDone = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
    let answer: { readonly value: Answer } | undefined;
    const done = asked.then((value) => {
      answer = { value };
    });
    await bench().until(async () => {
      expect(answer).toBeDefined();
    });
    await done;
    return (answer as unknown as { readonly value: Answer }).value;
  };

  describe("a queue with a rate", () => {
    test("starts as many as its rate, whatever becomes of them, and shows it", async () => {
      const rate = { limit: 3, periodMs: HOUR_MS, burst: 3 };
      const shown = await queues().setLimits(TYPE, { rate });
      expect(shown.limits).toEqual({ rate });
      await enqueueMany(5);
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases).toHaveLength(3);
      await bench().settle(leases[0] as Lease, { kind: "completed" });
      await bench().settle(leases[1] as Lease, { kind: "failed", message: "no", retryAfterMs: 0 });
      await bench().settle(leases[2] as Lease, { kind: "released", started: true });
      expect(await leaseUpTo(10)).toBe(0);
      expect((await queues().list()).queues).toMatchObject([{ limits: { rate } }]);
      await queues().setLimits(TYPE, {});
      // The two others, the retry and the one that was given back.
      expect(await leaseUpTo(10)).toBe(4);
    });

    test("holds no slot of a limit on what runs while it waits", async () => {
      await queues().setLimits(TYPE, { maxRunning: 1, rate: { limit: 1, periodMs: HOUR_MS } });
      await enqueueMany(3);
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      expect(await leaseUpTo(10)).toBe(0);
      expect((await queues().get(TYPE)).counts.RUNNING.jobs).toBe(0);
      await queues().setLimits(TYPE, { maxRunning: 1, rate: { limit: 5, periodMs: HOUR_MS } });
      expect(await leaseUpTo(10)).toBe(1);
    });

    test("takes a start back that was given back before it began", async () => {
      await queues().setLimits(TYPE, { rate: { limit: 2, periodMs: HOUR_MS } });
      await enqueueMany(4);
      const [first, second] = (await bench().lease({ maxJobs: 9 })) as [Lease, Lease];
      await bench().settle(first, { kind: "released", started: false });
      expect(await leaseUpTo(9)).toBe(1);
      await bench().settle(second, { kind: "released", started: true });
      expect(await leaseUpTo(9)).toBe(0);
    });

    test("follows its rate as it changes, and forgets what it counted when it ends", async () => {
      const change = (limit: number) =>
        queues().setLimits(TYPE, { rate: { limit, periodMs: HOUR_MS } });
      await change(1);
      await enqueueMany(9);
      expect(await leaseUpTo(9)).toBe(1);
      const waiting = waitForJob();
      expect(await leaseUpTo(9)).toBe(0);
      await change(4);
      expect(await waiting).toHaveLength(1);
      expect(await leaseUpTo(9)).toBe(2);
      await change(2);
      expect(await leaseUpTo(9)).toBe(0);
      await queues().setLimits(TYPE, { maxRunning: 100 });
      await change(1);
      expect(await leaseUpTo(9)).toBe(1);
    });

    test("wakes as many workers that wait as may start when the time has come", async () => {
      await queues().setLimits(TYPE, { rate: { limit: 3, periodMs: SHORT_MS } });
      await enqueueMany(6);
      const first = await bench().lease({ maxJobs: 3 });
      const waiting = ["a", "b", "c"].map((workerId) => waitForJob(workerId));
      const next = (await whenDone(Promise.all(waiting))).flat();
      expect(next).toHaveLength(3);
      expectStartsIn([...first, ...next], SHORT_MS, 3);
    });

    test("hands no job over that may not start", async () => {
      await queues().setLimits(TYPE, { rate: { limit: 1, periodMs: HOUR_MS } });
      await enqueueMany(1);
      await bench().leaseOne();
      const waiting = waitForJob();
      const { id } = await bench().enqueue();
      expect(await leaseUpTo(1)).toBe(0);
      expect((await bench().store.get(id)).status).toBe("PENDING");
      await queues().setLimits(TYPE, {});
      expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    });

    test("is never exceeded in any window by workers that lease at the same time", async () => {
      await queues().setLimits(TYPE, { rate: { limit: 4, periodMs: SHORT_MS, burst: 2 } });
      const JOBS = 14;
      await enqueueMany(JOBS);
      const leases: Lease[] = [];
      const work = async (workerId: string) => {
        while (leases.length < JOBS) {
          const found = await bench().lease({ maxJobs: 3, workerId });
          leases.push(...found);
          for (const lease of found) await bench().settle(lease, { kind: "completed" });
          if (found.length === 0) await bench().harness.tick?.();
        }
      };
      await whenDone(Promise.all(["a", "b", "c"].map(work)));
      expectStartsIn(leases, SHORT_MS, 4);
      expectStartsIn(leases, 1, 2);
    });

    test("is served beside other queues; leases say whether their queue has limits", async () => {
      await queues().setLimits(TYPE, { rate: { limit: 1, periodMs: HOUR_MS } });
      await enqueueMany(2);
      await bench().enqueueAll([
        { type: "other" },
        { type: "other", payload: new Uint8Array(5_000) },
      ]);
      const leases = await bench().lease({ types: [TYPE, "other"], maxJobs: 10 });
      const told = inTypeOrder(leases, order).map(({ job, limited }) => [job.type, limited]);
      expect(told).toEqual([
        [TYPE, true],
        ["other", undefined],
        ["other", undefined],
      ]);
    });

    test("is refused for what is no rate, which names the field and the remedy", async () => {
      const bad = [
        [{ limit: 0, periodMs: 1_000 }, /rate.limit must be at least 1.*pause the queue/],
        [{ limit: -1, periodMs: 1_000 }, /rate.limit/],
        [{ limit: 1_000_001, periodMs: 1_000 }, /rate.limit/],
        [{ limit: 1, periodMs: 99 }, /rate.periodMs.*100/],
        [{ limit: 1, periodMs: 31 * 24 * HOUR_MS + 1 }, /rate.periodMs/],
        [{ limit: 1 }, /rate.periodMs/],
        [{ limit: 5, periodMs: 1_000, burst: 0 }, /rate.burst/],
        [
          { limit: 5, periodMs: 1_000, burst: 6 },
          /rate.burst must be at most rate.limit, which is 5/,
        ],
        [{ limit: 5, period: "1s" }, /rate.period is no field/],
        [7, /rate must be an object/],
      ] as const;
      for (const [rate, message] of bad) {
        await expect(queues().setLimits(TYPE, { rate } as never)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          message: expect.stringMatching(message),
        });
      }
      expect((await queues().get(TYPE)).limits).toBeUndefined();
    });
  });
}

/** No window of a length has more starts than a limit. */
export function expectStartsIn(leases: readonly Lease[], lengthMs: number, limit: number): void {
  const times = leases.map(({ job }) => job.startedAt as number).sort((a, b) => a - b);
  for (let i = limit; i < times.length; i++) {
    expect((times[i] as number) - (times[i - limit] as number)).toBeGreaterThanOrEqual(lengthMs);
  }
}
