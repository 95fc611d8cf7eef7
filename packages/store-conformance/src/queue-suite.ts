import {
  COUNTED_JOBS,
  JOB_STATUSES,
  type JobStatus,
  type Lease,
  MAX_COUNTED_TYPES,
  type Queue,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

/** Queues at a glance: counts, ages and the list. */
export function queueSuite(bench: () => Bench): void {
  const look = (type = TYPE): Promise<Queue> => bench().store.queues.get(type);

  /** How many jobs the queue has in each status that has any. */
  const jobsOf = ({ counts }: Queue) =>
    Object.fromEntries(
      JOB_STATUSES.flatMap((status) => {
        const { jobs, more, oldestAgeMs } = counts[status];
        expect(more).toBe(false);
        expect(oldestAgeMs === undefined).toBe(jobs === 0);
        return jobs === 0 ? [] : [[status, jobs]];
      }),
    );

  const names = async (pageSize?: number): Promise<string[]> => {
    const { queues } = bench().store;
    const all: string[] = [];
    let pageToken: string | undefined;
    do {
      const page = await queues.list({ pageSize, pageToken });
      all.push(...page.queues.map(({ type }) => type));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return all;
  };

  describe("a queue", () => {
    test("counts its jobs in each status", async () => {
      const wanted: Partial<Record<JobStatus, number>> = {};
      for (const [place, status] of JOB_STATUSES.entries()) {
        wanted[status] = (place % 2) + 1;
      }
      // The pending ones last, so that no lease on the way to another status gets them.
      const others = JOB_STATUSES.filter((status) => status !== "PENDING");
      for (const status of [...others, "PENDING"] as const) {
        for (let i = 0; i < (wanted[status] ?? 0); i++) await jobInStatus(bench(), status);
      }
      await bench().enqueue({ type: "other" });
      expect(jobsOf(await look())).toEqual(wanted);
      expect(jobsOf(await look("other"))).toEqual({ PENDING: 1 });
    });

    test("has its exact number of jobs, or says that there may be more", async () => {
      const enqueued = COUNTED_JOBS.list + 1;
      for (let left = enqueued; left > 0; left -= 1_000) {
        await bench().enqueueAll(Array.from({ length: Math.min(left, 1_000) }, () => ({})));
      }
      const [listed] = (await bench().store.queues.list()).queues;
      const { jobs, more } = listed?.counts.PENDING ?? {};
      expect([jobs, more]).toEqual(more ? [COUNTED_JOBS.list, true] : [enqueued, false]);
      expect(jobsOf(await look())).toEqual({ PENDING: enqueued });
    });

    test("has no jobs for a type that has none, whether or not it ever had any", async () => {
      expect(jobsOf(await look("never"))).toEqual({});
      const { id } = await bench().enqueue();
      await bench().store.delete(id);
      expect(jobsOf(await look())).toEqual({});
      expect((await look()).type).toBe(TYPE);
    });

    test("follows its jobs from status to status", async () => {
      await bench().enqueueAll([{}, {}, { delayMs: 600_000 }]);
      const lease = await bench().leaseOne();
      expect(jobsOf(await look())).toEqual({ PENDING: 1, RUNNING: 1, SCHEDULED: 1 });
      await bench().settle(lease, { kind: "failed", message: "no", permanent: true });
      expect(jobsOf(await look())).toEqual({ PENDING: 1, FAILED: 1, SCHEDULED: 1 });
      await bench().store.redrive(lease.job.id);
      expect(jobsOf(await look())).toEqual({ PENDING: 2, SCHEDULED: 1 });
    });

    test("counts no job whose retention is over", async () => {
      await bench().enqueueAll([{ retentionMs: 1_000 }, {}]);
      for (const lease of await bench().lease({ maxJobs: 2 })) {
        await bench().settle(lease, { kind: "completed" });
      }
      expect(jobsOf(await look())).toEqual({ COMPLETED: 2 });
      await bench().until(async () => expect(jobsOf(await look())).toEqual({ COMPLETED: 1 }));
    });

    test("tells the age of the pending job that is due for longest, whatever its priority", async () => {
      const first = await bench().enqueue({ priority: 1 });
      await bench().until(async () => {
        const { oldestAgeMs } = (await look()).counts.PENDING;
        expect(oldestAgeMs).toBeGreaterThanOrEqual(20);
      });
      await bench().enqueueAll([{ priority: 10 }, { priority: 1 }, { priority: 0 }]);
      expect((await look()).counts.PENDING.oldestAgeMs).toBeGreaterThanOrEqual(20);
      await bench().store.cancel(first.id);
      const { PENDING, CANCELLED } = (await look()).counts;
      expect(CANCELLED.oldestAgeMs).toBeLessThan(600_000);
      expect(PENDING).toMatchObject({ jobs: 3 });
    });

    test("counts the age of a pending job from when it was due, not from its enqueue", async () => {
      const delayMs = 50;
      const [later] = await bench().enqueueAll([{ delayMs }, { type: "at-once" }]);
      await bench().untilStatus(later?.id ?? "", "PENDING");
      const { oldestAgeMs = Number.NaN } = (await look()).counts.PENDING;
      const atOnce = (await look("at-once")).counts.PENDING;
      expect(atOnce.oldestAgeMs).toBeGreaterThanOrEqual(oldestAgeMs + delayMs);
    });

    test("tells for how long the others are in their status", async () => {
      for (const status of ["SCHEDULED", "RETRYING", "COMPLETED", "FAILED"] as const) {
        await jobInStatus(bench(), status);
      }
      await bench().enqueue();
      await bench().leaseOne();
      await bench().until(async () => {
        const { counts } = await look();
        for (const status of ["SCHEDULED", "RETRYING", "COMPLETED", "FAILED", "RUNNING"] as const) {
          expect(counts[status].oldestAgeMs, status).toBeGreaterThanOrEqual(20);
          expect(counts[status].oldestAgeMs, status).toBeLessThan(600_000);
        }
      });
    });

    test("is refused under what is no name of a type", async () => {
      const { queues } = bench().store;
      for (const type of ["", "a b", "/", undefined, 3]) {
        await expect(queues.get(type as string)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
        });
      }
    });
  });

  describe("the list of queues", () => {
    test("has those with jobs, by name, each once, whatever the size of the pages", async () => {
      const types = ["b", "a", "c:d", "c", "z.9", "Z", "a-b"];
      await bench().enqueueAll(types.map((type) => ({ type })));
      const gone = await bench().enqueue({ type: "gone" });
      await bench().store.delete(gone.id);
      const sorted = [...types].sort();
      for (const pageSize of [1, 2, 3, sorted.length, undefined]) {
        expect(await names(pageSize)).toEqual(sorted);
      }
    });

    test("tells of each what a look at it tells", async () => {
      await bench().enqueueAll([{ type: "a" }, { type: "a" }, { type: "b", delayMs: 600_000 }]);
      const { queues, nextPageToken } = await bench().store.queues.list();
      expect(nextPageToken).toBeUndefined();
      expect(queues.map((queue) => [queue.type, jobsOf(queue)])).toEqual([
        ["a", { PENDING: 2 }],
        ["b", { SCHEDULED: 1 }],
      ]);
    });

    test("is empty without jobs", async () => {
      expect(await bench().store.queues.list({})).toEqual({ queues: [] });
    });

    test("is refused for what is no page", async () => {
      const { queues } = bench().store;
      for (const query of [
        { pageSize: 0 },
        { pageSize: 101 },
        { pageToken: "x" },
        { pageToken: 3 },
        { type: "a" },
        null,
      ]) {
        await expect(queues.list(query as never)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
        });
      }
    });
  });

  describe("what happens in a queue", () => {
    /** The counts of all minutes together. */
    const sums = async (type?: string) => {
      const minutes = await bench().store.queues.stats({ type });
      const sum = { enqueued: 0, completed: 0, failed: 0, retried: 0 };
      for (const minute of minutes) {
        expect(minute.startsAt % 60_000).toBe(0);
        for (const name of ["enqueued", "completed", "failed", "retried"] as const) {
          sum[name] += minute[name];
        }
      }
      return sum;
    };

    test("is counted by minutes: what is enqueued, completed, failed and retried", async () => {
      await bench().enqueueAll(Array.from({ length: 5 }, () => ({ maxAttempts: 2 })));
      const [first, second, third, fourth] = (await bench().lease({ maxJobs: 4 })) as [
        Lease,
        Lease,
        Lease,
        Lease,
      ];
      await bench().settle(first, { kind: "completed" });
      await bench().settle(second, { kind: "completed", result: bytes("done") });
      await bench().settle(third, { kind: "failed", message: "no", permanent: true });
      await bench().settle(fourth, { kind: "failed", message: "once", retryAfterMs: 600_000 });
      await bench().until(async () => {
        expect(await sums(TYPE)).toEqual({ enqueued: 5, completed: 2, failed: 1, retried: 1 });
      });
    });

    test("is counted for each type, and for all together", async () => {
      await bench().enqueueAll([{ type: "a" }, { type: "b" }, { type: "b" }]);
      await bench().until(async () => {
        expect(await sums("a")).toMatchObject({ enqueued: 1 });
        expect(await sums("b")).toMatchObject({ enqueued: 2 });
        expect(await sums()).toMatchObject({ enqueued: 3 });
      });
      expect(await bench().store.queues.stats({ type: "c" })).toEqual([]);
    });

    test("counts a job that exists already no second time, nor a settle that is sent again", async () => {
      const request = { type: TYPE, idempotencyKey: "once" };
      await bench().store.enqueue([request]);
      await bench().store.enqueue([request]);
      const { job, token } = await bench().leaseOne();
      const settlement = { jobId: job.id, token, outcome: { kind: "completed" } } as const;
      await bench().source.settle([settlement]);
      await bench().source.settle([settlement], { resend: true });
      await bench().enqueue({ type: "last" });
      await bench().until(async () => {
        expect(await sums("last")).toMatchObject({ enqueued: 1 });
      });
      expect(await sums(TYPE)).toEqual({ enqueued: 1, completed: 1, failed: 0, retried: 0 });
    });

    test("counts a lease that was lost as an attempt that is to be retried", async () => {
      const { id } = await bench().enqueue();
      await bench().leaseOne({ leaseMs: 10 });
      await bench().untilStatus(id, "RETRYING", "PENDING");
      await bench().until(async () => expect(await sums(TYPE)).toMatchObject({ retried: 1 }));
    });

    test("is told as jobs a second, and how long they have waited and run", async () => {
      const { enqueuedPerSecond, wait, run } = (await look()).activity;
      expect(enqueuedPerSecond).toBe(0);
      expect([wait, run]).toEqual([undefined, undefined]);
      await bench().enqueueAll([{}, {}, { priority: 1 }]);
      const leases = await bench().lease({ maxJobs: 3 });
      await bench().until(async () => {
        expect((await look()).counts.RUNNING.oldestAgeMs).toBeGreaterThanOrEqual(20);
      });
      for (const lease of leases) await bench().settle(lease, { kind: "completed" });
      await bench().until(async () => {
        const { activity } = await look();
        expect(activity.enqueuedPerSecond).toBeGreaterThan(0);
        expect(activity.enqueuedPerSecond).toBeLessThanOrEqual(3 / 60);
        expect(activity.completedPerSecond).toBeGreaterThan(0);
        expect(activity).toMatchObject({ failedPerSecond: 0, retriedPerSecond: 0 });
        expect(activity.wait?.jobs).toBe(3);
        expect(activity.run?.jobs).toBe(3);
        // Times are told by ranges of powers of two.
        expect(activity.run?.p50Ms).toBeGreaterThanOrEqual(16);
        expect(activity.run?.p95Ms).toBeLessThan(600_000);
      });
      const { queues } = await bench().store.queues.list();
      expect(queues.map(({ activity }) => activity.run?.jobs)).toEqual([3]);
    });

    test("counts a type that is one too many among all alone", async () => {
      const types = Array.from({ length: MAX_COUNTED_TYPES }, (_, i) => `type-${i}`);
      await bench().enqueueAll(types.map((type) => ({ type })));
      await bench().until(async () => {
        expect(await sums()).toMatchObject({ enqueued: MAX_COUNTED_TYPES });
      });
      await bench().enqueueAll([{ type: "one-too-many" }, { type: "type-0" }]);
      await bench().until(async () => {
        expect(await sums()).toMatchObject({ enqueued: MAX_COUNTED_TYPES + 2 });
      });
      expect(await sums("type-0")).toMatchObject({ enqueued: 2 });
      expect(await sums("one-too-many")).toMatchObject({ enqueued: 0 });
    });

    test("is refused for what are no minutes", async () => {
      const { queues } = bench().store;
      for (const query of [{ minutes: 0 }, { minutes: 1_441 }, { type: "a b" }, { x: 1 }, null]) {
        await expect(queues.stats(query as never)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
        });
      }
    });
  });
}
