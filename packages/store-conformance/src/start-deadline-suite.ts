import type { EnqueueRequest, Job } from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "./harness.ts";

const HOUR_MS = 3_600_000;
/** So short that a test can wait for it. */
const SOON_MS = 20;

/** Jobs that are cancelled unless their first attempt begins in time. */
export function startDeadlineSuite(bench: () => Bench): void {
  const get = (id: string) => bench().store.get(id);
  const enqueue = (expiresInMs: number, request: Partial<EnqueueRequest> = {}) =>
    bench().enqueue({ expiresInMs, ...request });
  /** A job that was leased before its deadline, however busy the machine is. */
  const leasedInTime = (expiresInMs: number, request: Partial<EnqueueRequest> = {}) =>
    bench().until(async () => {
      const job = await enqueue(expiresInMs, request);
      const lease = await bench().leaseOne();
      expect(lease.job.id).toBe(job.id);
      return { job, lease };
    });
  const untilLate = (job: Job) => untilTime(job.startBy ?? 0);
  /** Lets time pass until the store's clock shows at least `time`. */
  const untilTime = (time: number) =>
    bench().until(async () => {
      const { createdAt } = await bench().enqueue({ type: "clock" });
      expect(createdAt).toBeGreaterThanOrEqual(time);
    });
  const cancelled = ({ id, sequence, startBy }: Job, changes = 1) => ({
    ...{ id, status: "CANCELLED", sequence: sequence + changes, startBy, attempt: 0, errors: [] },
    cancelReason: "not started within 20 ms",
  });

  describe("a job that is not started by its deadline", () => {
    test("is cancelled by maintenance, with the reason", async () => {
      const [job, kept] = [await enqueue(SOON_MS), await enqueue(HOUR_MS)];
      expect(job).toMatchObject({ expiresInMs: SOON_MS, startBy: job.runAt + SOON_MS });
      const late = await bench().untilStatus(job.id, "CANCELLED");
      expect(late).toMatchObject(cancelled(job));
      expect(late.finishedAt).toBeGreaterThanOrEqual(job.startBy as number);
      expect(late.expiresAt).toBe((late.finishedAt ?? 0) + job.retentionMs);
      expect(await get(kept.id)).toEqual(kept);
    });

    test("is not leased, which cancels it as well", async () => {
      const late = await enqueue(SOON_MS, { priority: 9 });
      const plain = await bench().enqueue();
      const later = await enqueue(HOUR_MS);
      await untilLate(late);
      const leases = await bench().lease({ maxJobs: 5 });
      expect(leases.map(({ job }) => job.id)).toEqual([plain.id, later.id]);
      expect(await get(late.id)).toMatchObject(cancelled(late));
    });

    test("and is all that there is leaves a lease without a job", async () => {
      const jobs = await bench().enqueueAll(
        Array.from({ length: 30 }, () => ({ expiresInMs: SOON_MS })),
      );
      await untilLate(jobs[0] as Job);
      expect(await bench().lease({ maxJobs: 7 })).toEqual([]);
      await bench().until(async () => {
        await bench().store.maintain();
        for (const job of jobs) expect(await get(job.id)).toMatchObject(cancelled(job));
      });
    });

    test("is told to those who watch it", async () => {
      const job = await enqueue(SOON_MS);
      const statuses: string[] = [];
      const watching = (async () => {
        for await (const event of bench().store.watch({ id: job.id })) {
          statuses.push(event.job.status);
        }
      })();
      await bench().untilStatus(job.id, "CANCELLED");
      await watching;
      expect(statuses.at(-1)).toBe("CANCELLED");
    });
  });

  test("the deadline counts from when the job is due", async () => {
    const delayed = await enqueue(300_000, { delayMs: HOUR_MS });
    expect(delayed.startBy).toBe(delayed.createdAt + HOUR_MS + 300_000);
    const past = await enqueue(300_000, { runAt: 1 });
    expect(past.startBy).toBe(past.createdAt + 300_000);
    const soon = await enqueue(SOON_MS, { delayMs: 5 });
    await untilLate(soon);
    // Its time has come before.
    const late = await bench().untilStatus(soon.id, "CANCELLED");
    expect(late).toMatchObject(cancelled(soon, 2));
  });

  test("a job that was leased in time is retried as any other", async () => {
    const { job, lease } = await leasedInTime(100, { backoff: { initialMs: 0 } });
    const { id } = job;
    await untilTime((lease.job.startBy ?? 0) + 1);
    await bench().store.maintain();
    expect((await get(id)).status).toBe("RUNNING");
    await bench().settle(lease, { kind: "failed", message: "no" });
    expect(await get(id)).not.toHaveProperty("startBy");
    const again = await bench().until(async () => bench().leaseOne());
    expect(again.job).toMatchObject({ id, attempt: 2, expiresInMs: 100 });
    await bench().settle(again, { kind: "completed" });
    expect(await get(id)).not.toHaveProperty("startBy");
  });

  test.each([
    ["completed", { kind: "completed" }],
    ["failed", { kind: "failed", message: "no" }],
    ["snoozed", { kind: "snoozed", delayMs: 0 }],
    ["was throttled", { kind: "throttled", retryAfterMs: 0, scope: "QUEUE" }],
    ["released after its handler began", { kind: "released", started: true }],
  ] as const)("the deadline ends with an attempt that %s", async (_, outcome) => {
    const { id } = await enqueue(HOUR_MS);
    await bench().settle(await bench().leaseOne(), outcome);
    expect(await get(id)).not.toHaveProperty("startBy");
    expect(await get(id)).toHaveProperty("expiresInMs", HOUR_MS);
  });

  test("the deadline ends with a lease that is lost", async () => {
    const { id } = await enqueue(HOUR_MS);
    await bench().leaseOne({ leaseMs: 20 });
    expect(await bench().untilStatus(id, "RETRYING")).not.toHaveProperty("startBy");
  });

  test("a lease that is given back before the start keeps it", async () => {
    const { job, lease } = await leasedInTime(300);
    expect(lease.job.startBy).toBe(job.startBy);
    await bench().settle(lease, { kind: "released", started: false });
    expect(await get(job.id)).toMatchObject({ status: "PENDING", startBy: job.startBy });
    const late = await bench().untilStatus(job.id, "CANCELLED");
    expect(late.cancelReason).toBe("not started within 300 ms");
  });

  test("a redrive begins it anew", async () => {
    const job = await enqueue(SOON_MS);
    await bench().untilStatus(job.id, "CANCELLED");
    const again = await bench().store.redrive(job.id);
    expect(again).toMatchObject({ status: "PENDING", startBy: again.runAt + SOON_MS });
    expect(again).not.toHaveProperty("cancelReason");
    const late = await bench().untilStatus(job.id, "CANCELLED");
    expect(late).toMatchObject({ cancelReason: "not started within 20 ms" });
  });

  test("an update of the due time moves it", async () => {
    const job = await enqueue(300_000);
    const later = await bench().store.update(job.id, { delayMs: HOUR_MS });
    expect(later.startBy).toBe(later.updatedAt + HOUR_MS + 300_000);
    const now = await bench().store.update(job.id, { delayMs: 0 });
    expect(now).toMatchObject({ status: "PENDING", startBy: now.updatedAt + 300_000 });
    const same = await bench().store.update(job.id, { priority: 50 });
    expect(same.startBy).toBe(now.startBy);
    const soon = await enqueue(SOON_MS, { delayMs: HOUR_MS });
    await bench().store.update(soon.id, { delayMs: 0 });
    await bench().untilStatus(soon.id, "CANCELLED");
  });

  test("the deadline of a job that comes after another counts from when that has ended", async () => {
    const first = await bench().enqueue();
    const { id } = await enqueue(300_000, { after: [first.id] });
    await bench().settle(await bench().leaseOne(), { kind: "completed" });
    const due = await bench().untilStatus(id, "PENDING");
    expect(due.startBy).toBe(due.runAt + 300_000);
    const second = await enqueue(SOON_MS, { after: [id] });
    await untilLate(second);
    await bench().store.maintain();
    expect((await get(second.id)).status).toBe("BLOCKED");
    await bench().store.cancel(id);
    expect(await get(second.id)).toMatchObject({ status: "CANCELLED", startBy: second.startBy });
  });

  test("a job that is over or gone leaves no deadline behind", async () => {
    const jobs = await bench().enqueueAll([
      { expiresInMs: 100 },
      { expiresInMs: 100 },
      { expiresInMs: 100 },
    ]);
    const [a, b, c] = jobs.map(({ id }) => id) as [string, string, string];
    await bench().store.cancel(a, "by hand");
    await bench().store.delete(b);
    await untilTime((jobs[0] as Job).startBy ?? 0);
    await bench().untilStatus(c, "CANCELLED");
    expect((await get(a)).cancelReason).toBe("by hand");
    await expect(get(b)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each([0, -1, 1.5, Number.NaN, 3_654 * 86_400_000])(
    "an expiry of %d ms is refused",
    async (expiresInMs) => {
      const [result] = await bench().store.enqueue([{ type: "a", expiresInMs }]);
      expect(result).toMatchObject({
        error: { code: "INVALID_ARGUMENT", violations: [{ field: "expiresInMs" }] },
      });
    },
  );
}
