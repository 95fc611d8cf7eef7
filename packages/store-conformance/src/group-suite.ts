import {
  type CreateGroupRequest,
  type EnqueueRequest,
  type Group,
  type Job,
  partitionOf,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";

const CALLBACK = "conformance-callback";
const ALL: CreateGroupRequest = {
  onCompleted: { type: CALLBACK, payload: bytes("completed") },
  onFailed: { type: CALLBACK, payload: bytes("failed") },
  onFinished: { type: CALLBACK, payload: bytes("finished") },
};
const NOWHERE = "0-0000000000000000";

/** Jobs that belong together, and the jobs that are run as they end. */
export function groupSuite(bench: () => Bench): void {
  const groups = () => bench().store.groups;
  const member = ({ id }: Group, request: Partial<EnqueueRequest> = {}) =>
    bench().enqueue({ groupId: id, ...request });
  const settleAll = async (kind: "completed" | "failed", maxJobs = 100) => {
    for (const lease of await bench().lease({ maxJobs })) {
      await bench().settle(lease, { kind, message: "no", permanent: true });
    }
  };
  /** The statuses of the callbacks, by what they are for. */
  const callbacks = async ({ callbacks }: Group) => {
    const jobs = Object.entries(callbacks).map(async ([name, id]) => {
      return [name, (await bench().store.get(id)).status] as const;
    });
    return Object.fromEntries(await Promise.all(jobs));
  };

  test("an open group calls nobody before it is sealed, then once", async () => {
    const group = await groups().create(ALL);
    expect(group).toMatchObject({ sealed: false, counts: { open: 0 } });
    const { id } = await member(group);
    expect((await bench().store.get(id)).groupId).toBe(group.id);
    expect(partitionOf(id)).toBe(partitionOf(group.id));
    await settleAll("completed");
    expect(await callbacks(group)).toEqual({
      onCompleted: "BLOCKED",
      onFailed: "BLOCKED",
      onFinished: "BLOCKED",
    });
    await member(group);
    const sealed = await groups().seal(group.id);
    expect(sealed).toMatchObject({ sealed: true, counts: { open: 1, completed: 1 } });
    expect(sealed).not.toHaveProperty("finishedAt");
    await settleAll("completed");
    expect(await callbacks(group)).toEqual({
      onCompleted: "PENDING",
      onFailed: "CANCELLED",
      onFinished: "PENDING",
    });
    const finished = await groups().get(group.id);
    expect(finished).toMatchObject({ counts: { open: 0, completed: 2, failed: 0, cancelled: 0 } });
    expect(finished.expiresAt).toBe((finished.finishedAt ?? 0) + finished.retentionMs);
    const called = await bench().lease({ types: [CALLBACK], maxJobs: 10 });
    expect(called.map(({ job }) => job.payload)).toEqual([bytes("completed"), bytes("finished")]);
    expect(await groups().seal(group.id)).toEqual(finished);
  });

  test("the first failure is told at once, and a group of which one has failed does not complete", async () => {
    const group = await groups().create(ALL);
    const onFailed = await bench().store.get(group.callbacks.onFailed ?? "");
    expect(onFailed).toMatchObject({ status: "BLOCKED" });
    expect(onFailed.waitsFor).toEqual({ rule: "FAILED", count: 1, jobIds: [group.id] });
    await member(group);
    await settleAll("failed");
    const told = { onCompleted: "BLOCKED", onFailed: "PENDING", onFinished: "BLOCKED" };
    expect(await callbacks(group)).toEqual(told);
    await member(group);
    await settleAll("failed");
    expect(await callbacks(group)).toEqual(told);
    await groups().seal(group.id);
    expect(await callbacks(group)).toEqual({
      onCompleted: "CANCELLED",
      onFailed: "PENDING",
      onFinished: "PENDING",
    });
    const { cancelReason } = await bench().store.get(group.callbacks.onCompleted ?? "");
    expect(cancelReason).toBe(`it comes after group ${group.id}, of which a job failed`);
  });

  test("a group is created sealed, with its jobs, by one call", async () => {
    const payloads = ["1", "2", "3"].map(bytes);
    const jobs = payloads.map((payload) => ({ type: TYPE, payload }));
    const group = await groups().create({ ...ALL, jobs, sealed: true, retentionMs: 5_000 });
    expect(group).toMatchObject({ sealed: true, counts: { open: 3 }, retentionMs: 5_000 });
    const leases = await bench().lease({ maxJobs: 3 });
    expect(leases.map(({ job }) => job.payload)).toEqual(payloads);
    expect(leases.map(({ job }) => job.groupId)).toEqual([group.id, group.id, group.id]);
    for (const lease of leases) {
      // A child of a job is no job of its group.
      await bench().settle(lease, { kind: "completed", enqueue: [{ type: "other" }] });
    }
    expect(await callbacks(group)).toMatchObject({ onCompleted: "PENDING" });
    expect((await groups().get(group.id)).counts).toEqual({
      ...{ open: 0, completed: 3, failed: 0, cancelled: 0 },
    });
  });

  test("a group that is sealed without jobs has finished at once", async () => {
    const group = await groups().create({ ...ALL, sealed: true });
    expect(group.finishedAt).toBeGreaterThan(0);
    const called = { onCompleted: "PENDING", onFailed: "CANCELLED", onFinished: "PENDING" };
    expect(await callbacks(group)).toEqual(called);
  });

  test("each way in which a job ends counts once", async () => {
    const group = await groups().create(ALL);
    const [completed, retried, cancelled, deleted, vain] = await bench().enqueueAll([
      { groupId: group.id },
      { groupId: group.id, backoff: { initialMs: 86_400_000 } },
      { groupId: group.id, delayMs: 86_400_000 },
      { groupId: group.id, delayMs: 86_400_000 },
      { groupId: group.id, delayMs: 86_400_000 },
    ]);
    if (!completed || !retried || !cancelled || !deleted || !vain) throw new Error("not made");
    const after = await bench().enqueue({ groupId: group.id, after: [cancelled.id] });
    await groups().seal(group.id);
    const [first, second] = await bench().lease({ maxJobs: 2 });
    if (!first || !second) throw new Error("two were due");
    await bench().settle(first, { kind: "completed", result: bytes("x") });
    await bench().settle(second, { kind: "failed", message: "not yet" });
    expect((await groups().get(group.id)).counts).toMatchObject({
      open: 5,
      completed: 1,
      failed: 0,
    });
    await bench().store.cancel(cancelled.id);
    expect(await bench().store.get(after.id)).toMatchObject({ status: "CANCELLED" });
    await bench().store.delete(deleted.id);
    await bench().store.cancel(retried.id);
    await bench().store.delete(vain.id);
    const { counts } = await groups().get(group.id);
    expect(counts).toEqual({ open: 0, completed: 1, failed: 0, cancelled: 5 });
    await bench().store.delete(completed.id);
    expect((await groups().get(group.id)).counts).toEqual(counts);
    const called = { onCompleted: "CANCELLED", onFailed: "CANCELLED", onFinished: "PENDING" };
    expect(await callbacks(group)).toEqual(called);
  });

  test("a lost lease ends no job, and is no failure, while attempts are left", async () => {
    const group = await groups().create({ ...ALL, jobs: [{ type: TYPE, maxAttempts: 2 }] });
    const [id = ""] = (await groups().listJobs(group.id)).jobs.map((job) => job.id);
    await bench().leaseOne({ leaseMs: 10 });
    await bench().untilStatus(id, "RETRYING");
    expect((await groups().get(group.id)).counts).toMatchObject({ open: 1, failed: 0 });
    await bench().store.cancel(id);
    expect((await groups().get(group.id)).counts).toMatchObject({ open: 0, cancelled: 1 });
  });

  test("what is run again after the end changes counts, and calls nobody", async () => {
    const group = await groups().create({ ...ALL, jobs: [{ type: TYPE }], sealed: true });
    await settleAll("failed");
    const before = await groups().get(group.id);
    const called = await callbacks(group);
    const retried = await groups().retry(group.id);
    expect(retried.counts).toEqual({ open: 1, completed: 0, failed: 0, cancelled: 0 });
    expect(retried.finishedAt).toBe(before.finishedAt);
    expect(retried).not.toHaveProperty("expiresAt");
    await settleAll("completed");
    const after = await groups().get(group.id);
    expect(after.counts).toEqual({ open: 0, completed: 1, failed: 0, cancelled: 0 });
    expect(after.finishedAt).toBe(before.finishedAt);
    expect(after.expiresAt).toBeGreaterThanOrEqual(before.expiresAt ?? 0);
    expect(await callbacks(group)).toEqual(called);
  });

  test("a cancelled group is sealed, cancels what is open, and frees unique keys", async () => {
    const group = await groups().create(ALL);
    const running = await member(group, { maxAttempts: 1 });
    const lease = await bench().leaseOne();
    // Where there are partitions, a key can have another home than the group.
    const [held] = await bench().store.enqueue([
      { type: TYPE, groupId: group.id, unique: { key: "u" }, delayMs: 86_400_000 },
    ]);
    await member(group, { delayMs: 86_400_000 });
    const cancelled = await groups().cancel(group.id, "enough");
    expect(cancelled).toMatchObject({ sealed: true, counts: { open: 1, completed: 0 } });
    expect(await bench().store.get(running.id)).toMatchObject({ cancelRequested: true });
    await bench().settle(lease, { kind: "failed", message: "stopped" });
    const { counts } = await groups().get(group.id);
    expect(counts).toMatchObject({ open: 0, failed: 0 });
    expect(await callbacks(group)).toMatchObject({ onFinished: "PENDING", onFailed: "CANCELLED" });
    if (held !== undefined && "job" in held) {
      expect(await bench().store.get(held.job.id)).toMatchObject({
        status: "CANCELLED",
        cancelReason: "enough",
      });
    } else expect(held).toMatchObject({ error: { violations: [{ field: "unique.key" }] } });
    const again = await bench().enqueue({ unique: { key: "u" } });
    expect(again.status).toBe("PENDING");
  });

  test("its jobs are listed page by page, the earliest first", async () => {
    const jobs = Array.from({ length: 5 }, (_, i) => ({ type: TYPE, payload: bytes(`${i}`) }));
    const group = await groups().create({ jobs });
    await bench().settle(await bench().leaseOne(), { kind: "completed" });
    const seen: Job[] = [];
    let pageToken: string | undefined;
    do {
      const page = await groups().listJobs(group.id, {
        pageSize: 2,
        ...(pageToken !== undefined && { pageToken }),
      });
      expect(page.jobs.length).toBeLessThanOrEqual(2);
      seen.push(...page.jobs);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    expect(seen.map(({ status }) => status)).toEqual(["COMPLETED", ...Array(4).fill("PENDING")]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
    expect(seen.every(({ groupId }) => groupId === group.id)).toBe(true);
  });

  test("a job of a group is as any other: it keeps its keys, comes after others, and is updated", async () => {
    const group = await groups().create();
    const first = await member(group, { delayMs: 86_400_000 });
    const second = await member(group, { after: [first.id] });
    expect(second).toMatchObject({ status: "BLOCKED", groupId: group.id });
    const updated = await bench().store.update(first.id, { delayMs: 0, priority: 9 });
    expect(updated).toMatchObject({ status: "PENDING", groupId: group.id });
    await bench().settle(await bench().leaseOne(), { kind: "completed" });
    expect(await bench().store.get(second.id)).toMatchObject({ status: "PENDING" });
    expect((await groups().get(group.id)).counts).toMatchObject({ open: 1, completed: 1 });
  });

  describe("is refused, and nothing is created:", () => {
    test("a job of a group that is sealed, or that there is not", async () => {
      const { id } = await groups().create({ sealed: true });
      const results = await bench().store.enqueue([
        { type: TYPE, groupId: id },
        { type: TYPE, groupId: `${partitionOf(id)}-0000000000000000` },
        { type: TYPE, groupId: "x" },
        { type: TYPE, idempotencyKey: "k", groupId: id },
      ]);
      const field = "groupId";
      expect(results).toMatchObject([
        { error: { code: "FAILED_PRECONDITION", violations: [{ field }] } },
        { error: { code: "NOT_FOUND", violations: [{ field }] } },
        { error: { code: "INVALID_ARGUMENT", violations: [{ field }] } },
        { error: { code: "FAILED_PRECONDITION" } },
      ]);
      expect(await bench().lease({ maxJobs: 10 })).toEqual([]);
      // The key was not taken.
      expect(await bench().enqueue({ idempotencyKey: "k" })).toMatchObject({ status: "PENDING" });
    });

    test("a group with a job or a callback that is not in order, or of a type that is draining", async () => {
      const bad = { type: TYPE, priority: 101 };
      const invalid = { code: "INVALID_ARGUMENT" };
      await expect(groups().create({ jobs: [bad] })).rejects.toMatchObject({
        ...invalid,
        violations: [{ field: "jobs[0].priority" }],
      });
      await expect(groups().create({ onFailed: bad })).rejects.toMatchObject({
        ...invalid,
        violations: [{ field: "onFailed.priority" }],
      });
      const keyed = { type: TYPE, unique: { key: "u" } } as { type: string };
      await expect(groups().create({ onFinished: keyed })).rejects.toMatchObject({
        ...invalid,
        violations: [{ field: "onFinished.unique" }],
      });
      await bench().store.queues.drain(CALLBACK);
      await expect(groups().create({ ...ALL, jobs: [{ type: TYPE }] })).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
      });
      expect(await bench().lease({ maxJobs: 10 })).toEqual([]);
    });

    test("each call for a group that there is not", async () => {
      const calls = [
        () => groups().get(NOWHERE),
        () => groups().seal(NOWHERE),
        () => groups().listJobs(NOWHERE),
        () => groups().cancel(NOWHERE),
        () => groups().retry(NOWHERE),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(groups().get("x")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    });
  });

  test("a group is forgotten after its retention, and its jobs go on", async () => {
    const group = await groups().create({
      jobs: [{ type: TYPE }],
      sealed: true,
      retentionMs: 1_000,
    });
    const lease = await bench().leaseOne();
    await bench().settle(lease, { kind: "failed", message: "no", permanent: true });
    const isForgotten = () =>
      expect(groups().get(group.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await bench().until(isForgotten);
    // Whether maintenance has come by does not matter.
    const again = await bench().store.redrive(lease.job.id);
    expect(again).toMatchObject({ status: "PENDING", groupId: group.id });
    await isForgotten();
    await bench().store.maintain();
    await bench().settle(await bench().leaseOne(), { kind: "completed" });
    await isForgotten();
  });
}
