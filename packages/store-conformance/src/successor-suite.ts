import type { EnqueueRequest, Job, Lease, Outcome } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { allJobs, KEY, resultOf, unique } from "./unique-jobs.ts";

/** Requests that are to replace a job which runs: the last one runs behind it, and none beside it. */
export function successorSuite(bench: () => Bench): void {
  describe("the successor of a unique job that runs", () => {
    const replace = (text: string, request: Partial<EnqueueRequest> = {}): EnqueueRequest => ({
      type: TYPE,
      payload: bytes(text),
      ...request,
      unique: { key: KEY, onConflict: "REPLACE", ...request.unique },
    });

    /** A job that runs, and its successor. */
    const succeeded = async (request: Partial<EnqueueRequest> = {}) => {
      const { id } = await bench().enqueue(replace("v1", request));
      const lease = await bench().leaseOne();
      const successor = await bench().enqueue(replace("v2"));
      return { id, lease, successor };
    };

    const expectHeldBy = async (id: string) =>
      expect(await resultOf(bench(), unique())).toMatchObject({ created: false, job: { id } });

    const fail = (how: Partial<Extract<Outcome, { kind: "failed" }>>): Outcome => ({
      kind: "failed",
      message: "no",
      ...how,
    });

    test("holds the last request, and runs once that job has failed for good", async () => {
      const v1 = replace("v1", { maxAttempts: 2, backoff: { initialMs: 0 } });
      const { id } = await bench().enqueue(v1);
      await bench().leaseOne({ leaseMs: 30 });
      const made = await resultOf(bench(), replace("v2", { priority: 9 }));
      expect(made).toMatchObject({
        created: true,
        job: {
          status: "BLOCKED",
          payload: bytes("v2"),
          uniqueKey: KEY,
          priority: 9,
          waitsFor: { rule: "FINISHED", count: 1, jobIds: [id] },
        },
      });
      const { job } = made as { readonly job: Job };
      expect(await bench().store.get(job.id)).toEqual(job);
      expect(await resultOf(bench(), replace("v3"))).toMatchObject({
        created: false,
        replaced: true,
        job: { id: job.id, createdAt: job.createdAt, payload: bytes("v3"), waitsFor: job.waitsFor },
      });
      await expectHeldBy(id);
      // Its worker is gone; it waits for its second attempt, and the newest request is still the successor's.
      await bench().untilStatus(id, "PENDING", "RETRYING");
      expect(await resultOf(bench(), replace("v4"))).toMatchObject({
        replaced: true,
        job: { id: job.id, status: "BLOCKED", payload: bytes("v4") },
      });
      const again = await bench().until(() => bench().leaseOne());
      expect(again.job).toMatchObject({ id, payload: bytes("v1"), attempt: 2 });
      expect(await bench().lease({ maxJobs: 10 })).toEqual([]);
      await bench().settle(again, fail({}));
      expect(await bench().store.get(id)).toMatchObject({ status: "FAILED" });
      const next = await bench().leaseOne();
      expect(next.job).toMatchObject({ id: job.id, payload: bytes("v4"), attempt: 1 });
      await bench().settle(next, { kind: "completed" });
      expect(await resultOf(bench(), replace("v5"))).toMatchObject({ created: true });
    });

    const ENDS: Record<string, (lease: Lease) => Promise<unknown>> = {
      completed: (lease) => bench().settle(lease, { kind: "completed" }),
      failed: (lease) => bench().settle(lease, fail({ permanent: true })),
      "was cancelled": async (lease) => {
        await bench().store.cancel(lease.job.id);
        await bench().settle(lease, fail({}));
      },
      "was cancelled while it waited": async (lease) => {
        await bench().settle(lease, fail({ retryAfterMs: 60_000 }));
        await bench().store.cancel(lease.job.id);
      },
      "was deleted": async (lease) => {
        await bench().settle(lease, fail({ retryAfterMs: 60_000 }));
        await bench().store.delete(lease.job.id);
      },
    };

    describe.each<[string, Partial<EnqueueRequest>]>([
      ["FINISHED", {}],
      ["COMPLETED", { unique: { key: KEY, until: "COMPLETED" } }],
      ["its time is over", { unique: { key: KEY, ttlMs: 60_000 } }],
    ])("whose key is held until %s", (_, request) => {
      test.each(Object.keys(ENDS))("has the key once that job %s", async (how) => {
        const { lease, successor } = await succeeded(request);
        await ENDS[how]?.(lease);
        expect(await bench().store.get(successor.id)).toMatchObject({ status: "PENDING" });
        await expectHeldBy(successor.id);
        expect(await resultOf(bench(), replace("v3"))).toMatchObject({
          replaced: true,
          job: { id: successor.id, payload: bytes("v3") },
        });
        await bench().leaseOne();
        await expectHeldBy(successor.id);
      });
    });

    test("gives the key up as the job before it would have", async () => {
      const { lease, successor } = await succeeded({ unique: { key: KEY, until: "COMPLETED" } });
      await bench().settle(lease, { kind: "completed" });
      await bench().settle(await bench().leaseOne(), fail({ permanent: true }));
      await expectHeldBy(successor.id);
      await bench().store.redrive(successor.id);
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      expect(await resultOf(bench(), unique())).toMatchObject({ created: true });
    });

    test("has the key for what is left of the time of the job before it", async () => {
      const { lease, successor } = await succeeded({ unique: { key: KEY, ttlMs: 500 } });
      await bench().settle(lease, { kind: "completed" });
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      await bench().until(async () => {
        expect(await resultOf(bench(), unique())).toMatchObject({ created: true });
      });
      expect(await bench().store.get(successor.id)).toMatchObject({ status: "COMPLETED" });
    });

    test("keeps the job before it from being run again, and its key when that is deleted", async () => {
      const { id, lease, successor } = await succeeded();
      await bench().settle(lease, fail({ permanent: true }));
      await expect(bench().store.redrive(id)).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringContaining(successor.id),
        violations: [{ field: "unique.key" }],
      });
      await bench().store.delete(id);
      await expectHeldBy(successor.id);
    });

    test.each(["cancel", "delete"] as const)(
      "leaves its place to another one after a %s",
      async (move) => {
        const { id, lease, successor } = await succeeded();
        await bench().store[move](successor.id);
        await expectHeldBy(id);
        if (move === "cancel") {
          await expect(bench().store.redrive(successor.id)).rejects.toMatchObject({
            code: "FAILED_PRECONDITION",
            message: expect.stringContaining(id),
          });
        }
        const other = await resultOf(bench(), replace("v3"));
        expect(other).toMatchObject({ created: true, job: { status: "BLOCKED" } });
        await bench().settle(lease, { kind: "completed" });
        expect((await bench().leaseOne()).job).toMatchObject({ payload: bytes("v3") });
        expect(await bench().lease({ maxJobs: 10 })).toEqual([]);
      },
    );

    test("that was cancelled leaves the key free when that job ends", async () => {
      const { lease, successor } = await succeeded();
      await bench().store.cancel(successor.id);
      await bench().settle(lease, { kind: "completed" });
      expect(await resultOf(bench(), unique())).toMatchObject({ created: true });
    });

    test("has a successor of its own once it runs", async () => {
      const { lease, successor } = await succeeded();
      await bench().settle(lease, { kind: "completed" });
      const second = await bench().leaseOne();
      const third = await bench().enqueue(replace("v3"));
      expect(third).toMatchObject({ status: "BLOCKED", waitsFor: { jobIds: [successor.id] } });
      await bench().settle(second, { kind: "completed" });
      expect((await bench().leaseOne()).job).toMatchObject({ id: third.id, payload: bytes("v3") });
    });

    test("is due after its delay, at the latest when it may wait no longer", async () => {
      const debounced = { delayMs: 200, unique: { key: KEY, maxWaitMs: 300 } };
      await bench().enqueue(replace("v1"));
      const lease = await bench().leaseOne();
      const first = await bench().enqueue(replace("v2", debounced));
      expect(first).toMatchObject({ status: "BLOCKED", runAt: first.createdAt + 200 });
      const later = await bench().enqueue(replace("v3", { ...debounced, delayMs: 300 }));
      expect(later).toMatchObject({ id: first.id, runAt: first.createdAt + 300 });
      await bench().settle(lease, { kind: "completed" });
      const due = await bench().untilStatus(first.id, "PENDING");
      expect(due.updatedAt).toBeGreaterThanOrEqual(first.createdAt + 300);
    });

    test("is one, of many requests at once and of one call", async () => {
      await bench().enqueue(replace("v1"));
      const lease = await bench().leaseOne();
      const calls = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          bench().store.enqueue([replace(`a${i}`), { type: "other" }, replace(`b${i}`)]),
        ),
      );
      const results = calls.flatMap(([a, , b]) => [a, b]);
      expect(results.filter((one) => one && "created" in one && one.created)).toHaveLength(1);
      const ids = results.map((one) => (one !== undefined && "job" in one ? one.job.id : ""));
      expect(new Set(ids).size).toBe(1);
      await bench().settle(lease, { kind: "completed" });
      const next = await bench().leaseOne();
      expect(next.job.id).toBe(ids[0]);
      expect(Buffer.from(next.job.payload).toString()).toMatch(/^b\d$/);
    });

    test("is answered by its idempotency key", async () => {
      await bench().enqueue(replace("v1"));
      await bench().leaseOne();
      const request = replace("v2", { idempotencyKey: "request 1" });
      const { id } = await bench().enqueue(request);
      expect(await resultOf(bench(), request)).toMatchObject({ created: false, job: { id } });
    });

    test("is refused while the queue drains, and replaced if it is there", async () => {
      await bench().enqueue(replace("v1"));
      const lease = await bench().leaseOne();
      await bench().store.queues.drain(TYPE);
      expect(await resultOf(bench(), replace("v2"))).toMatchObject({
        error: { code: "FAILED_PRECONDITION" },
      });
      expect(await allJobs(bench())).toHaveLength(1);
      await bench().store.queues.resume(TYPE);
      const { id } = await bench().enqueue(replace("v3"));
      await bench().store.queues.drain(TYPE);
      expect(await bench().enqueue(replace("v4"))).toMatchObject({ id });
      await bench().settle(lease, { kind: "completed" });
      expect((await bench().leaseOne()).job).toMatchObject({ id, payload: bytes("v4") });
    });
  });
}
