import { backoffMs, MAX_ERRORS } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";

const HOUR_MS = 3_600_000;

/** How attempts end, and what that makes of the job. */
export function settleSuite(bench: () => Bench): void {
  test("a completed job keeps its result, and how it got there", async () => {
    const { id } = await bench().enqueue({ retentionMs: HOUR_MS });
    const lease = await bench().leaseOne();
    const result = new Uint8Array([0, 255, 128, 10]);
    expect(await bench().settle(lease, { kind: "completed", result })).toEqual({
      status: "COMPLETED",
    });
    const job = await bench().store.get(id);
    expect(job).toMatchObject({
      status: "COMPLETED",
      attempt: 1,
      result,
      errors: [],
      workerId: "worker-1",
    });
    expect(job.expiresAt).toBe((job.finishedAt ?? 0) + HOUR_MS);
    expect(job.updatedAt).toBe(job.finishedAt);
    expect(job).not.toHaveProperty("leaseExpiresAt");
  });

  test.each([undefined, new Uint8Array(0), new Uint8Array(100_000).fill(7)])(
    "a result comes back as it was: %#",
    async (result) => {
      const { id } = await bench().enqueue();
      const lease = await bench().leaseOne();
      await bench().settle(lease, { kind: "completed", ...(result && { result }) });
      expect((await bench().store.get(id)).result).toEqual(result);
    },
  );

  test("a settled lease cannot be settled again", async () => {
    const { id } = await bench().enqueue();
    const lease = await bench().leaseOne();
    await bench().settle(lease, { kind: "completed", result: bytes("first") });
    expect(
      await bench().settle(lease, { kind: "completed", result: bytes("second") }),
    ).toMatchObject({
      error: { code: "LEASE_LOST" },
    });
    expect((await bench().store.get(id)).result).toEqual(bytes("first"));
  });

  describe("a settle that is sent again because its answer was lost", () => {
    test.each(["completed", "failed", "snoozed", "throttled", "released"] as const)(
      "is answered as the first time: %s",
      async (kind) => {
        const { id } = await bench().enqueue();
        const { token } = await bench().leaseOne();
        const throttle = { retryAfterMs: HOUR_MS, scope: "QUEUE" } as const;
        const outcome = { kind, message: "no", delayMs: HOUR_MS, started: true, ...throttle };
        const items = [{ jobId: id, token, outcome }];
        const first = await bench().source.settle(items);
        const job = await bench().store.get(id);
        expect(await bench().source.settle(items, { resend: true })).toEqual(first);
        expect(await bench().store.get(id)).toEqual(job);
      },
    );

    test("takes effect when the first one never arrived", async () => {
      const { id } = await bench().enqueue();
      const { token } = await bench().leaseOne();
      const items = [{ jobId: id, token, outcome: { kind: "completed" } as const }];
      expect(await bench().source.settle(items, { resend: true })).toEqual([
        { status: "COMPLETED" },
      ]);
    });

    test("is refused when the lease was lost before", async () => {
      const { id } = await bench().enqueue();
      const { token } = await bench().leaseOne({ leaseMs: 10 });
      await bench().untilStatus(id, "RETRYING");
      const items = [{ jobId: id, token, outcome: { kind: "completed" } as const }];
      expect(await bench().source.settle(items, { resend: true })).toMatchObject([
        { error: { code: "LEASE_LOST" } },
      ]);
    });
  });

  test("a batch is settled item by item", async () => {
    await bench().store.enqueue([{ type: TYPE }, { type: TYPE }, { type: TYPE }]);
    const leases = await bench().lease({ maxJobs: 3 });
    const items = leases.map(({ job, token }, i) => ({
      jobId: job.id,
      token: i === 1 ? token + 1 : token,
      outcome: { kind: "completed" } as const,
    }));
    const unknown = {
      jobId: "0-0000000000000000",
      token: 1,
      outcome: { kind: "completed" } as const,
    };
    expect(await bench().source.settle([...items, unknown])).toMatchObject([
      { status: "COMPLETED" },
      { error: { code: "LEASE_LOST" } },
      { status: "COMPLETED" },
      { error: { code: "LEASE_LOST" } },
    ]);
    expect(await bench().source.settle([])).toEqual([]);
  });

  test("a failed job waits for its backoff, which grows, and remembers why", async () => {
    const backoff = { initialMs: 60_000, multiplier: 3, maxMs: 200_000, jitter: 0.5 };
    const { id } = await bench().enqueue({ backoff });
    for (const attempt of [1, 2, 3]) {
      const lease = await bench().leaseOne({ workerId: `w${attempt}` });
      await bench().settle(lease, { kind: "failed", message: `no ${attempt}`, details: "stack" });
      const job = await bench().store.get(id);
      expect(job).toMatchObject({ status: "RETRYING", attempt });
      expect(job.errors.at(-1)).toEqual({
        attempt,
        message: `no ${attempt}`,
        details: "stack",
        at: job.updatedAt,
        workerId: `w${attempt}`,
      });
      const waitMs = job.runAt - job.updatedAt;
      expect(waitMs).toBeGreaterThanOrEqual(backoffMs(backoff, attempt, 0));
      expect(waitMs).toBeLessThanOrEqual(backoffMs(backoff, attempt, 1));
      await bench().store.cancel(id);
      await bench().store.redrive(id);
      // A redrive starts the attempts anew: fail the ones that came before once more.
      for (let n = 0; n < attempt; n++) {
        await bench().settle(await bench().leaseOne(), {
          kind: "failed",
          message: "again",
          retryAfterMs: 0,
        });
      }
    }
  });

  test("a failed job of the default backoff is retried", async () => {
    const { id } = await bench().enqueue();
    await bench().settle(await bench().leaseOne(), { kind: "failed", message: "no" });
    const job = await bench().store.get(id);
    expect(job.runAt - job.updatedAt).toBeGreaterThanOrEqual(2_000);
    expect(job.runAt - job.updatedAt).toBeLessThanOrEqual(2_500);
  });

  test("a failure that names its own wait is retried after that", async () => {
    const { id } = await bench().enqueue();
    await bench().settle(await bench().leaseOne(), {
      kind: "failed",
      message: "no",
      retryAfterMs: 7_777,
    });
    const job = await bench().store.get(id);
    expect(job.runAt - job.updatedAt).toBe(7_777);
  });

  test("attempts that are spent end in the dead letter", async () => {
    const { id } = await bench().enqueue({ maxAttempts: 2 });
    for (const expected of ["RETRYING", "FAILED"]) {
      const lease = await bench().leaseOne();
      expect(
        await bench().settle(lease, { kind: "failed", message: "no", retryAfterMs: 0 }),
      ).toEqual({
        status: expected,
      });
    }
    const job = await bench().store.get(id);
    expect(job).toMatchObject({ attempt: 2, errors: [{ attempt: 1 }, { attempt: 2 }] });
    expect(job.expiresAt).toBe((job.finishedAt ?? 0) + job.retentionMs);
    expect(await bench().lease()).toEqual([]);
  });

  test("a permanent failure ends in the dead letter at once", async () => {
    await bench().enqueue();
    const lease = await bench().leaseOne();
    expect(await bench().settle(lease, { kind: "failed", message: "no", permanent: true })).toEqual(
      {
        status: "FAILED",
      },
    );
  });

  test("an at-most-once job is not retried", async () => {
    await bench().enqueue({ delivery: "AT_MOST_ONCE" });
    const lease = await bench().leaseOne();
    const outcome = { kind: "failed", message: "no", retryAfterMs: 0 } as const;
    expect(await bench().settle(lease, outcome)).toEqual({ status: "FAILED" });
  });

  test("only the last errors are remembered", async () => {
    const { id } = await bench().enqueue({ maxAttempts: 100 });
    for (let n = 0; n < MAX_ERRORS + 3; n++) {
      await bench().settle(await bench().leaseOne(), {
        kind: "failed",
        message: `${n}`,
        retryAfterMs: 0,
      });
    }
    const { errors } = await bench().store.get(id);
    expect(errors.map(({ message }) => message)).toEqual(
      Array.from({ length: MAX_ERRORS }, (_, i) => `${i + 3}`),
    );
  });

  test("an error's text comes back as it was", async () => {
    const { id } = await bench().enqueue();
    const message = 'tab\t "quotes" \\ é 💥 \u0000 \u2028';
    const details = `${message}\n    at a (b.ts:1:1)`;
    await bench().settle(await bench().leaseOne(), { kind: "failed", message, details });
    expect((await bench().store.get(id)).errors).toMatchObject([{ message, details }]);
  });

  test("a snoozed job waits, and pays no attempt", async () => {
    const { id } = await bench().enqueue();
    expect(
      await bench().settle(await bench().leaseOne(), { kind: "snoozed", delayMs: 9_000 }),
    ).toEqual({
      status: "SCHEDULED",
    });
    const job = await bench().store.get(id);
    expect(job).toMatchObject({ attempt: 0, errors: [] });
    expect(job.runAt - job.updatedAt).toBe(9_000);
  });

  test("a released job runs again at once, before its equals, and pays no attempt", async () => {
    const [first] = await bench().enqueueAll([{}, {}]);
    const lease = await bench().leaseOne();
    expect(await bench().settle(lease, { kind: "released", started: true })).toEqual({
      status: "PENDING",
    });
    const again = await bench().leaseOne();
    expect(again.job).toMatchObject({ id: first?.id, attempt: 1, errors: [] });
  });

  test("an at-most-once job is released only if it was not started", async () => {
    await bench().enqueue({ delivery: "AT_MOST_ONCE" });
    const unstarted = await bench().leaseOne();
    expect(await bench().settle(unstarted, { kind: "released", started: false })).toEqual({
      status: "PENDING",
    });
    const started = await bench().leaseOne();
    expect(await bench().settle(started, { kind: "released", started: true })).toEqual({
      status: "FAILED",
    });
  });

  test("an outcome over a limit is refused and the lease goes on", async () => {
    const { id } = await bench().enqueue();
    const lease = await bench().leaseOne();
    const result = new Uint8Array(1024 * 1024 + 1);
    expect(await bench().settle(lease, { kind: "completed", result })).toMatchObject({
      error: { code: "RESOURCE_EXHAUSTED" },
    });
    expect(await bench().settle(lease, { kind: "snoozed", delayMs: -1 })).toMatchObject({
      error: { code: "INVALID_ARGUMENT" },
    });
    expect(await bench().store.get(id)).toEqual(lease.job);
    expect(await bench().settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
  });
}
