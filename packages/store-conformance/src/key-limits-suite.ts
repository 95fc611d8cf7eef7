import type { ConcurrencyKey, EnqueueRequest, KeyQuery, KeyStatus, Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";

/** What is set for single concurrency keys, and how they are listed. */
export function keyLimitsSuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;
  const jobsOf = (concurrencyKey: string, count: number, how: Partial<EnqueueRequest> = {}) =>
    Array.from({ length: count }, () => ({ concurrencyKey, ...how }));
  const leaseUpTo = (maxJobs: number) => bench().lease({ maxJobs });
  const keysOf = (leases: readonly Lease[]) => leases.map(({ job }) => job.concurrencyKey ?? "");
  const leaseKeys = async (maxJobs: number) => keysOf(await leaseUpTo(maxJobs));
  const count = (keys: readonly string[], key: string) => keys.filter((one) => one === key).length;
  const listed = async (query: KeyQuery = {}): Promise<ConcurrencyKey[]> => {
    const keys: ConcurrencyKey[] = [];
    for (let pageToken: string | undefined = ""; pageToken !== undefined; ) {
      const page = await queues().listKeys(
        TYPE,
        pageToken === "" ? query : { ...query, pageToken },
      );
      keys.push(...page.keys);
      pageToken = page.nextPageToken;
    }
    return keys.sort((a, b) => (a.key < b.key ? -1 : 1));
  };

  describe("a limit of one concurrency key", () => {
    test("holds in place of that of all keys, and acts at once when it is changed or ended", async () => {
      await queues().setLimits(TYPE, { keyMaxRunning: 1 });
      const limits = { maxRunning: 3 };
      expect(await queues().setKeyLimits(TYPE, "a", limits)).toEqual({
        key: "a",
        status: "IDLE",
        pending: 0,
        running: 0,
        limits,
      });
      await bench().enqueueAll([...jobsOf("a", 9), ...jobsOf("b", 9)]);
      const leases = await leaseUpTo(20);
      expect(keysOf(leases).toSorted()).toEqual(["a", "a", "a", "b"]);
      expect(await leaseUpTo(20)).toEqual([]);
      await queues().setKeyLimits(TYPE, "a", { maxRunning: 5 });
      expect(await leaseKeys(20)).toEqual(["a", "a"]);
      expect((await queues().setKeyLimits(TYPE, "a", {})).limits).toBeUndefined();
      const ofA = leases.filter(({ job }) => job.concurrencyKey === "a");
      for (const lease of ofA) await bench().settle(lease, { kind: "completed" });
      expect(await leaseUpTo(20)).toEqual([]);
    });

    test("holds where the keys of the queue have none, frees with each job that ends, and wakes", async () => {
      await queues().setKeyLimits(TYPE, "a", { maxRunning: 1 });
      await bench().enqueueAll([...jobsOf("a", 3), ...jobsOf("b", 3)]);
      const leases = await leaseUpTo(20);
      expect(keysOf(leases).toSorted()).toEqual(["a", "b", "b", "b"]);
      const [running] = leases.filter(({ job }) => job.concurrencyKey === "a") as [Lease];
      expect(running.limited).toBe(true);
      const waiting = bench().source.lease({
        types: [TYPE],
        maxJobs: 5,
        leaseMs: 60_000,
        waitMs: 30_000,
        workerId: "waiting",
      });
      await bench().settle(running, { kind: "completed" });
      expect(keysOf(await waiting)).toEqual(["a"]);
      const next = await bench().enqueue({ concurrencyKey: "a" });
      const { reasons } = await bench().store.explain(next.id);
      expect(reasons.find(({ kind }) => kind === "KEY_FULL")).toMatchObject({
        count: 1,
        limit: 1,
        sentence: expect.stringContaining("raise the limit maxRunning of the key"),
      });
    });

    test("is refused for what is none, which names the field", async () => {
      const bad = [
        [{ maxRunning: 0 }, /maxRunning must be at least 1, but is 0; pause the queue instead/],
        [{ maxRunning: 1.5 }, /maxRunning/],
        [{ weight: 0 }, /weight must be from 0.01 to 1000/],
        [{ weight: 1_001 }, /weight/],
        [{ rate: 1 } as object, /rate must be/],
        [{ rate: { limit: 0, periodMs: 1_000 } }, /rate.limit must be at least 1/],
        [{ keyRate: { limit: 1, periodMs: 1_000 } } as object, /keyRate is no field/],
      ] as const;
      for (const [limits, message] of bad) {
        await expect(queues().setKeyLimits(TYPE, "a", limits)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          message: expect.stringMatching(message),
        });
      }
      await expect(queues().setKeyLimits(TYPE, "", {})).rejects.toMatchObject({
        violations: [{ field: "key" }],
      });
    });
  });

  describe("the list of concurrency keys", () => {
    test("tells how each that has pending jobs or limits stands, page by page", async () => {
      const strange = "é {1}\0 💥 ";
      await queues().setKeyLimits(TYPE, strange, { maxRunning: 1, weight: 0.5 });
      await queues().setKeyLimits(TYPE, "idle", { weight: 2.5 });
      await bench().enqueueAll([...jobsOf(strange, 3), ...jobsOf("b", 1), ...jobsOf("c", 2)]);
      await bench().enqueueAll([{}]);
      await leaseUpTo(2);
      expect(await leaseUpTo(20)).not.toEqual([]);
      await bench().enqueueAll(jobsOf("b", 2));
      const all: ConcurrencyKey[] = [
        { key: "b", status: "READY", pending: 2, running: 1 },
        { key: "idle", status: "IDLE", pending: 0, running: 0, limits: { weight: 2.5 } },
        {
          key: strange,
          status: "FULL",
          pending: 2,
          running: 1,
          limits: { maxRunning: 1, weight: 0.5 },
        },
      ];
      expect(await listed()).toEqual(all);
      expect(await listed({ pageSize: 1 })).toEqual(all);
      const byStatus = async (...statuses: KeyStatus[]) =>
        (await listed({ statuses, pageSize: 2 })).map(({ key }) => key);
      expect(await byStatus("FULL")).toEqual([strange]);
      expect(await byStatus("READY", "IDLE")).toEqual(["b", "idle"]);
      expect(await byStatus("THROTTLED")).toEqual([]);
      await queues().setKeyLimits(TYPE, "idle", {});
      expect(await byStatus("IDLE")).toEqual([]);
      expect((await queues().listKeys("other")).keys).toEqual([]);
    });

    test("tells until when a key is throttled", async () => {
      await bench().enqueueAll(jobsOf("a", 2));
      const outcome = { kind: "throttled", retryAfterMs: 600_000, scope: "KEY" } as const;
      await bench().settle(await bench().leaseOne(), outcome);
      const until = expect.any(Number);
      const throttled = { key: "a", status: "THROTTLED", pending: 2, running: 0, until };
      expect(await listed({ statuses: ["THROTTLED"] })).toEqual([throttled]);
    });

    test("refuses what it does not know", async () => {
      const bad = [
        { pageSize: 0 },
        { pageSize: 101 },
        { pageToken: "x" },
        { statuses: ["ODD" as never] },
      ];
      for (const query of bad) {
        await expect(queues().listKeys(TYPE, query)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          violations: [{ field: Object.keys(query)[0] }],
        });
      }
    });
  });

  if (order === "partition") return;

  describe("a weight", () => {
    test("gives a key so many turns for one of another key", async () => {
      await queues().setKeyLimits(TYPE, "a", { weight: 3 });
      await bench().enqueueAll([...jobsOf("a", 60), ...jobsOf("b", 60)]);
      const keys = await leaseKeys(40);
      expect([count(keys, "a"), count(keys, "b")]).toEqual([30, 10]);
    });

    test("leases the same jobs by one call as one by one", async () => {
      await queues().setKeyLimits(TYPE, "a", { weight: 2.5 });
      await queues().setKeyLimits(TYPE, "c", { weight: 0.4 });
      const played: string[][] = [];
      for (const step of [1, 5, 24]) {
        await bench().enqueueAll(["a", "b", "c"].flatMap((key) => jobsOf(key, 8)));
        const leases: Lease[] = [];
        while (leases.length < 24) leases.push(...(await leaseUpTo(step)));
        for (const lease of leases) await bench().settle(lease, { kind: "completed" });
        played.push(keysOf(leases));
      }
      expect(played[1]).toEqual(played[0]);
      expect(played[2]).toEqual(played[0]);
    });
  });
}
