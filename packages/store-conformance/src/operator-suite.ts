import type { JobStatus, Lease, Settlement } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, LONG_LEASE_MS, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

/** Cancel, redrive, delete, retention. */
export function operatorSuite(bench: () => Bench): void {
  describe("cancel", () => {
    test.each<JobStatus>(["SCHEDULED", "PENDING", "RETRYING", "BLOCKED"])(
      "of a %s job is final",
      async (status) => {
        const { job } = await jobInStatus(bench(), status);
        const cancelled = await bench().store.cancel(job.id, "no longer needed");
        expect(cancelled).toMatchObject({
          status: "CANCELLED",
          cancelReason: "no longer needed",
          sequence: job.sequence + 1,
        });
        expect(cancelled.expiresAt).toBe((cancelled.finishedAt ?? 0) + cancelled.retentionMs);
        expect(await bench().store.get(job.id)).toEqual(cancelled);
        expect(await bench().lease()).toEqual([]);
      },
    );

    test("of a running job asks its worker to stop", async () => {
      const { job, lease } = await jobInStatus(bench(), "RUNNING");
      const cancelled = await bench().store.cancel(job.id, "enough");
      expect(cancelled).toMatchObject({
        status: "RUNNING",
        cancelRequested: true,
        cancelReason: "enough",
      });
      expect(await bench().extend(lease as Lease)).toBe("CANCEL_REQUESTED");
      await bench().store.cancel(job.id, "again");
      expect((await bench().store.get(job.id)).cancelReason).toBe("enough");
    });

    test("of a running job is heard by who listens", async () => {
      const asked: string[] = [];
      const unsubscribe = bench().store.onCancelRequested((id) => asked.push(id));
      const cancelled: string[] = [];
      // A listener may begin to hear a little after it has subscribed.
      await bench().until(async () => {
        const { job } = await jobInStatus(bench(), "RUNNING");
        cancelled.push(job.id);
        await bench().store.cancel(job.id);
        expect(asked).not.toEqual([]);
      });
      expect(cancelled).toEqual(expect.arrayContaining(asked));
      unsubscribe();
    });

    test.each([
      ["failed", "CANCELLED", 1],
      ["snoozed", "CANCELLED", 0],
      ["released", "CANCELLED", 0],
      ["completed", "COMPLETED", 0],
    ] as const)("of a running job that then %s ends in %s", async (kind, status, errors) => {
      const { id } = await bench().enqueue();
      const lease = await bench().leaseOne();
      await bench().store.cancel(id);
      const outcome = { kind, message: "aborted", delayMs: 0, started: true };
      expect(await bench().settle(lease, outcome)).toEqual({ status });
      const job = await bench().store.get(id);
      expect(job.status).toBe(status);
      expect(job.errors).toHaveLength(errors);
    });

    test("of a running job whose lease is lost ends in CANCELLED", async () => {
      const { id } = await bench().enqueue();
      await bench().leaseOne({ leaseMs: 20 });
      await bench().store.cancel(id);
      await bench().untilStatus(id, "CANCELLED");
    });

    test("refuses a reason that is too long", async () => {
      const { id } = await bench().enqueue();
      await expect(bench().store.cancel(id, "x".repeat(1_025))).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
      expect((await bench().store.get(id)).status).toBe("PENDING");
    });
  });

  describe("redrive", () => {
    test("of a dead letter runs it again with all its attempts", async () => {
      const { id } = await bench().enqueue({ maxAttempts: 1, payload: bytes("kept") });
      await bench().settle(await bench().leaseOne(), { kind: "failed", message: "no" });
      const redriven = await bench().store.redrive(id);
      expect(redriven).toMatchObject({
        status: "PENDING",
        attempt: 0,
        errors: [{ message: "no" }],
      });
      expect(redriven).not.toHaveProperty("finishedAt");
      expect(redriven).not.toHaveProperty("expiresAt");
      expect(await bench().store.get(id)).toEqual(redriven);
      const lease = await bench().leaseOne();
      expect(lease.job).toMatchObject({ id, attempt: 1, payload: bytes("kept") });
      expect(lease.token).toBeGreaterThan(1);
    });

    test("of a completed job clears its result", async () => {
      const { job } = await jobInStatus(bench(), "RUNNING");
      const [lease] = [{ job, token: 1, expiresAt: 0 }];
      await bench().settle(lease, { kind: "completed", result: bytes("old") });
      expect(await bench().store.redrive(job.id)).not.toHaveProperty("result");
    });

    test("of a job that was cancelled while it ran clears the request", async () => {
      const { job, lease } = await jobInStatus(bench(), "RUNNING");
      await bench().store.cancel(job.id, "stop");
      await bench().settle(lease as Lease, { kind: "released", started: true });
      const redriven = await bench().store.redrive(job.id);
      expect(redriven.cancelRequested).toBe(false);
      expect(redriven).not.toHaveProperty("cancelReason");
    });

    test("keeps the job beyond its old retention", async () => {
      const { id } = await bench().enqueue({ retentionMs: 1_000, payload: new Uint8Array(500) });
      const cancelled = await bench().store.cancel(id);
      await bench().store.redrive(id);
      await bench().until(async () => {
        const { createdAt } = await bench().enqueue({ type: "clock" });
        expect(createdAt).toBeGreaterThan(cancelled.expiresAt ?? 0);
      });
      await bench().store.maintain();
      expect((await bench().store.get(id)).payload).toHaveLength(500);
    });
  });

  describe("a finished job", () => {
    test.each<JobStatus>(["COMPLETED", "FAILED", "CANCELLED"])(
      "that is %s is forgotten after its retention",
      async (status) => {
        const { job } = await jobInStatus(bench(), status, {
          retentionMs: 1_000,
          payload: new Uint8Array(500),
        });
        await bench().until(async () => {
          await expect(bench().store.get(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
        });
        expect((await bench().store.list({})).jobs).toEqual([]);
        await bench().store.maintain();
        expect((await bench().store.list({})).jobs).toEqual([]);
        await expect(bench().store.redrive(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      },
    );
  });

  describe.each(["get", "cancel", "redrive", "delete"] as const)("%s", (operation) => {
    test.each(["0-0000000000000000", "7-V1StGXR8Z5jdHi6B"])("of the unknown id %s", async (id) => {
      await expect(bench().store[operation](id)).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: expect.stringContaining(id),
      });
    });

    test.each([
      "",
      "nonsense",
      "0-",
      "0-V1StGXR8Z5jdHi6B\n",
      "-1-V1StGXR8Z5jdHi6B",
      "x".repeat(100_000),
    ])("of what is no id: %#", async (id) => {
      await expect(bench().store[operation](id)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field: "id" }],
      });
    });
  });

  test.each(["no id", "\u0000", "0-\u0000000000000000", "\ud800", `0-${"a".repeat(9_000)}`])(
    "the id %j, which no store has made, is refused, and is nobody's lease",
    async (id) => {
      const { store, source } = bench();
      for (const call of [store.get(id), store.cancel(id), store.redrive(id), store.delete(id)]) {
        await expect(call).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
      }
      await bench().enqueue();
      const { job, token } = await bench().leaseOne();
      const items = [
        { jobId: id, token },
        { jobId: job.id, token },
      ];
      expect(await source.extend(items, LONG_LEASE_MS)).toEqual(["LEASE_LOST", "OK"]);
      const outcome = { kind: "completed" } as const;
      expect(await source.settle(items.map((item) => ({ ...item, outcome })))).toMatchObject([
        { error: { code: "LEASE_LOST" } },
        { status: "COMPLETED" },
      ]);
    },
  );

  test.each([0, -1, 1.5, 2 ** 70, Number.NaN, Number.POSITIVE_INFINITY])(
    "the token %d, which no lease has, is stale, and leaves others alone",
    async (token) => {
      await bench().store.enqueue([{ type: TYPE }, { type: TYPE }]);
      const [stale, sound] = await bench().lease({ maxJobs: 2 });
      if (stale === undefined || sound === undefined) throw new Error("two jobs were due");
      const items = [
        { jobId: stale.job.id, token },
        { jobId: sound.job.id, token: sound.token },
      ];
      expect(await bench().source.extend(items, LONG_LEASE_MS)).toEqual(["LEASE_LOST", "OK"]);
      for (const outcome of [{ kind: "snoozed", delayMs: 1 }, { kind: "completed" }] as const) {
        const [refused] = await bench().source.settle([{ ...items[0], outcome } as Settlement]);
        expect(refused).toMatchObject({ error: { code: "LEASE_LOST" } });
      }
    },
  );

  test("every text comes back as it was", async () => {
    const text = 'tab\t "quotes" \\ é 💥 \u0000 \u2028';
    const { id } = await bench().enqueue({ metadata: { [text]: text }, idempotencyKey: text });
    const { job, token } = await bench().leaseOne({ workerId: text });
    expect(job).toMatchObject({ workerId: text, metadata: { [text]: text }, idempotencyKey: text });
    const progress = { fraction: 0.5, message: text };
    await bench().source.extend([{ jobId: id, token, progress }], LONG_LEASE_MS);
    await bench().store.cancel(id, text);
    expect(await bench().store.get(id)).toMatchObject({ progress, cancelReason: text });
    const bad = { fraction: 0.5, message: "\ud800" };
    const items = [{ jobId: id, token, progress: bad }];
    await expect(bench().source.extend(items, LONG_LEASE_MS)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(bench().store.cancel(id, "\ud800")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(bench().lease({ workerId: "\ud800" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });

  test("a deleted job is gone", async () => {
    const { id } = await bench().enqueue({ payload: new Uint8Array(500) });
    await bench().store.delete(id);
    await expect(bench().store.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await bench().lease()).toEqual([]);
    expect((await bench().store.list({})).jobs).toEqual([]);
  });
}
