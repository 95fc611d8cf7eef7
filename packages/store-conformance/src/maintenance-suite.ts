import type { Job, MaintenanceReport } from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "./harness.ts";

const HOUR_MS = 3_600_000;
const JOBS = 6;
/** More times than a store has partitions, which batches of jobs go to in turn. */
const TIMES = 10;

/** What time does to jobs: by maintenance, and where there is none. */
export function maintenanceSuite(bench: () => Bench): void {
  /** Rounds until there is nothing more to do, and what they did together. */
  async function maintainAll(): Promise<Omit<MaintenanceReport, "more">> {
    const total = { promoted: 0, rescued: 0, expired: 0, pruned: 0 };
    for (let more = true; more; ) {
      const report = await bench().store.maintain();
      total.promoted += report.promoted;
      total.rescued += report.rescued;
      total.expired += report.expired;
      total.pruned += report.pruned;
      more = report.more;
    }
    return total;
  }

  async function untilGone(jobs: readonly Job[]): Promise<void> {
    await bench().until(async () => {
      for (const { id } of jobs) {
        await expect(bench().store.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      }
    });
  }

  describe("maintenance", () => {
    test("promotes, rescues and prunes in every type, and leaves alone what is not due", async () => {
      const types = Array.from({ length: 5 }, (_, i) => `type-${i}`);
      const lost: Job[] = [];
      const due: Job[] = [];
      const later: Job[] = [];
      const expired: Job[] = [];
      for (const type of types) {
        const backoff = { initialMs: HOUR_MS };
        lost.push(await bench().enqueue({ type, backoff }));
        await bench().leaseOne({ types: [type], leaseMs: 10 });
        due.push(await bench().enqueue({ type, delayMs: 1 }));
        later.push(await bench().enqueue({ type, delayMs: HOUR_MS }));
        const cancelled = await bench().enqueue({ type, retentionMs: 1_000 });
        expired.push(await bench().store.cancel(cancelled.id));
      }
      await bench().until(async () => {
        await bench().store.maintain();
        for (const { id } of due) expect((await bench().store.get(id)).status).toBe("PENDING");
        for (const { id } of lost) expect((await bench().store.get(id)).status).toBe("RETRYING");
        for (const { id } of expired) {
          await expect(bench().store.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
        }
      });
      for (const job of later) expect(await bench().store.get(job.id)).toEqual(job);
      await bench().until(async () => {
        expect(await maintainAll()).toEqual({ promoted: 0, rescued: 0, expired: 0, pruned: 0 });
      });
    });
  });

  describe("where nobody maintains", () => {
    /** Enqueues jobs that are kept for a time, and ends them. */
    async function finishJobs(
      how: "cancelled" | "completed" | "failed",
      retentionMs: number,
    ): Promise<Job[]> {
      const jobs = await bench().enqueueAll(Array.from({ length: JOBS }, () => ({ retentionMs })));
      if (how === "cancelled") {
        for (const { id } of jobs) await bench().store.cancel(id);
        return jobs;
      }
      const leases = await bench().lease({ maxJobs: JOBS });
      const outcome = { kind: how, message: "no", permanent: true };
      const settlements = leases.map(({ job, token }) => ({ jobId: job.id, token, outcome }));
      // Both one by one and many at a time.
      for (const one of settlements.splice(0, JOBS / 2)) await bench().source.settle([one]);
      await bench().source.settle(settlements);
      return jobs;
    }

    test.each(["cancelled", "completed", "failed"] as const)(
      "jobs that are %s make room for themselves",
      async (how) => {
        await untilGone(await finishJobs(how, 1_000));
        for (let time = 0; time < TIMES; time++) await finishJobs(how, HOUR_MS);
        // What had expired is gone already.
        expect(await maintainAll()).toMatchObject({ pruned: 0 });
      },
    );
  });
}
