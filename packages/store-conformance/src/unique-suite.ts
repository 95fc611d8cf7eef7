import type { Job, Unique } from "@millrace/core";
import { partitionOf } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";
import { allJobs, failForGood, KEY, resultOf, unique } from "./unique-jobs.ts";

/** What ends a job that was just enqueued and is due. */
const ENDS: { readonly [How: string]: (bench: Bench, id: string) => Promise<unknown> } = {
  "it has completed": async (bench) => bench.settle(await bench.leaseOne(), { kind: "completed" }),
  "it has completed with a result": async (bench) =>
    bench.settle(await bench.leaseOne(), { kind: "completed", result: new Uint8Array([1]) }),
  "it has failed for good": async (bench) => failForGood(bench),
  "its lease was lost at its last attempt": async (bench, id) => {
    await bench.leaseOne({ leaseMs: 10 });
    await bench.untilStatus(id, "FAILED");
  },
  "it was cancelled": (bench, id) => bench.store.cancel(id),
  "it was cancelled while it ran": async (bench, id) => {
    const lease = await bench.leaseOne();
    await bench.store.cancel(id);
    await bench.settle(lease, { kind: "released", started: true });
  },
  "it was deleted": (bench, id) => bench.store.delete(id),
  "it was deleted after it had finished": async (bench, id) => {
    await failForGood(bench);
    await bench.store.delete(id);
  },
};

