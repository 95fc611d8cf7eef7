import type { Explanation, ReasonKind } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";

const HOUR_MS = 3_600_000;

/** Why a job does not run: what each store knows of it. The words are tested with the rule, in core. */
export function explainSuite(bench: () => Bench): void {
  const explain = (id: string) => bench().store.explain(id);
  const kinds = ({ reasons }: Explanation): ReasonKind[] => reasons.map(({ kind }) => kind);
  const beat = (workerId: string, running: number, type = TYPE) =>
    bench().store.workers.heartbeat({
      ...{ workerId, types: [type], concurrency: 2, running },
      ...{ version: "", host: "", eventLoopLagMs: 0, server: "" },
    });

  describe("a job is explained", () => {
    test("NO_WORKER, as long as none tells that it lives", async () => {
      await beat("another", 0, "another");
      const { id, sequence } = await bench().enqueue();
      const alone = await explain(id);
      expect(alone).toMatchObject({
        reasons: [
          { kind: "NO_WORKER", sentence: expect.stringContaining(TYPE), jobIds: [] },
          { kind: "AHEAD", count: 0 },
        ],
      });
      expect(alone.estimatedStart).toBeUndefined();
      await beat("w", 0);
      const { reasons, estimatedStart } = await explain(id);
      expect(reasons).toMatchObject([{ kind: "AHEAD", count: 0 }]);
      const { runAt, updatedAt } = await bench().store.get(id);
      expect(estimatedStart).toBeGreaterThanOrEqual(runAt);
      expect(estimatedStart).toBeLessThan(updatedAt + HOUR_MS);
      expect(await bench().store.get(id)).toMatchObject({ sequence, status: "PENDING" });
    });

    test("WORKERS_BUSY, when each has said that it has no room", async () => {
      const { id } = await bench().enqueue();
      await beat("v", 2);
      await beat("w", 2);
      expect(await explain(id)).toMatchObject({
        reasons: [{ kind: "WORKERS_BUSY", count: 4, limit: 4 }, { kind: "AHEAD" }],
      });
      await beat("w", 1);
      expect(kinds(await explain(id))).toEqual(["AHEAD"]);
    });

    test("AHEAD, by what is leased before it", async () => {
      await beat("w", 0);
      const jobs = await bench().enqueueAll([
        { priority: 5 },
        { priority: 5 },
        { priority: 9 },
        { priority: 1 },
        { delayMs: HOUR_MS },
      ]);
      const ahead = await Promise.all(
        jobs.slice(0, 4).map(async ({ id }) => (await explain(id)).reasons[0]),
      );
      expect(ahead).toMatchObject([1, 2, 0, 3].map((count) => ({ kind: "AHEAD", count })));
      await bench().leaseOne();
      expect((await explain(jobs[1]?.id ?? "")).reasons).toMatchObject([{ count: 1 }]);
    });

    test("DUE_AT, with the time at which it may start", async () => {
      await beat("w", 0);
      const { id, runAt } = await bench().enqueue({ delayMs: HOUR_MS });
      expect(await explain(id)).toMatchObject({
        reasons: [{ kind: "DUE_AT", at: runAt, jobIds: [] }],
        estimatedStart: runAt,
      });
    });

    test("BACKOFF, with the attempt and the reason", async () => {
      const { id } = await bench().enqueue({ maxAttempts: 3 });
      await beat("w", 0);
      const lease = await bench().leaseOne();
      await bench().settle(lease, { kind: "failed", message: "no disk", retryAfterMs: HOUR_MS });
      const { runAt } = await bench().store.get(id);
      expect((await explain(id)).reasons).toMatchObject([
        {
          kind: "BACKOFF",
          at: runAt,
          count: 1,
          limit: 3,
          sentence: expect.stringContaining("no disk"),
        },
      ]);
    });

    test("BLOCKED, by the jobs that have not ended", async () => {
      await beat("w", 0);
      const awaited = await bench().enqueueAll(
        Array.from({ length: 12 }, () => ({ delayMs: HOUR_MS })),
      );
      const ids = awaited.map(({ id }) => id);
      const { id } = await bench().enqueue({ after: ids });
      const blocked = await explain(id);
      expect(blocked).toMatchObject({
        reasons: [{ kind: "BLOCKED", count: 12, jobIds: ids.slice(0, 10) }],
      });
      expect(blocked.estimatedStart).toBeUndefined();
      await bench().store.cancel(ids[0] as string);
      const { status, waitsFor } = await bench().store.get(id);
      expect([status, waitsFor]).toEqual(["CANCELLED", undefined]);
      expect(kinds(await explain(id))).toEqual(["FINISHED"]);
    });

    test("QUEUE_PAUSED, up to its end", async () => {
      await beat("w", 0);
      const { id, createdAt } = await bench().enqueue();
      const until = createdAt + HOUR_MS;
      await bench().store.queues.pause(TYPE, { by: "ada", reason: "relay", until });
      expect(await explain(id)).toMatchObject({
        reasons: [
          { kind: "QUEUE_PAUSED", at: until, sentence: expect.stringMatching(/ada.*relay/) },
          { kind: "AHEAD", count: 0 },
        ],
        estimatedStart: until,
      });
      await bench().store.queues.pause(TYPE);
      expect((await explain(id)).estimatedStart).toBeUndefined();
      await bench().store.queues.resume(TYPE);
      expect(kinds(await explain(id))).toEqual(["AHEAD"]);
    });

    test("QUEUE_THROTTLED, up to its end, by the job whose attempt was", async () => {
      await beat("w", 0);
      const { id } = await bench().enqueue();
      const lease = await bench().leaseOne();
      const outcome = { kind: "throttled", retryAfterMs: HOUR_MS, scope: "QUEUE" } as const;
      await bench().settle(lease, outcome);
      const { throttled } = await bench().store.queues.get(TYPE);
      expect(await explain(id)).toMatchObject({
        reasons: [
          { kind: "QUEUE_THROTTLED", at: throttled?.until, jobIds: [id] },
          { kind: "AHEAD", count: 0 },
        ],
        estimatedStart: throttled?.until,
      });
    });

    test("QUEUE_FULL, with the jobs that run", async () => {
      await beat("w", 0);
      await bench().store.queues.setLimits(TYPE, { maxRunning: 2 });
      const jobs = await bench().enqueueAll([{}, {}, {}, {}]);
      const leases = await bench().lease({ maxJobs: 4 });
      expect(leases).toHaveLength(2);
      const { reasons } = await explain(jobs[3]?.id ?? "");
      expect(reasons).toMatchObject([
        { kind: "QUEUE_FULL", count: 2, limit: 2 },
        { kind: "AHEAD", count: 1 },
      ]);
      expect(reasons[0]?.jobIds.toSorted()).toEqual(leases.map(({ job }) => job.id).sort());
      await bench().store.queues.setLimits(TYPE, { maxRunning: 3 });
      expect(kinds(await explain(jobs[3]?.id ?? ""))).toEqual(["AHEAD"]);
    });

    test("QUEUE_RATE, up to when the next attempt may start", async () => {
      await beat("w", 0);
      await bench().store.queues.setLimits(TYPE, { rate: { limit: 2, periodMs: HOUR_MS } });
      const jobs = await bench().enqueueAll([{}, {}, {}]);
      const [, , last] = jobs.map(({ id }) => id) as [string, string, string];
      expect(kinds(await explain(last))).toEqual(["AHEAD"]);
      const [lease] = await bench().lease({ maxJobs: 3 });
      const startedAt = lease?.job.startedAt as number;
      const { reasons, estimatedStart } = await explain(last);
      expect(reasons).toMatchObject([
        { kind: "QUEUE_RATE", limit: 2, jobIds: [] },
        { kind: "AHEAD", count: 0 },
      ]);
      const at = reasons[0]?.at as number;
      expect(at).toBeGreaterThanOrEqual(startedAt + HOUR_MS);
      expect(at).toBeLessThanOrEqual(startedAt + (HOUR_MS * 65) / 64);
      expect(estimatedStart).toBe(at);
      await bench().store.queues.setLimits(TYPE, {});
      expect(kinds(await explain(last))).toEqual(["AHEAD"]);
    });

    test("KEY_FULL, with the jobs of its key that run", async () => {
      await beat("w", 0);
      await bench().store.queues.setLimits(TYPE, { keyMaxRunning: 1 });
      const keyed = { concurrencyKey: "acme é" };
      const jobs = await bench().enqueueAll([keyed, { concurrencyKey: "b" }, keyed, keyed, {}]);
      const leases = await bench().lease({ maxJobs: 5 });
      expect(leases).toHaveLength(3);
      const [first, , , last] = jobs.map(({ id }) => id) as [string, string, string, string];
      const full = await explain(last);
      expect(full.reasons).toMatchObject([
        { kind: "KEY_FULL", count: 1, limit: 1, jobIds: [first] },
        { kind: "AHEAD", count: 1 },
      ]);
      expect(full.estimatedStart).toBeUndefined();
      await bench().store.queues.setLimits(TYPE, {});
      expect(kinds(await explain(last))).toEqual(["AHEAD"]);
    });

    test("DEADLINE, by when it must have started", async () => {
      await beat("w", 0);
      const { id, startBy } = await bench().enqueue({ expiresInMs: HOUR_MS });
      expect((await explain(id)).reasons).toMatchObject([
        { kind: "AHEAD" },
        { kind: "DEADLINE", at: startBy },
      ]);
    });

    test("RUNNING and FINISHED, when nothing keeps it", async () => {
      const { id } = await bench().enqueue();
      const lease = await bench().leaseOne({ workerId: "worker-7" });
      const running = await explain(id);
      expect(running.reasons).toMatchObject([
        { kind: "RUNNING", at: lease.job.startedAt, sentence: expect.stringContaining("worker-7") },
      ]);
      await bench().settle(lease, { kind: "failed", message: "no disk", permanent: true });
      const { finishedAt } = await bench().store.get(id);
      const ended = await explain(id);
      expect(ended.reasons).toMatchObject([
        { kind: "FINISHED", at: finishedAt, sentence: expect.stringMatching(/FAILED.*no disk/) },
      ]);
      expect([running.estimatedStart, ended.estimatedStart]).toEqual([undefined, undefined]);
    });

    test("only if there is one", async () => {
      await expect(explain("0-0000000000000000")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(explain("no id")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    });
  });
}
