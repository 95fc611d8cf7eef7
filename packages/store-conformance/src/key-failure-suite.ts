import type { ConcurrencyKey, Job, KeyOnFailure, Lease } from "@millrace/core";
import { OperationRunner } from "@millrace/maintenance";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";

const HOUR_MS = 3_600_000;
const NOW_PERMANENT = { kind: "failed", message: "broken", permanent: true } as const;
const RETRIED_LATER = { kind: "failed", message: "broken", retryAfterMs: HOUR_MS } as const;

/** What becomes of a concurrency key when an attempt of one of its jobs fails. */
export function keyFailureSuite(bench: () => Bench): void {
  const queues = () => bench().store.queues;
  const set = (keyOnFailure: KeyOnFailure, keyMaxRunning = 1) =>
    queues().setLimits(TYPE, { keyMaxRunning, keyOnFailure });
  const enqueue = (...keys: string[]) =>
    bench().enqueueAll(keys.map((concurrencyKey) => ({ concurrencyKey })));
  const lease = () => bench().lease({ maxJobs: 20 });
  const idsOf = (leases: readonly Lease[]) => leases.map(({ job }) => job.id).sort();
  const complete = (one: Lease) => bench().settle(one, { kind: "completed" });
  /** Leases all that there is, which is that one job. */
  const leaseOnly = async ({ id }: Pick<Job, "id">): Promise<Lease> => {
    const leases = await lease();
    expect(idsOf(leases)).toEqual([id]);
    return leases[0] as Lease;
  };
  const keyNow = async (key: string): Promise<ConcurrencyKey | undefined> => {
    for (let pageToken: string | undefined; ; ) {
      const page = await queues().listKeys(TYPE, { pageToken });
      const found = page.keys.find((one) => one.key === key);
      pageToken = page.nextPageToken;
      if (found !== undefined || pageToken === undefined) return found;
    }
  };
  const waitForJob = (): Promise<Lease[]> =>
    bench().source.lease({
      types: [TYPE],
      maxJobs: 5,
      leaseMs: LONG_LEASE_MS,
      waitMs: 30_000,
      workerId: "waiting",
    });
  /** Three jobs of a key, the first of which has failed for good. */
  const halted = async () => {
    await set("HALT");
    const [first, second, third] = (await enqueue("k", "k", "k")) as [Job, Job, Job];
    await bench().settle(await leaseOnly(first), NOW_PERMANENT);
    return { first, second, third };
  };

  describe("a key that halts when a job has failed", () => {
    test("stays until that is retried, which comes first, and holds no other key up", async () => {
      const { first, second, third } = await halted();
      const [other] = (await enqueue("o")) as [Job];
      await complete(await leaseOnly(other));
      expect((await queues().get(TYPE)).limits).toEqual({ keyMaxRunning: 1, keyOnFailure: "HALT" });
      expect(await keyNow("k")).toEqual({
        ...{ key: "k", status: "HALTED", pending: 2, running: 0, keptBy: [first.id] },
      });
      const [reason] = (await bench().store.explain(second.id)).reasons;
      expect(reason).toMatchObject({ kind: "KEY_HALTED", jobIds: [first.id] });
      expect(reason?.sentence).toContain("retry or delete what has failed, or resume the key");

      await bench().store.redrive(first.id);
      expect((await keyNow("k"))?.status).toBe("READY");
      for (const next of [first, second, third]) {
        const one = await leaseOnly(next);
        expect(await lease()).toEqual([]);
        await complete(one);
      }
      expect(await keyNow("k")).toBeUndefined();
    });

    test("goes on once the failed job is deleted, and whoever waits has the next one at once", async () => {
      const { first, second } = await halted();
      expect(await lease()).toEqual([]);
      const waiting = waitForJob();
      await bench().store.delete(first.id);
      expect(idsOf(await waiting)).toEqual([second.id]);
    });

    test("goes on once it is resumed, and the failed job stays, to be forgotten after its retention", async () => {
      const { first, second } = await halted();
      expect((await bench().store.get(first.id)).expiresAt).toBeUndefined();
      const waiting = waitForJob();
      expect(await queues().resumeKey(TYPE, "k")).toMatchObject({ key: "k", pending: 2 });
      expect(idsOf(await waiting)).toEqual([second.id]);
      const { status, expiresAt, retentionMs, finishedAt } = await bench().store.get(first.id);
      expect(status).toBe("FAILED");
      expect(expiresAt).toBeGreaterThanOrEqual((finishedAt as number) + retentionMs);
      expect((await queues().resumeKey(TYPE, "none")).status).toBe("IDLE");
      await expect(queues().resumeKey(TYPE, "")).rejects.toMatchObject({
        violations: [{ field: "key" }],
      });
    });

    test("keeps the failed job that halts it however short its retention is", async () => {
      await set("HALT");
      const request = { concurrencyKey: "k", idempotencyKey: "once", retentionMs: 1_000 };
      const job = await bench().enqueue(request);
      const other = await bench().enqueue({ retentionMs: 1_000 });
      for (const one of await lease()) await bench().settle(one, NOW_PERMANENT);
      await bench().until(async () => {
        await bench().store.maintain();
        await expect(bench().store.get(other.id)).rejects.toThrow("no job");
      });
      expect((await bench().store.get(job.id)).status).toBe("FAILED");
      expect((await keyNow("k"))?.status).toBe("HALTED");
      expect(await bench().enqueue(request)).toMatchObject({ id: job.id });
    });

    test("halts for a job whose leases were lost for good, and an operation on many ends it", async () => {
      await set("HALT");
      const [lost] = await bench().enqueueAll([{ concurrencyKey: "k", maxAttempts: 1 }]);
      const [next] = (await enqueue("k")) as [Job];
      await bench().lease({ leaseMs: 10 });
      await bench().untilStatus(lost?.id as string, "FAILED");
      expect(await lease()).toEqual([]);
      const filter = { type: TYPE, statuses: ["FAILED"] } as const;
      await bench().store.operations.start({ action: "DELETE", filter });
      const runner = new OperationRunner({ store: bench().store });
      while ((await runner.run()) === 0);
      await leaseOnly(next);
    });

    test("goes on at once when its queue halts keys no more", async () => {
      const { first, second } = await halted();
      await set("HOLD");
      const one = await leaseOnly(second);
      expect((await bench().store.get(first.id)).expiresAt).toBeGreaterThan(0);
      await bench().settle(one, RETRIED_LATER);
      expect((await keyNow("k"))?.keptBy).toEqual([second.id]);
      const waiting = waitForJob();
      expect((await set("CONTINUE")).limits).toEqual({ keyMaxRunning: 1 });
      expect(await waiting).toHaveLength(1);
    });
  });

  describe("a key that is held while a job of it is retried", () => {
    test("runs nothing else until that has ended, whatever the priority of the others", async () => {
      await set("HOLD");
      const [first] = (await enqueue("k")) as [Job];
      await bench().settle(await leaseOnly(first), RETRIED_LATER);
      const urgent = await bench().enqueue({ concurrencyKey: "k", priority: 90 });
      const [other] = (await enqueue("o")) as [Job];
      await complete(await leaseOnly(other));
      expect(await keyNow("k")).toMatchObject({ status: "HALTED", keptBy: [first.id] });
      const { reasons } = await bench().store.explain(urgent.id);
      expect(reasons[0]).toMatchObject({ kind: "KEY_HALTED", jobIds: [first.id] });
      expect(reasons[0]?.sentence).toContain("until it has ended after its retry");

      await bench().store.update(first.id, { delayMs: 0 });
      expect((await bench().store.explain(first.id)).reasons[0]?.kind).not.toBe("KEY_HALTED");
      const again = await leaseOnly(first);
      expect(await lease()).toEqual([]);
      await bench().settle(again, { kind: "snoozed", delayMs: HOUR_MS });
      expect(await lease()).toEqual([]);
      await bench().store.update(first.id, { delayMs: 0 });
      await bench().settle(await leaseOnly(first), NOW_PERMANENT);
      expect((await bench().store.get(first.id)).expiresAt).toBeGreaterThan(0);
      await leaseOnly(urgent);
    });

    test("goes on when that is cancelled, waiting or running", async () => {
      await set("HOLD");
      const [first, second, third] = (await enqueue("k", "k", "k")) as [Job, Job, Job];
      await bench().settle(await leaseOnly(first), RETRIED_LATER);
      expect(await lease()).toEqual([]);
      await bench().store.cancel(first.id);
      const running = await leaseOnly(second);
      await bench().settle(running, RETRIED_LATER);
      await bench().store.update(second.id, { delayMs: 0 });
      const again = await leaseOnly(second);
      await bench().store.cancel(second.id);
      await bench().settle(again, RETRIED_LATER);
      await leaseOnly(third);
    });

    test("lets those end that run beside it, and begins nothing but what has failed", async () => {
      await set("HOLD", 3);
      const jobs = await enqueue("k", "k", "k", "k");
      const [one, two, three] = (await lease()) as [Lease, Lease, Lease];
      await bench().settle(one, RETRIED_LATER);
      await bench().settle(two, RETRIED_LATER);
      await complete(three);
      expect(await lease()).toEqual([]);
      expect((await keyNow("k"))?.keptBy?.toSorted()).toEqual(idsOf([one, two]));
      for (const { job } of [one, two]) await bench().store.update(job.id, { delayMs: 0 });
      const both = await lease();
      expect(idsOf(both)).toEqual(idsOf([one, two]));
      for (const each of both) await complete(each);
      await leaseOnly(jobs[3] as Job);
    });
  });

  test("what becomes of keys is refused for what is none", async () => {
    const limits = { keyOnFailure: "STOP" as KeyOnFailure };
    await expect(queues().setLimits(TYPE, limits)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "keyOnFailure" }],
    });
    await queues().setLimits(TYPE, { keyOnFailure: "HOLD" });
    const [first, second] = (await enqueue("k", "k")) as [Job, Job];
    expect(idsOf(await lease())).toEqual([first.id, second.id].sort());
  });
}
