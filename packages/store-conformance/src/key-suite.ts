import type { EnqueueRequest, Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";
import { resultOf } from "./unique-jobs.ts";

/** Concurrency keys: fair turns, and limits on how many jobs of each run. */
export function keySuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;
  const jobsOf = (
    concurrencyKey: string | undefined,
    count: number,
    how: Partial<EnqueueRequest> = {},
  ) => Array.from({ length: count }, () => ({ concurrencyKey, ...how }));
  const leaseUpTo = (maxJobs: number) => bench().lease({ maxJobs });
  const keysOf = (leases: readonly Lease[]) => leases.map(({ job }) => job.concurrencyKey ?? "");
  const leaseKeys = async (maxJobs: number) => keysOf(await leaseUpTo(maxJobs));
  const count = (keys: readonly string[], key: string) => keys.filter((one) => one === key).length;
  const complete = (lease: Lease) => bench().settle(lease, { kind: "completed" });
  const waitForOne = () =>
    bench().source.lease({
      types: [TYPE],
      maxJobs: 5,
      leaseMs: LONG_LEASE_MS,
      waitMs: 30_000,
      workerId: "waiting",
    });

  describe("a concurrency key", () => {
    test("is shown by the job that has it, in each status", async () => {
      const key = "tenant {1}: é\0💥";
      const job = await bench().enqueue({ concurrencyKey: key });
      expect(job).toMatchObject({ concurrencyKey: key, status: "PENDING" });
      expect(await bench().store.get(job.id)).toEqual(job);
      const delayed = await bench().enqueue({ concurrencyKey: key, delayMs: 600_000 });
      const { jobs } = await bench().store.list({});
      expect(jobs.toSorted((a, b) => a.status.localeCompare(b.status))).toMatchObject([
        { id: job.id, status: "PENDING", concurrencyKey: key },
        { id: delayed.id, status: "SCHEDULED", concurrencyKey: key },
      ]);
      const lease = await bench().leaseOne();
      expect(lease.job).toMatchObject({ id: job.id, concurrencyKey: key, status: "RUNNING" });
      await complete(lease);
      const done = { status: "COMPLETED", concurrencyKey: key };
      expect(await bench().store.get(job.id)).toMatchObject(done);
    });

    test("is counted and listed among the pending jobs of its queue, in their order", async () => {
      const [low, plain, high, other] = await bench().enqueueAll([
        { concurrencyKey: "a", priority: 1 },
        {},
        { concurrencyKey: "b", priority: 9 },
        { concurrencyKey: "a" },
      ]);
      const ids = [high, plain, other, low].map((job) => job?.id);
      expect((await queues().get(TYPE)).counts.PENDING).toMatchObject({ jobs: 4, more: false });
      expect((await queues().list()).queues).toMatchObject([
        { type: TYPE, counts: { PENDING: { jobs: 4 } } },
      ]);
      const listed: string[] = [];
      for (let pageToken: string | undefined = ""; pageToken !== undefined; ) {
        const query = { type: TYPE, statuses: ["PENDING"], pageSize: 1 } as const;
        const page = await bench().store.list(pageToken === "" ? query : { ...query, pageToken });
        listed.push(...page.jobs.map(({ id }) => id));
        pageToken = page.nextPageToken;
      }
      if (order === "queue") expect(listed).toEqual(ids);
      else expect(listed.toSorted()).toEqual(ids.toSorted());
      const reversed = await bench().store.list({ statuses: ["PENDING"], reversed: true });
      expect(reversed.jobs.map(({ id }) => id)).toEqual(listed.toReversed());
    });

    test("has idempotency and unique keys of its own", async () => {
      for (const same of [{ idempotencyKey: "k" }, { unique: { key: "k" } }]) {
        const request = (concurrencyKey?: string) =>
          resultOf(bench(), { type: TYPE, ...same, ...(concurrencyKey && { concurrencyKey }) });
        for (const key of ["a", "a k", undefined]) {
          const first = await request(key);
          expect(first).toMatchObject({ created: true });
          const { id } = "job" in first ? first.job : expect.unreachable();
          expect(await request(key)).toMatchObject({ created: false, job: { id } });
          await bench().store.delete(id);
          expect(await request(key)).toMatchObject({ created: true });
        }
      }
    });

    test("is refused when it is empty, too long or no text", async () => {
      for (const concurrencyKey of ["", "é".repeat(129), 3 as never]) {
        expect(await resultOf(bench(), { type: TYPE, concurrencyKey })).toMatchObject({
          error: {
            code: expect.stringMatching(/^(INVALID_ARGUMENT|RESOURCE_EXHAUSTED)$/),
            violations: [{ field: "concurrencyKey" }],
          },
        });
      }
      await bench().enqueue({ concurrencyKey: "é".repeat(128) });
      expect(await leaseUpTo(2)).toHaveLength(1);
    });

    test("stays with its job on every way that jobs go", async () => {
      const [first, second] = await bench().enqueueAll(jobsOf("a", 2));
      const ids = [first?.id, second?.id];
      const lease = await bench().leaseOne();
      await bench().settle(lease, { kind: "released", started: false });
      const again = await bench().leaseOne();
      expect(again.job.id).toBe(lease.job.id);
      await bench().settle(again, { kind: "failed", message: "no", retryAfterMs: 600_000 });
      await bench().store.update(again.job.id, { delayMs: 0 });
      const both = await leaseUpTo(5);
      expect(both.map(({ job }) => job.id)).toEqual(ids.toReversed());
      for (const one of both) {
        await bench().settle(one, { kind: "failed", message: "no", permanent: true });
        await bench().store.redrive(one.job.id);
      }
      await bench().store.update(first?.id ?? "", { priority: 9 });
      expect((await leaseUpTo(5)).map(({ job }) => job.id)).toEqual(ids);
      expect(await leaseUpTo(1)).toEqual([]);
    });

    test("goes with jobs that come due, come after others, or are cancelled or deleted", async () => {
      const [before] = await bench().enqueueAll(jobsOf("a", 1));
      const after = { after: [before?.id ?? ""] };
      await bench().enqueue({ concurrencyKey: "a", ...after });
      await bench().enqueue({ concurrencyKey: "a", delayMs: 1 });
      const [cancelled, deleted] = await bench().enqueueAll(jobsOf("a", 2));
      await bench().store.cancel(cancelled?.id ?? "");
      await bench().store.delete(deleted?.id ?? "");
      await complete(await bench().leaseOne());
      const keys = await bench().until(async () => {
        await bench().store.maintain();
        const { counts } = await queues().get(TYPE);
        expect(counts.PENDING.jobs).toBe(2);
        return leaseKeys(5);
      });
      expect(keys).toEqual(["a", "a"]);
    });
  });

  describe("a limit on what runs of each key", () => {
    test("holds one key up, and no other", async () => {
      expect(await queues().setLimits(TYPE, { keyMaxRunning: 2 })).toMatchObject({
        limits: { keyMaxRunning: 2 },
      });
      await bench().enqueueAll([...jobsOf("a", 5), ...jobsOf("b", 1), ...jobsOf(undefined, 4)]);
      const leases = await leaseUpTo(20);
      expect(keysOf(leases).toSorted()).toEqual(["", "", "", "", "a", "a", "b"]);
      expect(await leaseUpTo(20)).toEqual([]);
      await complete(leases.find(({ job }) => job.concurrencyKey === "a") as Lease);
      expect(await leaseKeys(20)).toEqual(["a"]);
    });

    test("is free again however a job ends, and wakes a worker that waits", async () => {
      await queues().setLimits(TYPE, { keyMaxRunning: 1 });
      const outcomes = [
        { kind: "completed" },
        { kind: "completed", result: new Uint8Array([1]) },
        { kind: "failed", message: "no", permanent: true },
        { kind: "failed", message: "no", retryAfterMs: 600_000 },
        { kind: "snoozed", delayMs: 600_000 },
      ] as const;
      await bench().enqueueAll(jobsOf("a", outcomes.length + 1));
      let lease = await bench().leaseOne();
      for (const outcome of outcomes) {
        const waiting = waitForOne();
        expect(await leaseUpTo(5)).toEqual([]);
        await bench().settle(lease, outcome);
        const next = await waiting;
        expect(next).toHaveLength(1);
        lease = next[0] as Lease;
      }
      await bench().settle(lease, { kind: "released", started: false });
      expect(await leaseUpTo(5)).toHaveLength(1);
    });

    test("frees what killed workers held in the very call that finds their leases over", async () => {
      await queues().setLimits(TYPE, { keyMaxRunning: 2 });
      await bench().enqueueAll(jobsOf("a", 4));
      const killed = await bench().lease({ maxJobs: 4, leaseMs: 20, workerId: "killed" });
      expect(killed).toHaveLength(2);
      const leases = await bench().until(async () => {
        const found = await leaseUpTo(4);
        expect(found).not.toEqual([]);
        return found;
      });
      expect(leases).toHaveLength(2);
      const before = new Set(killed.map(({ job }) => job.id));
      expect(leases.filter(({ job }) => before.has(job.id))).toEqual([]);
      expect(await leaseUpTo(4)).toEqual([]);
    });

    test("follows its limit as it changes: a higher one acts at once, a lower one stops nobody", async () => {
      await queues().setLimits(TYPE, { keyMaxRunning: 1 });
      await bench().enqueueAll(jobsOf("a", 12));
      expect(await leaseUpTo(10)).toHaveLength(1);
      expect(await leaseUpTo(10)).toHaveLength(0);
      await queues().setLimits(TYPE, { keyMaxRunning: 3 });
      expect(await leaseUpTo(10)).toHaveLength(2);
      await queues().setLimits(TYPE, { keyMaxRunning: 5 });
      const leases = await leaseUpTo(10);
      expect(leases).toHaveLength(2);
      await queues().setLimits(TYPE, { keyMaxRunning: 4 });
      expect((await queues().get(TYPE)).counts.RUNNING.jobs).toBe(5);
      await complete(leases[0] as Lease);
      expect(await leaseUpTo(10)).toHaveLength(0);
      await complete(leases[1] as Lease);
      expect(await leaseUpTo(10)).toHaveLength(1);
      const waiting = waitForOne();
      expect(await leaseUpTo(10)).toEqual([]);
      expect((await queues().setLimits(TYPE, {})).limits).toBeUndefined();
      expect(await waiting).toHaveLength(5);
      expect(await leaseUpTo(10)).toHaveLength(1);
    });

    test("counts what ran before there was a limit", async () => {
      await bench().enqueueAll(jobsOf("a", 4));
      const leases = await leaseUpTo(3);
      await queues().setLimits(TYPE, { keyMaxRunning: 2 });
      expect(await leaseUpTo(4)).toEqual([]);
      await complete(leases[0] as Lease);
      expect(await leaseUpTo(4)).toEqual([]);
      await complete(leases[1] as Lease);
      expect(await leaseUpTo(4)).toHaveLength(1);
    });

    test("is never exceeded by workers that lease at the same time, and leaves no room unused", async () => {
      await queues().setLimits(TYPE, { keyMaxRunning: 2 });
      await bench().enqueueAll([...jobsOf("a", 20), ...jobsOf("b", 20), ...jobsOf(undefined, 20)]);
      const held = new Map<string, number>();
      let most = 0;
      let done = 0;
      const add = (key: string, number: number) => {
        const now = (held.get(key) ?? 0) + number;
        held.set(key, now);
        if (key !== "") most = Math.max(most, now);
      };
      const work = async () => {
        while (done < 60) {
          const leases = await leaseUpTo(3);
          for (const key of keysOf(leases)) add(key, 1);
          for (const lease of leases) {
            // Before the settle: a job that is about to end may make room at any moment.
            add(lease.job.concurrencyKey ?? "", -1);
            await complete(lease);
            done++;
          }
        }
      };
      await Promise.all(Array.from({ length: 6 }, work));
      expect(most).toBeLessThanOrEqual(2);
      expect((await queues().get(TYPE)).counts.COMPLETED.jobs).toBe(60);
    });

    test("is refused for what is no limit, which names the field and the remedy", async () => {
      const bad = [
        [0, /keyMaxRunning must be at least 1, but is 0; pause the queue instead/],
        [-1, /keyMaxRunning/],
        [1.5, /keyMaxRunning/],
        [1_000_001, /keyMaxRunning/],
      ] as const;
      for (const [keyMaxRunning, message] of bad) {
        await expect(queues().setLimits(TYPE, { keyMaxRunning })).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          message: expect.stringMatching(message),
        });
      }
    });
  });

  if (order === "partition") return;

  describe("the keys of a queue", () => {
    test("take turns, and a key at its limit loses none to come", async () => {
      await queues().setLimits(TYPE, { keyMaxRunning: 2 });
      await bench().enqueueAll([...jobsOf("a", 5), ...jobsOf("b", 1)]);
      const leases = await leaseUpTo(10);
      expect(keysOf(leases)).toEqual(["a", "b", "a"]);
      expect(await leaseUpTo(10)).toEqual([]);
      await complete(leases[0] as Lease);
      expect(await leaseKeys(10)).toEqual(["a"]);
    });

    test("take turns in the order in which they came, whatever their names", async () => {
      for (const key of ["c", "", "z", "a", "b"]) {
        await bench().enqueueAll(jobsOf(key === "" ? undefined : key, 3));
      }
      // Jobs without a key are one more.
      const turn = ["", "c", "z", "a", "b"];
      expect((await leaseKeys(5)).toSorted()).toEqual(turn.toSorted());
      const keys = [...(await leaseKeys(2)), ...(await leaseKeys(8))];
      expect(keys.filter((key) => key !== "")).toEqual(["c", "z", "a", "b", "c", "z", "a", "b"]);
    });

    test("share alike, however many jobs one of them has", async () => {
      await bench().enqueueAll(jobsOf("a", 500));
      await bench().enqueueAll(jobsOf("b", 10));
      const keys = await leaseKeys(20);
      expect([count(keys, "a"), count(keys, "b")]).toEqual([10, 10]);
    });

    test("lease the same jobs by one call as one by one", async () => {
      const jobs = [
        ...jobsOf("a", 4, { priority: 3 }),
        ...jobsOf("b", 3),
        ...jobsOf(undefined, 3),
        ...jobsOf("b", 2, { priority: 9 }),
        ...jobsOf("c", 2, { priority: 3 }),
      ];
      const played: (readonly (string | undefined)[])[] = [];
      for (const step of [1, 3, 14]) {
        const leases: Lease[] = [];
        await bench().enqueueAll(jobs);
        while (leases.length < 14) leases.push(...(await leaseUpTo(step)));
        for (const lease of leases) await complete(lease);
        played.push(leases.map(({ job }) => `${job.concurrencyKey} ${job.priority}`));
      }
      expect(played[1]).toEqual(played[0]);
      expect(played[2]).toEqual(played[0]);
    });

    test("are served by priority first, and alike among those whose first job has the highest", async () => {
      await bench().enqueueAll([
        ...jobsOf("a", 3, { priority: 1 }),
        ...jobsOf("b", 2, { priority: 9 }),
        ...jobsOf("c", 2, { priority: 9 }),
        ...jobsOf("c", 2, { priority: 1 }),
        ...jobsOf(undefined, 1, { priority: 5 }),
      ]);
      const keys = await leaseKeys(20);
      expect(keys.slice(0, 5)).toEqual(["b", "c", "b", "c", ""]);
      expect(keys.slice(5).toSorted()).toEqual(["a", "a", "a", "c", "c"]);
      // No key is ever more than two turns ahead of another one.
      expect(keys.slice(5, 8)).toContain("c");
    });

    test("give none a turn more because it enqueues its next job when one is served", async () => {
      await bench().enqueueAll(["a", "b", "c", "d"].flatMap((key) => jobsOf(key, 40)));
      await bench().enqueueAll(jobsOf("trickle", 1));
      const keys: string[] = [];
      for (let turn = 0; turn < 100; turn++) {
        const [key = ""] = await leaseKeys(1);
        keys.push(key);
        if (key === "trickle") await bench().enqueueAll(jobsOf("trickle", 1));
      }
      expect(Math.abs(count(keys, "trickle") - 20)).toBeLessThanOrEqual(1);
    });

    test("serve one that comes late soon, and not for all that it has missed", async () => {
      await bench().enqueueAll(jobsOf("a", 600));
      await leaseUpTo(500);
      await bench().enqueueAll(jobsOf("b", 20));
      const keys = await leaseKeys(20);
      expect(keys.slice(0, 2)).toContain("b");
      expect(count(keys, "b")).toBeLessThanOrEqual(11);
    });

    test("leave other queues alone, and are served beside them", async () => {
      await bench().enqueueAll([...jobsOf("a", 1), ...jobsOf("a", 1, { type: "other" })]);
      const leases = await bench().lease({ types: [TYPE, "other"], maxJobs: 10 });
      expect(leases.map(({ job }) => job.type)).toEqual([TYPE, "other"]);
    });

    test("begin no job that has passed its start deadline", async () => {
      await bench().enqueueAll([
        ...jobsOf("a", 1, { expiresInMs: 1 }),
        ...jobsOf("a", 1),
        ...jobsOf("b", 1),
      ]);
      await bench().until(async () => {
        await bench().store.maintain();
        expect((await queues().get(TYPE)).counts.CANCELLED.jobs).toBe(1);
      });
      expect(await leaseKeys(5)).toEqual(["a", "b"]);
    });
  });
}
