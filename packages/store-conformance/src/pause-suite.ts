import type { Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";
import type { QueueOrder } from "./queue-order.ts";

/** How long a lease waits at most that is to get a job. */
const WAIT_MS = 30_000;

/** What operators set for a queue: pause, resume and drain. */
export function pauseSuite(bench: () => Bench, order: QueueOrder): void {
  const queues = () => bench().store.queues;

  /** The store's time. */
  const now = async (): Promise<number> => {
    const { id, createdAt } = await bench().enqueue({ type: "clock" });
    await bench().store.delete(id);
    return createdAt;
  };

  /** A lease that waits for a job. */
  const waitForJob = (workerId = "waiting", signal?: AbortSignal): Promise<Lease[]> =>
    bench().source.lease({
      types: [TYPE],
      maxJobs: 1,
      leaseMs: LONG_LEASE_MS,
      waitMs: WAIT_MS,
      workerId,
      ...(signal && { signal }),
    });

  const refusal = async (type = TYPE) => {
    const [result] = await bench().store.enqueue([{ type }]);
    return result !== undefined && "error" in result ? result.error : undefined;
  };

  describe("a queue that is paused", () => {
    test("leases nothing: what comes due or is redriven is pending, until it is resumed", async () => {
      const { job: failed } = await jobInStatus(bench(), "FAILED", { priority: 5 });
      await queues().pause(TYPE, { reason: "the mail server moves", by: "ada" });
      const delayed = await bench().enqueue({ delayMs: 20 });
      await bench().untilStatus(delayed.id, "PENDING");
      const atOnce = await bench().enqueue();
      expect((await bench().store.redrive(failed.id)).status).toBe("PENDING");
      expect(await bench().lease({ maxJobs: 10 })).toEqual([]);
      expect((await bench().store.get(delayed.id)).status).toBe("PENDING");
      await queues().resume(TYPE);
      const leases = await bench().lease({ maxJobs: 10 });
      const ids = leases.map(({ job }) => job.id);
      const expected = [delayed.id, atOnce.id, failed.id];
      if (order === "queue") expect(ids).toEqual(expected);
      else expect(ids.sort()).toEqual(expected.sort());
    });

    test("hands no job over to a worker that waits, and wakes it when it is resumed", async () => {
      const waiting = waitForJob();
      await queues().pause(TYPE);
      const { id } = await bench().enqueue();
      expect(await bench().lease()).toEqual([]);
      expect((await bench().store.get(id)).status).toBe("PENDING");
      await queues().resume(TYPE);
      expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    });

    test("wakes as many workers as it has jobs when it is resumed", async () => {
      await queues().pause(TYPE);
      const jobs = await bench().enqueueAll([{}, {}, {}]);
      const waiting = ["a", "b", "c"].map((workerId) => waitForJob(workerId));
      expect(await bench().lease()).toEqual([]);
      await queues().resume(TYPE);
      const leased = (await Promise.all(waiting)).flat().map(({ job }) => job.id);
      expect(leased.sort()).toEqual(jobs.map(({ id }) => id).sort());
    });

    test("goes on by itself at the time that was named, also for workers that wait", async () => {
      await bench().enqueueAll([{}, {}]);
      const later = (await now()) + 3_600_000;
      await queues().pause(TYPE, { until: later });
      expect((await queues().get(TYPE)).paused?.until).toBe(later);
      const until = (await now()) + 60;
      await queues().pause(TYPE, { until });
      const leases: Lease[] = [];
      const waiting = ["a", "b"].map(async (workerId) => {
        leases.push(...(await waitForJob(workerId)));
      });
      await bench().until(async () => {
        await bench().store.maintain();
        expect(leases).toHaveLength(2);
      });
      await Promise.all(waiting);
      for (const { job } of leases) expect(job.startedAt).toBeGreaterThanOrEqual(until);
      expect((await queues().get(TYPE)).paused).toBeUndefined();
    });

    test("is not paused when the time that was named has passed", async () => {
      await bench().enqueue();
      const queue = await queues().pause(TYPE, { until: 1 });
      expect(queue.paused).toBeUndefined();
      expect(await bench().lease()).toHaveLength(1);
    });

    test("leases none once the pause was answered, however many workers lease meanwhile", async () => {
      await bench().enqueueAll(Array.from({ length: 200 }, () => ({})));
      const leased: Lease[] = [];
      const work = async () => {
        for (;;) {
          const leases = await bench().lease({ maxJobs: 2 });
          if (leases.length === 0) return;
          leased.push(...leases);
        }
      };
      const workers = Array.from({ length: 8 }, work);
      await bench().leaseOne();
      await queues().pause(TYPE);
      const { RUNNING } = (await queues().get(TYPE)).counts;
      await Promise.all(workers);
      expect((await queues().get(TYPE)).counts.RUNNING.jobs).toBe(RUNNING.jobs);
      expect(RUNNING.jobs).toBe(leased.length + 1);
    });

    test("extends, settles and retries what runs, and leases of other queues go on", async () => {
      await bench().enqueueAll([{}, {}, {}, { type: "other" }]);
      const [first, second, third] = (await bench().lease({ maxJobs: 3 })) as [Lease, Lease, Lease];
      await queues().pause(TYPE);
      expect(await bench().extend(first)).toBe("OK");
      expect(await bench().settle(first, { kind: "completed" })).toEqual({ status: "COMPLETED" });
      await bench().settle(second, { kind: "failed", message: "no", retryAfterMs: 1 });
      await bench().settle(third, { kind: "released", started: true });
      await bench().untilStatus(second.job.id, "PENDING");
      expect(await bench().lease({ maxJobs: 3 })).toEqual([]);
      const [other] = await bench().lease({ types: [TYPE, "other"], maxJobs: 3 });
      expect(other?.job.type).toBe("other");
    });

    test("rescues what was leased, and leases it no more", async () => {
      const { id } = await bench().enqueue();
      await bench().leaseOne({ leaseMs: 10 });
      await queues().pause(TYPE);
      await bench().until(async () => {
        expect(await bench().lease()).toEqual([]);
        expect((await bench().store.get(id)).status).not.toBe("RUNNING");
      });
    });

    test("tells who has paused it, why and since when, also without jobs, until it is resumed", async () => {
      const before = await now();
      const queue = await queues().pause(TYPE, { reason: "é 💥\0", by: "ada" });
      expect(queue).toMatchObject({ type: TYPE, paused: { reason: "é 💥\0", by: "ada" } });
      expect(queue.paused?.at).toBeGreaterThanOrEqual(before);
      expect(queue.paused).not.toHaveProperty("until");
      expect(queue.draining).toBeUndefined();
      const { counts: _, activity: __, ...shown } = queue;
      expect(await queues().get(TYPE)).toMatchObject(shown);
      expect((await queues().list()).queues).toMatchObject([shown]);
      const again = await queues().pause(TYPE, { by: "grace" });
      expect(again.paused).toMatchObject({ reason: "", by: "grace" });
      expect((await queues().resume(TYPE)).paused).toBeUndefined();
      await bench().store.maintain();
      expect((await queues().list()).queues).toEqual([]);
    });

    test("stays paused when its last job is gone, and maintenance has looked", async () => {
      const { id } = await bench().enqueue();
      await queues().pause(TYPE);
      await bench().store.delete(id);
      await bench().store.maintain();
      expect((await queues().list()).queues).toMatchObject([{ type: TYPE, paused: {} }]);
      await bench().enqueue();
      expect(await bench().lease()).toEqual([]);
    });

    test("is resumed any number of times, also when it was never paused", async () => {
      await bench().enqueue();
      await queues().resume(TYPE);
      await queues().resume(TYPE);
      expect(await bench().lease()).toHaveLength(1);
    });
  });

  describe("a queue that is drained", () => {
    test("refuses new jobs and says who drained it, why and what to do; what is there is worked off", async () => {
      const [first, second] = await bench().enqueueAll([{ maxAttempts: 1 }, { delayMs: 5 }]);
      const drained = await queues().drain(TYPE, { reason: "moved to mail2", by: "ada" });
      expect(drained.draining).toMatchObject({ reason: "moved to mail2", by: "ada" });
      expect(drained.paused).toBeUndefined();
      const results = await bench().store.enqueue([
        { type: TYPE },
        { type: "other" },
        { type: TYPE, delayMs: 5_000 },
        { type: TYPE, priority: 7, idempotencyKey: "k" },
      ]);
      expect(results.map((result) => ("error" in result ? result.error.code : "made"))).toEqual([
        "FAILED_PRECONDITION",
        "made",
        "FAILED_PRECONDITION",
        "FAILED_PRECONDITION",
      ]);
      const error = await refusal();
      expect(error?.code).toBe("FAILED_PRECONDITION");
      for (const word of [TYPE, "ada", "moved to mail2", "ResumeQueue"]) {
        expect(error?.message).toContain(word);
      }
      const lease = await bench().leaseOne();
      expect(lease.job.id).toBe(first?.id);
      await bench().settle(lease, { kind: "failed", message: "no" });
      await bench().store.redrive(lease.job.id);
      await bench().untilStatus(second?.id ?? "", "PENDING");
      expect(await bench().lease({ maxJobs: 9 })).toHaveLength(2);
      await queues().resume(TYPE);
      expect(await refusal()).toBeUndefined();
      // The key that was refused was not taken.
      await bench().enqueue({ priority: 8, idempotencyKey: "k" });
    });

    test("answers a request whose idempotency key leads to a job that is there", async () => {
      const { id } = await bench().enqueue({ idempotencyKey: "k" });
      await queues().drain(TYPE);
      const [result] = await bench().store.enqueue([{ type: TYPE, idempotencyKey: "k" }]);
      expect(result).toMatchObject({ created: false, job: { id } });
    });

    test("takes new jobs again at the time that was named", async () => {
      const until = (await now()) + 3_600_000;
      await queues().drain(TYPE, { until });
      expect((await refusal())?.message).toContain(new Date(until).toISOString());
      await queues().drain(TYPE, { until: (await now()) + 40 });
      await bench().until(async () => expect(await refusal()).toBeUndefined());
      expect((await queues().get(TYPE)).draining).toBeUndefined();
    });

    test("can be paused besides; a resume ends both", async () => {
      await queues().drain(TYPE, { by: "ada" });
      const both = await queues().pause(TYPE, { by: "grace" });
      expect(both).toMatchObject({ draining: { by: "ada" }, paused: { by: "grace" } });
      const neither = await queues().resume(TYPE);
      expect([neither.draining, neither.paused]).toEqual([undefined, undefined]);
    });

    test("leaves the other queues alone", async () => {
      await queues().drain("other");
      expect(await refusal()).toBeUndefined();
      await queues().resume("other");
    });
  });

  test("a pause or drain is refused for what is none, and sets nothing", async () => {
    const bad = [
      { reason: "x".repeat(1_025) },
      { by: "x".repeat(257) },
      { by: "\ud800" },
      { reason: 3 },
      { until: 0.5 },
      { until: "tomorrow" },
      { until: Number.MAX_SAFE_INTEGER },
      { why: "x" },
    ] as never[];
    for (const options of bad) {
      for (const call of ["pause", "drain"] as const) {
        await expect(queues()[call](TYPE, options)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
        });
      }
    }
    for (const type of ["", "a b", 3, undefined] as never[]) {
      await expect(queues().pause(type)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
    expect((await queues().list()).queues).toEqual([]);
  });
}
