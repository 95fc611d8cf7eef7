import type { AfterRule, EnqueueRequest, Job, JobStatus, Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import { AWAITED_TYPE, jobInStatus } from "./in-status.ts";

const HOUR_MS = 3_600_000;

/** Jobs that come after others. */
export function joinSuite(bench: () => Bench): void {
  const read = (id: string): Promise<Job> => bench().store.get(id);
  const statusOf = async (id: string): Promise<JobStatus> => (await read(id)).status;

  /** Jobs for others to wait for, in one partition. */
  const enqueueAwaited = (count: number, request: Partial<EnqueueRequest> = {}) =>
    bench().enqueueAll(Array.from({ length: count }, () => ({ type: AWAITED_TYPE, ...request })));

  const enqueueAfter = (awaited: readonly Job[], request: Partial<EnqueueRequest> = {}) =>
    bench().enqueue({ after: awaited.map(({ id }) => id), ...request });

  const leaseAwaited = (maxJobs = 1) => bench().lease({ types: [AWAITED_TYPE], maxJobs });

  /** Ends jobs that others wait for: those that are enqueued first come first. */
  const complete = async (count: number) => {
    for (const lease of await leaseAwaited(count)) {
      await bench().settle(lease, { kind: "completed" });
    }
  };

  /** The ways in which a job ends without having completed, and what is said of it then. */
  const VAIN: readonly [string, (job: Job) => Promise<unknown>, string][] = [
    [
      "fails for good",
      async () => {
        const [lease] = await leaseAwaited();
        await bench().settle(lease as Lease, { kind: "failed", message: "no", permanent: true });
      },
      "failed",
    ],
    ["is cancelled", ({ id }) => bench().store.cancel(id), "was cancelled"],
    ["is deleted", ({ id }) => bench().store.delete(id), "was deleted"],
  ];

  describe("a job that comes after others", () => {
    test("is blocked until all of them have completed", async () => {
      const awaited = await enqueueAwaited(3);
      const job = await enqueueAfter(awaited);
      const ids = awaited.map(({ id }) => id);
      const waitsFor = { rule: "COMPLETED", count: 3, jobIds: ids };
      expect(job).toMatchObject({ status: "BLOCKED", sequence: 1, waitsFor });
      expect(await read(job.id)).toEqual(job);
      expect(await bench().lease()).toEqual([]);
      await complete(2);
      const left = { ...waitsFor, count: 1, jobIds: ids.slice(2) };
      // Nobody has changed the job: it is the same, but for what is left of its wait.
      expect(await read(job.id)).toEqual({ ...job, waitsFor: left });
      await complete(1);
      const open = await read(job.id);
      expect(open).toMatchObject({ status: "PENDING", sequence: 2 });
      expect(open).not.toHaveProperty("waitsFor");
      expect(open.runAt).toBeGreaterThanOrEqual(job.createdAt);
      expect((await bench().leaseOne()).job.id).toBe(job.id);
    });

    test("names what it waits for once, and shows the number alone by the view BASIC", async () => {
      const [a, b] = await enqueueAwaited(2);
      const ids = [a?.id, b?.id, a?.id] as string[];
      const { id } = await bench().enqueue({ after: ids, afterRule: "FINISHED" });
      const waitsFor = { rule: "FINISHED", count: 2, jobIds: ids.slice(0, 2) };
      expect((await read(id)).waitsFor).toEqual(waitsFor);
      const basic = { ...waitsFor, jobIds: [] };
      expect((await bench().store.get(id, { view: "BASIC" })).waitsFor).toEqual(basic);
      for (const view of ["BASIC", "FULL"] as const) {
        const { jobs } = await bench().store.list({ statuses: ["BLOCKED"], view });
        expect(jobs.map((job) => job.waitsFor)).toEqual([view === "FULL" ? waitsFor : basic]);
      }
    });

    test("comes after none when none is named", async () => {
      expect(await bench().enqueue({ after: [] })).toMatchObject({ status: "PENDING" });
    });

    test.each<JobStatus>(["SCHEDULED", "PENDING", "RUNNING", "RETRYING", "BLOCKED"])(
      "waits for a job that is %s, whatever that goes through until it completes",
      async (status) => {
        const state = await jobInStatus(bench(), status);
        const { id } = state.job;
        const waiting = await enqueueAfter([state.job], { type: "waiting" });
        // What is waited for is as it was.
        expect(await read(id)).toEqual(state.job);
        if (status === "RUNNING") {
          const lease = state.lease as Lease;
          expect(await bench().extend(lease)).toBe("OK");
          await bench().settle(lease, { kind: "released", started: true });
          for (const outcome of [
            { kind: "failed", message: "once", retryAfterMs: 0 },
            { kind: "snoozed", delayMs: 0 },
          ] as const) {
            await bench().settle(await bench().leaseOne(), outcome);
            await bench().untilStatus(id, "PENDING");
          }
          expect(await statusOf(waiting.id)).toBe("BLOCKED");
          const result = new Uint8Array([1]);
          await bench().settle(await bench().leaseOne(), { kind: "completed", result });
          expect((await read(id)).result).toEqual(result);
        } else {
          if (status !== "PENDING") {
            await bench().store.cancel(id);
            expect(await statusOf(waiting.id)).toBe("CANCELLED");
            await bench().store.redrive(id);
            await bench().settle(await bench().leaseOne(), { kind: "completed" });
            return;
          }
          await bench().settle(await bench().leaseOne(), { kind: "completed" });
        }
        expect(await statusOf(waiting.id)).toBe("PENDING");
      },
    );

    test("is cancelled when the last lease of what it waits for is lost", async () => {
      const [awaited] = await enqueueAwaited(1, { maxAttempts: 1 });
      const { id } = await enqueueAfter([awaited as Job]);
      await bench().lease({ types: [AWAITED_TYPE], leaseMs: 20 });
      const { cancelReason } = await bench().untilStatus(id, "CANCELLED");
      expect(cancelReason).toBe(`it comes after job ${awaited?.id}, which failed`);
    });

    test("goes on in chains and in diamonds", async () => {
      const [top] = (await enqueueAwaited(1)) as [Job];
      const left = await enqueueAfter([top], { type: "side" });
      const right = await enqueueAfter([top], { type: "side" });
      const bottom = await enqueueAfter([left, right]);
      await complete(1);
      const sides = await bench().lease({ types: ["side"], maxJobs: 3 });
      expect(sides.map(({ job }) => job.id)).toEqual([left.id, right.id]);
      for (const side of sides) {
        expect(await statusOf(bottom.id)).toBe("BLOCKED");
        await bench().settle(side, { kind: "completed" });
      }
      expect(await statusOf(bottom.id)).toBe("PENDING");
    });

    test("takes the place in the queue that it got by its enqueue", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const normal = await enqueueAfter([awaited]);
      const high = await enqueueAfter([awaited], { priority: 10 });
      const later = await bench().enqueueAll([{ after: [awaited.id] }, {}]);
      await complete(1);
      const leases = await bench().lease({ maxJobs: 4 });
      const inOneOrder = (ids: readonly (string | undefined)[]) =>
        ids.filter((id) => id !== later[1]?.id);
      expect(inOneOrder(leases.map(({ job }) => job.id))).toEqual(
        inOneOrder([high.id, normal.id, ...later.map(({ id }) => id)]),
      );
      expect(leases).toHaveLength(4);
    });

    test("wakes a worker that waits for it", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const { id } = await enqueueAfter([awaited]);
      const [lease] = await leaseAwaited();
      const request = { types: [TYPE], maxJobs: 1, leaseMs: LONG_LEASE_MS, workerId: "w" };
      const waiting = bench().source.lease({ ...request, waitMs: 60_000 });
      await bench().settle(lease as Lease, { kind: "completed" });
      expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    });

    test("begins its delay when its wait ends, and keeps to a time", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const delayed = await enqueueAfter([awaited], { delayMs: HOUR_MS });
      expect(delayed.waitsFor).toMatchObject({ delayMs: HOUR_MS });
      const runAt = delayed.createdAt + 2 * HOUR_MS;
      const timed = await enqueueAfter([awaited], { runAt });
      const past = await enqueueAfter([awaited], { runAt: 1_000 });
      await bench().until(async () => {
        const [probe] = await bench().enqueueAll([{ type: "probe" }]);
        expect(probe?.createdAt).toBeGreaterThan(delayed.createdAt);
      });
      await complete(1);
      const opened = await read(delayed.id);
      expect(opened).toMatchObject({ status: "SCHEDULED", runAt: opened.updatedAt + HOUR_MS });
      expect(opened.runAt).toBeGreaterThan(delayed.createdAt + HOUR_MS);
      expect(await read(timed.id)).toMatchObject({ status: "SCHEDULED", runAt });
      const due = await read(past.id);
      expect(due).toMatchObject({ status: "PENDING", runAt: due.updatedAt });
    });

    test("becomes pending by itself when its delay is over", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const { id } = await enqueueAfter([awaited], { delayMs: 20 });
      await complete(1);
      await bench().untilStatus(id, "PENDING");
    });

    test("sends its events to those who watch it", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const { id } = await enqueueAfter([awaited]);
      const seen: JobStatus[] = [];
      for await (const { job } of bench().store.watch({ id })) {
        seen.push(job.status);
        if (seen.length === 1) await bench().store.delete(awaited.id);
      }
      expect(seen).toEqual(["BLOCKED", "CANCELLED"]);
    });

    test("is opened once, however many end at the same time", async () => {
      const awaited = await enqueueAwaited(100);
      const { id } = await enqueueAfter(awaited);
      const leases = await leaseAwaited(100);
      expect(leases).toHaveLength(100);
      const settled = leases.map((lease) => bench().settle(lease, { kind: "completed" }));
      const results = await Promise.all(settled);
      for (const result of results) expect(result).toEqual({ status: "COMPLETED" });
      expect(await read(id)).toMatchObject({ status: "PENDING", sequence: 2 });
      expect(await bench().lease({ maxJobs: 5 })).toHaveLength(1);
    });

    test("is one of many that an end opens", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const after = { after: [awaited.id] };
      await bench().enqueueAll(Array.from({ length: 500 }, () => after));
      await complete(1);
      await bench().until(async () => {
        await bench().store.maintain();
        expect((await bench().store.queues.get(TYPE)).counts.PENDING.jobs).toBe(500);
      });
    });

    test("is cancelled at the end of a long chain", async () => {
      const [first] = (await enqueueAwaited(1)) as [Job];
      let last = first;
      for (let i = 0; i < 300; i++) last = await enqueueAfter([last]);
      await bench().store.cancel(first.id);
      await bench().until(async () => {
        await bench().store.maintain();
        expect(await statusOf(last.id)).toBe("CANCELLED");
      });
      expect((await bench().store.queues.get(TYPE)).counts.CANCELLED.jobs).toBe(300);
    });
  });

  describe.each(VAIN)("when a job %s that others come after", (_, end, said) => {
    test("those are cancelled at once that wanted it to complete, and those behind them", async () => {
      const [awaited, other] = (await enqueueAwaited(2)) as [Job, Job];
      const vain = await enqueueAfter([other, awaited]);
      const behind = await enqueueAfter([vain]);
      await end(awaited);
      const cancelled = await read(vain.id);
      expect(cancelled).toMatchObject({
        status: "CANCELLED",
        sequence: 2,
        cancelReason: `it comes after job ${awaited.id}, which ${said}`,
      });
      expect(cancelled).not.toHaveProperty("waitsFor");
      expect(cancelled.expiresAt).toBe((cancelled.finishedAt ?? 0) + cancelled.retentionMs);
      expect((await read(behind.id)).cancelReason).toBe(
        `it comes after job ${vain.id}, which was cancelled`,
      );
      await bench().store.delete(other.id);
      expect(await read(vain.id)).toEqual(cancelled);
    });

    test("those run that wanted it to end", async () => {
      const [awaited, other] = (await enqueueAwaited(2)) as [Job, Job];
      const job = await enqueueAfter([awaited, other], { afterRule: "FINISHED" });
      await end(awaited);
      expect((await read(job.id)).waitsFor).toEqual({
        rule: "FINISHED",
        count: 1,
        jobIds: [other.id],
      });
      await bench().store.cancel(other.id);
      expect((await bench().leaseOne()).job.id).toBe(job.id);
    });
  });

  describe("what has ended already", () => {
    test.each<[JobStatus, AfterRule, JobStatus]>([
      ["COMPLETED", "COMPLETED", "PENDING"],
      ["COMPLETED", "FINISHED", "PENDING"],
      ["FAILED", "FINISHED", "PENDING"],
      ["CANCELLED", "FINISHED", "PENDING"],
      ["FAILED", "COMPLETED", "CANCELLED"],
      ["CANCELLED", "COMPLETED", "CANCELLED"],
    ])("%s, by the rule %s, makes the job %s at once", async (status, afterRule, becomes) => {
      const { job } = await jobInStatus(bench(), status);
      const made = await enqueueAfter([job], { afterRule, idempotencyKey: "k" });
      expect(made).toMatchObject({ status: becomes });
      expect(made).not.toHaveProperty("waitsFor");
      expect(await read(made.id)).toEqual(made);
      if (becomes === "CANCELLED") {
        expect(made.cancelReason).toMatch(`it comes after job ${job.id}, which`);
      } else expect((await bench().leaseOne()).job.id).toBe(made.id);
    });

    test("leaves the rest to wait for", async () => {
      const [done, open] = (await enqueueAwaited(2)) as [Job, Job];
      await complete(1);
      const job = await enqueueAfter([done, open], { delayMs: 1_000 });
      expect(job.waitsFor).toMatchObject({ count: 1, jobIds: [open.id] });
    });

    test("is over, also when it is run again", async () => {
      const [done, open] = (await enqueueAwaited(2)) as [Job, Job];
      const job = await enqueueAfter([done, open]);
      await complete(1);
      await bench().store.redrive(done.id);
      expect((await read(job.id)).waitsFor).toMatchObject({ jobIds: [open.id] });
    });
  });

  describe("a redrive", () => {
    test("of what has failed leaves those alone that were cancelled for it", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const vain = await enqueueAfter([awaited]);
      await bench().store.cancel(awaited.id);
      const cancelled = await read(vain.id);
      await bench().store.redrive(awaited.id);
      await complete(1);
      expect(await read(vain.id)).toEqual(cancelled);
    });

    test("of a job that was cancelled runs it, without a wait", async () => {
      const [awaited] = (await enqueueAwaited(1)) as [Job];
      const vain = await enqueueAfter([awaited], { delayMs: HOUR_MS });
      await bench().store.cancel(awaited.id);
      const again = await bench().store.redrive(vain.id);
      expect(again).toMatchObject({ status: "PENDING", sequence: 3 });
      expect(again).not.toHaveProperty("waitsFor");
      await bench().store.redrive(awaited.id);
      await complete(1);
      expect((await bench().leaseOne()).job.sequence).toBe(4);
    });
  });

  test.each(["cancel", "delete"] as const)("a %s of a blocked job ends its wait", async (move) => {
    const [awaited] = (await enqueueAwaited(1)) as [Job];
    const { id } = await enqueueAfter([awaited]);
    const other = await enqueueAfter([awaited]);
    await bench().store[move](id);
    await complete(1);
    expect((await bench().lease({ maxJobs: 3 })).map(({ job }) => job.id)).toEqual([other.id]);
    if (move === "cancel") expect(await statusOf(id)).toBe("CANCELLED");
  });

  test("a job cannot come after one that does not exist", async () => {
    const [gone, awaited] = (await enqueueAwaited(2)) as [Job, Job];
    await bench().store.delete(gone.id);
    const after = [awaited.id, gone.id];
    const request = { type: TYPE, after, idempotencyKey: "k" };
    const [refused, enqueued] = await bench().store.enqueue([request, { type: TYPE }]);
    expect(refused).toMatchObject({
      error: {
        code: "NOT_FOUND",
        message: expect.stringMatching(`after names job ${gone.id}, which does not exist`),
        violations: [{ field: "after" }],
      },
    });
    expect(enqueued).toMatchObject({ created: true });
    const { counts } = await bench().store.queues.get(TYPE);
    expect([counts.PENDING.jobs, counts.BLOCKED.jobs]).toEqual([1, 0]);
    // Nothing holds the key, and nothing waits for the other one.
    const again = await bench().store.enqueue([{ ...request, after: [awaited.id] }]);
    expect(again).toMatchObject([{ created: true, job: { status: "BLOCKED" } }]);
  });

  test("an idempotency key stands for the same job, whatever has become of what it comes after", async () => {
    const [awaited] = (await enqueueAwaited(1)) as [Job];
    const request = { type: TYPE, after: [awaited.id], idempotencyKey: "k" };
    const [first] = await bench().store.enqueue([request]);
    expect(await bench().store.enqueue([request])).toEqual([{ ...first, created: false }]);
    await bench().store.delete(awaited.id);
    expect(await bench().store.enqueue([request])).toMatchObject([
      { created: false, job: { status: "CANCELLED" } },
    ]);
    const other = { ...request, afterRule: "FINISHED" as const };
    expect(await bench().store.enqueue([other])).toMatchObject([
      { error: { code: "ALREADY_EXISTS" } },
    ]);
  });
}
