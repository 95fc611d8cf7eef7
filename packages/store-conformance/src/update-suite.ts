import { canMove, JOB_STATUSES, type Job, type JobStatus, type JobUpdate } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

const HOUR_MS = 3_600_000;
const WAITING = JOB_STATUSES.filter((status) => canMove(status, "update"));
/** Those in which a new due time can have the job leased, or put off. */
const TIMED = WAITING.filter((status) => status !== "BLOCKED");
const OTHERS = JOB_STATUSES.filter((status) => !canMove(status, "update"));

/** Around the sizes at which a store may keep bytes in another way. */
const SIZES = [0, 1, 40, 200, 5_000, 70_000] as const;

/** Changing a job that waits. */
export function updateSuite(bench: () => Bench): void {
  const update = (id: string, changes: JobUpdate, ifSequence?: number) =>
    bench().store.update(id, changes, { ifSequence });
  const get = (id: string) => bench().store.get(id);
  const leasedIds = async (maxJobs: number) =>
    (await bench().lease({ maxJobs })).map(({ job }) => job.id);

  describe.each(WAITING)("an update of a job that is %s", (status) => {
    test("changes what it gives, and nothing else", async () => {
      const { job } = await jobInStatus(bench(), status, {
        ...{ payload: bytes("old"), contentType: "text/plain", metadata: { team: "x" } },
        ...{ timeoutMs: 5_000, idempotencyKey: "k", maxAttempts: 7, retentionMs: HOUR_MS },
      });
      const changes: [JobUpdate, Partial<Job>][] = [
        [{ priority: 77 }, { priority: 77 }],
        [{ payload: bytes("new") }, { payload: bytes("new") }],
        [
          { payload: bytes("<p>"), contentType: "text/html" },
          { payload: bytes("<p>"), contentType: "text/html" },
        ],
        [{ metadata: { team: "y", é: "💥" } }, { metadata: { team: "y", é: "💥" } }],
        [{ metadata: {} }, { metadata: {} }],
      ];
      let before = job;
      for (const [change, changed] of changes) {
        const { contentType, ...kept } = before;
        const updated = await update(job.id, change);
        expect(updated).toEqual({
          ...kept,
          // JSON is what a new payload is unless it says otherwise.
          ...(change.payload === undefined && contentType !== undefined && { contentType }),
          ...changed,
          sequence: before.sequence + 1,
          updatedAt: expect.any(Number),
        });
        expect(updated.updatedAt).toBeGreaterThanOrEqual(before.updatedAt);
        expect(await get(job.id)).toEqual(updated);
        before = updated;
      }
    });

    test("changes all at once", async () => {
      const { job } = await jobInStatus(bench(), status, { metadata: { team: "x" } });
      const runAt = job.createdAt + 2 * HOUR_MS;
      const change = { runAt, priority: 1, payload: bytes("{}"), metadata: { a: "b" } };
      const updated = await update(job.id, change);
      expect(updated).toMatchObject({
        ...change,
        status: status === "RETRYING" || status === "BLOCKED" ? status : "SCHEDULED",
        sequence: job.sequence + 1,
      });
      expect(await get(job.id)).toEqual(updated);
      expect(await bench().lease()).toEqual([]);
    });

    test("is seen by a watch", async () => {
      const { job } = await jobInStatus(bench(), status);
      const events = bench().store.watch({ id: job.id })[Symbol.asyncIterator]();
      expect((await events.next()).value).toMatchObject({ sequence: job.sequence });
      const next = events.next();
      const updated = await update(job.id, { payload: bytes("new") });
      expect((await next).value).toEqual({ sequence: updated.sequence, job: updated });
      await events.return?.();
    });

    test("can be made at the sequence that was read alone", async () => {
      const { job } = await jobInStatus(bench(), status);
      for (const change of [{ priority: 1 }, { payload: bytes("x") }]) {
        await expect(update(job.id, change, job.sequence + 1)).rejects.toMatchObject({
          code: "FAILED_PRECONDITION",
          violations: [{ field: "ifSequence" }],
        });
      }
      expect(await get(job.id)).toEqual(job);
      const updated = await update(job.id, { payload: bytes("x") }, job.sequence);
      expect(updated.sequence).toBe(job.sequence + 1);
    });
  });

  describe.each(TIMED)("an update of a job that is %s", (status) => {
    test("that makes it due has it leased", async () => {
      const { job } = await jobInStatus(bench(), status);
      const due = await update(job.id, { delayMs: 0 });
      expect(due.status).toBe("PENDING");
      expect(due.runAt).toBe(due.updatedAt);
      const lease = await bench().leaseOne();
      expect(lease.job).toMatchObject({ id: job.id, runAt: due.runAt });
      expect(await bench().settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
    });

    test("that makes it due later keeps it until then", async () => {
      const { job } = await jobInStatus(bench(), status);
      const later = await update(job.id, { delayMs: HOUR_MS });
      expect(later.status).toBe(status === "RETRYING" ? "RETRYING" : "SCHEDULED");
      expect(later.runAt).toBe(later.updatedAt + HOUR_MS);
      expect(await bench().lease()).toEqual([]);
      const soon = await update(job.id, { delayMs: 20 });
      expect(soon.status).toBe(later.status);
      await bench().untilStatus(job.id, "PENDING");
      expect(await leasedIds(5)).toEqual([job.id]);
    });

    test("at a time that has passed makes it due now", async () => {
      const { job } = await jobInStatus(bench(), status);
      const due = await update(job.id, { runAt: 1 });
      expect(due).toMatchObject({ status: "PENDING", runAt: due.updatedAt });
    });
  });

  test("a blocked job that is given a time runs then, or when its wait ends if that is later", async () => {
    const when = { delayMs: HOUR_MS, priority: 1 };
    const { job, awaited } = await jobInStatus(bench(), "BLOCKED", {
      ...when,
      afterRule: "FINISHED",
    });
    const later = job.createdAt + 2 * HOUR_MS;
    const put = await update(job.id, { runAt: later });
    const { delayMs: _, ...waitsFor } = job.waitsFor ?? {};
    expect(put).toMatchObject({ status: "BLOCKED", runAt: later });
    expect(put.waitsFor).toEqual(waitsFor);
    const other = await bench().enqueue({
      after: [awaited?.id ?? ""],
      afterRule: "FINISHED",
      ...when,
    });
    const hurried = await update(other.id, { delayMs: 0, priority: 9 });
    expect(hurried).toMatchObject({ status: "BLOCKED", runAt: hurried.updatedAt, priority: 9 });
    expect(await get(other.id)).toEqual(hurried);
    await bench().store.cancel(awaited?.id ?? "");
    expect(await get(job.id)).toMatchObject({ status: "SCHEDULED", runAt: later });
    expect((await bench().leaseOne()).job).toMatchObject({ id: other.id, priority: 9 });
  });

  test.each(OTHERS)("an update of a job that is %s is refused", async (status) => {
    const { job } = await jobInStatus(bench(), status, { payload: bytes("old") });
    for (const change of [{ priority: 1 }, { payload: bytes("new") }, { delayMs: 0 }]) {
      await expect(update(job.id, change)).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        message: expect.stringMatching(`cannot update job ${job.id}: it is ${status}; only a job`),
        violations: [],
      });
    }
    expect(await get(job.id)).toEqual(job);
  });

  test("an update of no job is NOT_FOUND", async () => {
    for (const change of [{ priority: 1 }, { payload: bytes("x") }]) {
      await expect(update("0-0000000000000000", change)).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });

  test("a payload of any size takes the place of one of any other", async () => {
    const job = await bench().enqueue({ timeoutMs: 5_000 });
    for (const from of SIZES) {
      for (const to of SIZES) {
        await update(job.id, { payload: someBytes(from) });
        const updated = await update(job.id, { payload: someBytes(to) });
        expect(updated.payload).toEqual(someBytes(to));
        expect(updated.timeoutMs).toBe(5_000);
      }
    }
    await update(job.id, { metadata: { long: "x".repeat(2_000) } });
    const { job: leased } = await bench().leaseOne();
    expect(leased.payload).toEqual(someBytes(SIZES[SIZES.length - 1] as number));
    expect(leased.metadata).toEqual({ long: "x".repeat(2_000) });
  });

  test("a pending job keeps its place, unless its priority changes", async () => {
    const jobs = await bench().enqueueAll([{}, {}, {}, {}]);
    const [a, b, c, d] = jobs.map(({ id }) => id) as [string, string, string, string];
    await update(a, { payload: bytes("new") });
    await update(b, { metadata: { a: "b" }, priority: 5 });
    await update(c, { priority: 6 });
    await update(d, { runAt: 1 });
    await update(a, { delayMs: 0 });
    const order: string[] = [];
    for (let i = 0; i < 4; i++) order.push(...(await leasedIds(1)));
    expect(order).toEqual([c, a, b, d]);
  });

  test("a job of a new priority goes behind those that have it", async () => {
    const jobs = await bench().enqueueAll([{ priority: 1 }, { priority: 9 }, { priority: 9 }]);
    const [low, first, second] = jobs.map(({ id }) => id);
    await update(low as string, { priority: 9 });
    const order: string[] = [];
    for (let i = 0; i < 3; i++) order.push(...(await leasedIds(1)));
    expect(order).toEqual([first, second, low]);
  });

  test.each<JobStatus>(["SCHEDULED", "RETRYING"])(
    "a worker that waits gets a %s job that has become due",
    async (status) => {
      const { job } = await jobInStatus(bench(), status);
      const waiting = bench().source.lease({
        ...{ types: [TYPE], maxJobs: 1, leaseMs: HOUR_MS, waitMs: 10_000, workerId: "waits" },
      });
      await update(job.id, { delayMs: 0 });
      expect((await waiting).map((lease) => lease.job.id)).toEqual([job.id]);
    },
  );

  test("what an idempotency key compares stays the request that has made the job", async () => {
    const request = { idempotencyKey: "k", payload: bytes("old") };
    const job = await bench().enqueue(request);
    await update(job.id, { payload: bytes("new"), priority: 50 });
    const [again, other] = await bench().store.enqueue([
      { type: TYPE, ...request },
      { type: TYPE, ...request, payload: bytes("new") },
    ]);
    expect(again).toMatchObject({ created: false, job: { id: job.id, payload: bytes("new") } });
    expect(other).toMatchObject({ error: { code: "ALREADY_EXISTS" } });
  });

  test("updates that come together are all made, one after the other", async () => {
    const { id, sequence } = await bench().enqueue();
    const changes = [1, 2, 3, 4, 5, 6].map((n) =>
      n % 2 === 0 ? { priority: n } : { metadata: { [`${n}`]: "x" } },
    );
    const updated = await Promise.all(changes.map((change) => update(id, change)));
    expect(updated.map((job) => job.sequence).sort()).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => sequence + n),
    );
    expect((await get(id)).sequence).toBe(sequence + 6);
  });

  test.each<[field: string, change: object]>([
    ["type", { type: "other" }],
    ["runAt", { runAt: 5, delayMs: 5 }],
    ["runAt", { runAt: 1.5 }],
    ["delayMs", { delayMs: -1 }],
    ["priority", { priority: 101 }],
    ["payload", { payload: "text" }],
    ["contentType", { contentType: "text/plain" }],
    ["contentType", { contentType: "none", payload: bytes("x") }],
    ['metadata["a"]', { metadata: { a: 1 } }],
    ["metadata", { metadata: null }],
  ])("one with a wrong %s is refused: %j", async (field, change) => {
    const job = await bench().enqueue();
    await expect(update(job.id, change as JobUpdate)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field }],
    });
    expect(await get(job.id)).toEqual(job);
  });

  test.each([[{}], [{ priority: undefined }]])("one of nothing is refused: %j", async (change) => {
    const job = await bench().enqueue();
    await expect(update(job.id, change)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("nothing is given to change"),
    });
    expect(await get(job.id)).toEqual(job);
  });

  test("one over a limit of an enqueue is refused", async () => {
    const job = await bench().enqueue();
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`${i}`, ""]));
    for (const change of [{ payload: new Uint8Array(1024 * 1024 + 1) }, { metadata: many }]) {
      await expect(update(job.id, change)).rejects.toMatchObject({
        code: "RESOURCE_EXHAUSTED",
        violations: [{ field: Object.keys(change)[0] }],
      });
    }
    expect(await get(job.id)).toEqual(job);
  });
}

function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
}
