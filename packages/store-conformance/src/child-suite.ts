import { type ChildRequest, childIds, type Outcome, partitionOf } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, LONG_LEASE_MS, TYPE } from "./harness.ts";

const CHILD = "conformance-child";
const DAY_MS = 86_400_000;

const completed = (...enqueue: ChildRequest[]): Outcome => ({ kind: "completed", enqueue });

/** Jobs that are created together with the completion of another one. */
export function childSuite(bench: () => Bench): void {
  const children = async () => {
    const { jobs } = await bench().store.list({ type: CHILD, pageSize: 100, view: "FULL" });
    return jobs;
  };

  test("three children are there once their parent has completed, and not when its lease was lost", async () => {
    const { id } = await bench().enqueue({ backoff: { initialMs: 0 } });
    const lost = await bench().leaseOne({ leaseMs: 10 });
    await bench().untilStatus(id, "RETRYING", "PENDING");
    const three = completed({ type: CHILD }, { type: CHILD }, { type: CHILD });
    expect(await bench().settle(lost, three)).toMatchObject({ error: { code: "LEASE_LOST" } });
    expect(await children()).toEqual([]);

    await bench().untilStatus(id, "PENDING");
    const { job, token } = await bench().leaseOne();
    const items = [{ jobId: job.id, token, outcome: three }];
    expect(await bench().source.settle(items)).toEqual([{ status: "COMPLETED" }]);
    expect(await bench().source.settle(items, { resend: true })).toEqual([{ status: "COMPLETED" }]);
    const created = await children();
    expect(created.map((child) => child.id).sort()).toEqual(childIds(id, token, 3));
  });

  test("a child is what was asked for, in the partition of its parent", async () => {
    const { id } = await bench().enqueue();
    const lease = await bench().leaseOne();
    const request: ChildRequest = {
      type: CHILD,
      payload: bytes("child"),
      contentType: "text/plain",
      delayMs: DAY_MS,
      expiresInMs: 5_000,
      priority: 7,
      maxAttempts: 2,
      backoff: { initialMs: 1 },
      timeoutMs: 60_000,
      delivery: "AT_MOST_ONCE",
      metadata: { a: "b" },
      retentionMs: DAY_MS * 2,
    };
    const large = bytes("x".repeat(100_000));
    const result = bytes("done");
    await bench().settle(lease, {
      kind: "completed",
      result,
      enqueue: [request, { type: CHILD, payload: large }],
    });
    expect(await bench().store.get(id)).toMatchObject({ status: "COMPLETED", result });
    const [first = "", second = ""] = childIds(id, lease.token, 2);
    expect(partitionOf(first)).toBe(partitionOf(id));
    const { delayMs: _, backoff: __, ...same } = request;
    const child = await bench().store.get(first);
    expect(child).toMatchObject({ ...same, id: first, status: "SCHEDULED", parentId: id });
    expect(child.backoff.initialMs).toBe(1);
    expect(child.runAt).toBe(child.createdAt + DAY_MS);
    expect(child.startBy).toBe(child.runAt + 5_000);
    expect(await bench().store.get(second)).toMatchObject({
      status: "PENDING",
      payload: large,
      parentId: id,
      sequence: 1,
    });
  });

  test("as many children as a completion may have are created at once", async () => {
    const { id } = await bench().enqueue();
    const lease = await bench().leaseOne();
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      type: CHILD,
      payload: bytes(`${index}`.padEnd(1_000)),
      metadata: { index: `${index}` },
    }));
    expect(await bench().settle(lease, completed(...many))).toEqual({ status: "COMPLETED" });
    const last = await bench().store.get(childIds(id, lease.token, 1_000)[999] ?? "");
    expect(last).toMatchObject({ ...many[999], status: "PENDING", parentId: id });
  });

  test("children are leased in their order, and have children themselves", async () => {
    const { id } = await bench().enqueue();
    const lease = await bench().leaseOne();
    const payloads = ["1", "2", "3", "4"].map(bytes);
    await bench().settle(
      lease,
      completed(...payloads.map((payload) => ({ type: CHILD, payload }))),
    );
    const leases = await bench().lease({ types: [CHILD], maxJobs: 10 });
    expect(leases.map(({ job }) => job.payload)).toEqual(payloads);
    expect(leases.map(({ job }) => job.parentId)).toEqual([id, id, id, id]);
    const [first] = leases;
    if (first === undefined) throw new Error("no child was leased");
    await bench().settle(first, completed({ type: TYPE }));
    expect((await bench().leaseOne()).job.parentId).toBe(first.job.id);
  });

  test("who waits for jobs gets a child as soon as it is there", async () => {
    await bench().enqueue();
    const lease = await bench().leaseOne();
    const request = { types: [CHILD], maxJobs: 1, leaseMs: LONG_LEASE_MS, workerId: "worker-2" };
    const waiting = bench().source.lease({ ...request, waitMs: 10_000 });
    await bench().settle(lease, completed({ type: CHILD, payload: bytes("now") }));
    expect((await waiting).map(({ job }) => job.payload)).toEqual([bytes("now")]);
  });

  test("no outcome but a completion that is accepted creates children", async () => {
    await bench().enqueueAll([{ maxAttempts: 1 }, {}, {}]);
    const [failed, snoozed, cancelled] = await bench().lease({ maxJobs: 3 });
    if (!failed || !snoozed || !cancelled) throw new Error("three jobs were due");
    const enqueue = [{ type: CHILD }];
    const outcomes = [
      { kind: "failed", message: "no", enqueue },
      { kind: "snoozed", delayMs: DAY_MS, enqueue },
      { kind: "released", started: true, enqueue },
    ] as const;
    await bench().settle(failed, outcomes[0]);
    await bench().settle(snoozed, outcomes[1]);
    await bench().settle(cancelled, outcomes[2]);
    expect(await children()).toEqual([]);
  });

  test("parents and others are settled by one call, each by itself", async () => {
    await bench().enqueueAll([{}, {}, {}, {}]);
    const leases = await bench().lease({ maxJobs: 4 });
    const [first, second, third, fourth] = leases.map(({ job, token }) => ({
      jobId: job.id,
      token,
    }));
    if (!first || !second || !third || !fourth) throw new Error("four jobs were due");
    const results = await bench().source.settle([
      { ...first, outcome: completed({ type: CHILD }) },
      { ...second, outcome: { kind: "completed" } },
      { ...third, outcome: completed({ type: CHILD, priority: 101 }) },
      { ...fourth, outcome: completed({ type: CHILD }, { type: CHILD }) },
    ]);
    const done = { status: "COMPLETED" };
    expect(results).toMatchObject([done, done, { error: { code: "INVALID_ARGUMENT" } }, done]);
    expect(await bench().store.get(third.jobId)).toMatchObject({ status: "RUNNING" });
    const parents = (await children()).map(({ parentId }) => parentId).sort();
    expect(parents).toEqual([first.jobId, fourth.jobId, fourth.jobId].sort());
  });

  describe("a completion with a child that is not in order is refused, and changes nothing", () => {
    const many = Array.from({ length: 1_001 }, () => ({ type: CHILD }));
    const half = { type: CHILD, payload: new Uint8Array(900_000) };
    test.each<[string, ChildRequest[], string, string]>([
      ["a type that is none", [{ type: "" }], "INVALID_ARGUMENT", "enqueue[0].type"],
      ["over 1,000", many, "INVALID_ARGUMENT", "enqueue"],
      ["more than 2 MiB", [half, half, half], "RESOURCE_EXHAUSTED", "enqueue"],
      [
        "a unique key",
        [{ type: CHILD }, { type: CHILD, unique: { key: "u" } } as ChildRequest],
        "INVALID_ARGUMENT",
        "enqueue[1].unique",
      ],
      [
        "an idempotency key",
        [{ type: CHILD, idempotencyKey: "i" } as ChildRequest],
        "INVALID_ARGUMENT",
        "enqueue[0].idempotencyKey",
      ],
      [
        "jobs to come after",
        [{ type: CHILD, after: ["0-V1StGXR8Z5jdHi6B"] } as ChildRequest],
        "INVALID_ARGUMENT",
        "enqueue[0].after",
      ],
    ])("%s", async (_, enqueue, code, field) => {
      const { id } = await bench().enqueue();
      const lease = await bench().leaseOne();
      const result = await bench().settle(lease, { kind: "completed", enqueue });
      expect(result).toMatchObject({ error: { code, violations: [{ field }] } });
      expect(await bench().store.get(id)).toMatchObject({ status: "RUNNING" });
      expect(await children()).toEqual([]);
      expect(await bench().settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
    });
  });

  test("children of a type that is draining are part of the work that goes on", async () => {
    await bench().enqueue();
    const lease = await bench().leaseOne();
    await bench().store.queues.drain(CHILD);
    await bench().settle(lease, completed({ type: CHILD }));
    expect(await children()).toMatchObject([{ status: "PENDING" }]);
  });

  test("a parent that others come after, and that holds a unique key, ends as any other", async () => {
    const { id } = await bench().enqueue({ unique: { key: "parent" } });
    const after = await bench().enqueue({ after: [id] });
    await bench().settle(await bench().leaseOne(), completed({ type: CHILD }));
    expect(await bench().store.get(after.id)).toMatchObject({ status: "PENDING" });
    expect(await children()).toHaveLength(1);
    const again = await bench().enqueue({ unique: { key: "parent" } });
    expect(again.id).not.toBe(id);
  });
}