/** Jobs that name the same work, of which there is one at most. */
export function uniqueSuite(bench: () => Bench): void {
  const expectHeld = async (id: string, how: Partial<Unique> = {}) => {
    expect(await resultOf(bench(), unique(how))).toMatchObject({ created: false, job: { id } });
  };
  const expectFree = async (how: Partial<Unique> = {}): Promise<Job> => {
    const result = await resultOf(bench(), unique(how));
    expect(result).toMatchObject({ created: true });
    return "job" in result ? result.job : expect.unreachable();
  };
  /** Who has the key now that `job` has until `freeAt`: that one, or one that was created since then. */
  const holderSince = async (job: Job, freeAt: number, how: Partial<Unique>): Promise<Job> => {
    const result = await resultOf(bench(), unique(how));
    if (!("job" in result)) return expect.unreachable();
    if (result.created) expect(result.job.createdAt).toBeGreaterThanOrEqual(freeAt);
    else expect(result.job.id).toBe(job.id);
    return result.job;
  };
  /** The job that takes the key from `job`, which answers all requests until `freeAt`. */
  const takerSince = async (job: Job, freeAt: number, how: Partial<Unique>): Promise<Job> => {
    const answeredBefore = new Set<string>();
    const taker = await bench().until(async () => {
      const result = await resultOf(bench(), unique(how));
      if (!("job" in result)) return expect.unreachable();
      if (!result.created) answeredBefore.add(result.job.id);
      expect(result.created).toBe(true);
      return result.job;
    });
    expect(taker.createdAt).toBeGreaterThanOrEqual(freeAt);
    for (const id of answeredBefore) expect(id).toBe(job.id);
    return taker;
  };

  describe("a unique key", () => {
    test("makes one job of many requests at once", async () => {
      const calls = Array.from({ length: 200 }, () => resultOf(bench(), unique()));
      const results = await Promise.all(calls);
      expect(results.filter((result) => "created" in result && result.created)).toHaveLength(1);
      expect(new Set(results.map((result) => "job" in result && result.job.id)).size).toBe(1);
      expect(await allJobs(bench())).toHaveLength(1);
    });

    test("is shown by the job that has it, and by no other one", async () => {
      const job = await bench().enqueue(unique());
      await bench().enqueue({ type: "other" });
      expect(job.uniqueKey).toBe(KEY);
      expect(await bench().store.get(job.id)).toEqual(job);
      const [other, listed] = (await bench().store.list({ statuses: ["PENDING"] })).jobs.toSorted(
        (a, b) => b.type.localeCompare(a.type),
      );
      expect(listed).toMatchObject({ id: job.id, uniqueKey: KEY });
      expect(other).not.toHaveProperty("uniqueKey");
      expect((await bench().leaseOne()).job).toMatchObject({ id: job.id, uniqueKey: KEY });
    });

    test("returns the job as it stands, whatever else the request says", async () => {
      const { id } = await bench().enqueue({ ...unique(), payload: new Uint8Array(2_000).fill(7) });
      const running = (await bench().leaseOne()).job;
      const other = { ...unique(), payload: new Uint8Array([1]), priority: 9, delayMs: 1_000 };
      expect(await resultOf(bench(), other)).toEqual({ created: false, job: running });
      expect(await allJobs(bench())).toMatchObject([{ id }]);
    });

    test("rejects a request that wants it, and writes nothing", async () => {
      const { id } = await bench().enqueue(unique());
      const results = await bench().store.enqueue([
        unique({ onConflict: "REJECT" }),
        { type: TYPE, unique: { key: "another", onConflict: "REJECT" } },
      ]);
      expect(results).toMatchObject([
        {
          error: {
            code: "ALREADY_EXISTS",
            message: expect.stringContaining(id),
            violations: [{ field: "unique.key", description: `is held by job ${id}` }],
          },
        },
        { created: true, job: { uniqueKey: "another" } },
      ]);
      expect(await allJobs(bench())).toHaveLength(2);
    });

    test("is held by the first of one call", async () => {
      const results = await bench().store.enqueue([
        unique(),
        unique(),
        { type: TYPE },
        unique({ onConflict: "REJECT" }),
        unique({ key: "another" }),
      ]);
      const [first] = results;
      const id = first !== undefined && "job" in first ? first.job.id : "";
      expect(results).toMatchObject([
        { created: true },
        { created: false, job: { id } },
        { created: true },
        { error: { code: "ALREADY_EXISTS" } },
        { created: true },
      ]);
      expect(await allJobs(bench())).toHaveLength(3);
    });

    test.each([
      ["invoice", "eu:17", "invoice:eu", "17"],
      ["invoice", "eu 17", "invoice:eu", "17"],
      ["a", ":b", "a:", "b"],
      ["a", "b\u0000", "a", "b"],
      ["a", "{b}", "a", "b"],
      ["a", " b", "a", "b"],
      ["a", "B", "a", "b"],
      ["a", "e\u0301", "a", "\u00e9"],
      ["a", "é".repeat(128), "a", "é".repeat(127)],
    ])("of type %j, %j, is another one than of type %j, %j", async (type, key, other, otherKey) => {
      const requests = [
        { type, unique: { key } },
        { type: other, unique: { key: otherKey } },
      ];
      const results = await bench().store.enqueue(requests);
      expect(results).toMatchObject([
        { created: true, job: { uniqueKey: key } },
        { created: true, job: { uniqueKey: otherKey } },
      ]);
      const jobs = results.map((result) => ("job" in result ? result.job : undefined));
      const again = await bench().store.enqueue(requests);
      expect(again).toEqual(jobs.map((job) => ({ job, created: false })));
    });

    test("is one also for jobs that come after others, which are refused away from its home", async () => {
      const holder = await bench().enqueue(unique());
      const home = partitionOf(holder.id);
      const awaited = [holder];
      for (let n = 0; n < 8; n++) awaited.push(await bench().enqueue({ type: "other" }));
      const enqueueAfter = async (existing: Job) => {
        for (const { id } of awaited) {
          const result = await resultOf(bench(), {
            ...unique(),
            after: [id],
            afterRule: "FINISHED",
          });
          expect(result).toMatchObject(
            partitionOf(id) === home
              ? { created: false, job: { id: existing.id } }
              : { error: { code: "INVALID_ARGUMENT", violations: [{ field: "unique.key" }] } },
          );
        }
      };
      await enqueueAfter(holder);
      await bench().store.cancel(holder.id);
      const next = await bench().enqueue({
        ...unique(),
        after: [holder.id],
        afterRule: "FINISHED",
      });
      expect(next).toMatchObject({ status: "PENDING", uniqueKey: KEY });
      await enqueueAfter(next);
      expect(await allJobs(bench())).toHaveLength(10);
    });

    test("is not an idempotency key", async () => {
      const requests = [unique(), { type: TYPE, idempotencyKey: KEY }];
      expect(await bench().store.enqueue(requests)).toMatchObject([
        { created: true },
        { created: true },
      ]);
    });

    test("is looked at after the idempotency key", async () => {
      const request = { ...unique({ onConflict: "REJECT" }), idempotencyKey: "request 1" };
      const { id } = await bench().enqueue(request);
      expect(await resultOf(bench(), request)).toMatchObject({ created: false, job: { id } });
      const other = { ...unique(), idempotencyKey: "request 1" };
      expect(await resultOf(bench(), other)).toMatchObject({
        error: { code: "ALREADY_EXISTS", message: expect.stringContaining("idempotency key") },
      });
    });

    test("leaves the idempotency key of a request that makes no job to others", async () => {
      const { id } = await bench().enqueue(unique());
      const request = { ...unique(), idempotencyKey: "request 2" };
      expect(await resultOf(bench(), request)).toMatchObject({ created: false, job: { id } });
      await bench().store.delete(id);
      expect(await resultOf(bench(), { ...request, priority: 9 })).toMatchObject({ created: true });
    });

    test("answers the same request twice in one call by the job that holds it", async () => {
      const { id } = await bench().enqueue(unique());
      const request = { ...unique(), idempotencyKey: "request 3" };
      const results = await bench().store.enqueue([request, request]);
      expect(results).toMatchObject([
        { created: false, job: { id } },
        { created: false, job: { id } },
      ]);
    });

    test("leads to the job that holds it while the queue drains, and makes no other one", async () => {
      const { id } = await bench().enqueue(unique());
      await bench().store.queues.drain(TYPE);
      await expectHeld(id);
      const draining = { error: { code: "FAILED_PRECONDITION" } };
      expect(await resultOf(bench(), unique({ key: "another" }))).toMatchObject(draining);
      await bench().store.queues.resume(TYPE);
      expect(await resultOf(bench(), unique({ key: "another" }))).toMatchObject({ created: true });
    });

    test("is held through promotion, retries and snoozes, until the job is done", async () => {
      const { id } = await bench().enqueue({
        ...unique(),
        delayMs: 10,
        backoff: { initialMs: 0, jitter: 0 },
      });
      await expectHeld(id);
      const outcomes = [
        { kind: "failed", message: "once" },
        { kind: "snoozed", delayMs: 0 },
        { kind: "released", started: true },
      ] as const;
      for (const outcome of outcomes) {
        await bench().untilStatus(id, "PENDING");
        const lease = await bench().leaseOne();
        await expectHeld(id);
        await bench().settle(lease, outcome);
        await expectHeld(id);
      }
      await bench().untilStatus(id, "PENDING");
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      expect((await bench().store.get(id)).status).toBe("COMPLETED");
      await expectFree();
    });

    test.each(Object.keys(ENDS))(
      "that is held until the job has finished is free when %s",
      async (how) => {
        const { id } = await bench().enqueue({ ...unique(), maxAttempts: 1 });
        await expectHeld(id);
        await ENDS[how]?.(bench(), id);
        const next = await expectFree();
        expect(next.id).not.toBe(id);
        await expectHeld(next.id);
      },
    );
  });

  describe("a unique key that is held until the job has completed", () => {
    const until = { until: "COMPLETED" } as const;

    test.each([
      ["it has completed", true],
      ["it has failed for good", false],
      ["its lease was lost at its last attempt", false],
      ["it was cancelled", false],
      ["it was cancelled while it ran", false],
      ["it was deleted", true],
      ["it was deleted after it had finished", true],
    ])("when %s, is free: %s", async (how, isFree) => {
      const { id } = await bench().enqueue({ ...unique(until), maxAttempts: 1 });
      await ENDS[how]?.(bench(), id);
      if (isFree) await expectFree(until);
      else await expectHeld(id, until);
    });

    test("is free when the job that has failed is run again and completes", async () => {
      const { id } = await bench().enqueue(unique(until));
      await failForGood(bench());
      await bench().store.redrive(id);
      await expectHeld(id, until);
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      await expectFree(until);
    });

    test("is free when the job that has failed is forgotten", async () => {
      const { id } = await bench().enqueue({ ...unique(until), retentionMs: 1_000 });
      const failed = await bench().store.cancel(id);
      const forgottenAt = (failed.finishedAt ?? expect.unreachable()) + 1_000;
      const next = await takerSince(failed, forgottenAt, until);
      await bench().until(async () => {
        await bench().store.maintain();
        await expect(bench().store.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      });
      await expectHeld(next.id, until);
    });
  });

  describe("a unique key that is held until the job starts", () => {
    const until = { until: "STARTED" } as const;

    test("is free at its first attempt, and not taken again by a retry", async () => {
      const { id } = await bench().enqueue({
        ...unique(until),
        backoff: { initialMs: 0, jitter: 0 },
      });
      await expectHeld(id, until);
      await bench().settle(await bench().leaseOne(), { kind: "failed", message: "once" });
      await bench().untilStatus(id, "PENDING");
      const next = await expectFree(until);
      const leases = await bench().lease({ maxJobs: 10 });
      expect(leases.map(({ job }) => job.id).toSorted()).toEqual([id, next.id].toSorted());
      await bench().settle(leases[0] as (typeof leases)[0], { kind: "completed" });
      await expectFree(until);
    });

    test("is not taken again by a job that a worker gives back", async () => {
      await bench().enqueue(unique(until));
      await bench().settle(await bench().leaseOne(), { kind: "released", started: false });
      await expectFree(until);
    });

    test.each(["it was cancelled", "it was deleted"])("is free when %s before", async (how) => {
      const { id } = await bench().enqueue(unique(until));
      await ENDS[how]?.(bench(), id);
      await expectFree(until);
    });

    test("is taken by a redrive, until the job starts again", async () => {
      const { id } = await bench().enqueue(unique(until));
      await failForGood(bench());
      await bench().store.redrive(id);
      await expectHeld(id, until);
      await bench().leaseOne();
      await expectFree(until);
    });
  });

  describe("a unique key that is held for a time", () => {
    const TTL_MS = 1_000;
    const ttl = { ttlMs: TTL_MS };
    const freeAt = ({ createdAt }: Job) => createdAt + TTL_MS;

    test("is free when the time is over, whatever the job has done", async () => {
      const first = await bench().enqueue(unique(ttl));
      const holder = await holderSince(first, freeAt(first), ttl);
      const lease = await bench().leaseOne();
      expect(lease.job.id).toBe(first.id);
      await bench().settle(lease, { kind: "completed" });
      const next = await takerSince(holder, freeAt(holder), ttl);
      await holderSince(next, freeAt(next), ttl);
    });

    test("is free when the time is over, though the job has not started", async () => {
      const first = await bench().enqueue(unique(ttl));
      const next = await takerSince(first, freeAt(first), ttl);
      // What the first one does now is no matter of those that come after it.
      await bench().store.cancel(first.id);
      const holder = await holderSince(next, freeAt(next), ttl);
      await bench().store.redrive(first.id);
      await bench().store.delete(first.id);
      await holderSince(holder, freeAt(holder), ttl);
    });

    test("is free when the job is deleted", async () => {
      const { id } = await bench().enqueue(unique({ ttlMs: 3_600_000 }));
      await bench().store.cancel(id);
      await expectHeld(id);
      await bench().store.redrive(id);
      await expectHeld(id);
      await bench().store.delete(id);
      await expectFree();
    });

    test("keeps the job for as long", async () => {
      const day = 86_400_000;
      const { id } = await bench().enqueue(unique({ ttlMs: 7 * day }));
      expect((await bench().store.get(id)).retentionMs).toBe(7 * day);
    });
  });

  describe("a job that has given its unique key up", () => {
    test("is not run again while another one holds the key", async () => {
      const a = await bench().enqueue(unique());
      await failForGood(bench());
      const b = await expectFree();
      const failed = await bench().store.get(a.id);
      await expect(bench().store.redrive(a.id)).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining(b.id),
        violations: [{ field: "unique.key", description: `is held by job ${b.id}` }],
      });
      expect(await bench().store.get(a.id)).toEqual(failed);
      await bench().store.delete(a.id);
      await expectHeld(b.id);
    });

    test("takes it again when it is run again", async () => {
      const a = await bench().enqueue(unique());
      await failForGood(bench());
      const b = await expectFree();
      await bench().store.cancel(b.id);
      await bench().store.redrive(a.id);
      await expectHeld(a.id);
      await expect(bench().store.redrive(b.id)).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining(a.id),
      });
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      await expectFree();
    });

    test("of many that are run again at once, one takes it", async () => {
      const jobs: Job[] = [];
      for (let n = 0; n < 5; n++) {
        jobs.push(await expectFree());
        await bench().store.cancel(jobs[n]?.id ?? "");
      }
      const outcomes = await Promise.allSettled(jobs.map(({ id }) => bench().store.redrive(id)));
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const waiting = (await allJobs(bench())).filter(({ status }) => status === "PENDING");
      await expectHeld(waiting[0]?.id ?? "");
    });
  });

  test.each<[string, string, Unique]>([
    ["an empty key", "unique.key", { key: "" }],
    ["a long key", "unique.key", { key: "é".repeat(129) }],
    ["a key with a lone surrogate", "unique.key", { key: "\ud800" }],
    ["no key", "unique.key", {} as Unique],
    ["a hold that does not exist", "unique.until", { key: KEY, until: "DELETED" as "FINISHED" }],
    ["a ttl of nothing", "unique.ttlMs", { key: KEY, ttlMs: 0 }],
    ["a ttl beside until", "unique.ttlMs", { key: KEY, ttlMs: 1_000, until: "FINISHED" }],
    ["another way out", "unique.onConflict", { key: KEY, onConflict: "WAIT" as "REJECT" }],
    ["a field that does not exist", "unique.ttl", { key: KEY, ttl: 5 } as Unique],
    ["a text for all of it", "unique", KEY as unknown as Unique],
  ])("a unique job with %s is refused, and nothing is written", async (_, field, how) => {
    const result = await resultOf(bench(), { type: TYPE, unique: how });
    expect(result).toMatchObject({ error: { code: "INVALID_ARGUMENT", violations: [{ field }] } });
    expect(await allJobs(bench())).toEqual([]);
  });

  test("a unique job that is to be forgotten before its ttl ends is refused", async () => {
    const result = await resultOf(bench(), { ...unique({ ttlMs: 60_000 }), retentionMs: 59_999 });
    expect(result).toMatchObject({
      error: {
        code: "INVALID_ARGUMENT",
        violations: [{ field: "unique.ttlMs", description: expect.stringContaining("retention") }],
      },
    });
  });
}
