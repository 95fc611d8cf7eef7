import { VirtualClock } from "@millrace/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteStore } from "./sqlite-store.ts";
import { TemporaryFolder } from "./test/temporary-folder.ts";

let folder: TemporaryFolder;
let clock: VirtualClock;
beforeEach(() => {
  folder = new TemporaryFolder();
  clock = new VirtualClock();
});
afterEach(() => folder.remove());

const open = () => SqliteStore.open(folder.url, { clock });
const LEASE = { types: ["a"], maxJobs: 10, leaseMs: 1_000, waitMs: 0, workerId: "w" };

test("jobs outlast the process as they were, in their order", async () => {
  const before = await open();
  const metadata = { team: "a" };
  const backoff = { initialMs: 1, multiplier: 1.5, maxMs: 9, jitter: 0 };
  await before.enqueue([
    {
      type: "a",
      idempotencyKey: "k",
      metadata,
      backoff,
      timeoutMs: 7,
      payload: new Uint8Array(5_000),
    },
    { type: "a" },
    { type: "a", priority: 9 },
    { type: "a", delayMs: 500 },
  ]);
  const { jobs } = await before.list({});
  await before.close();

  const after = await open();
  expect((await after.list({})).jobs).toEqual(jobs);
  await after.enqueue([{ type: "a" }]);
  const leases = await after.lease(LEASE);
  expect(leases.map(({ job }) => job.id)).toEqual([
    ...jobs.filter(({ status }) => status === "PENDING").map(({ id }) => id),
    expect.anything(),
  ]);
  const request = { type: "a", idempotencyKey: "k", payload: new Uint8Array(1) };
  expect(await after.enqueue([request])).toMatchObject([{ error: { code: "ALREADY_EXISTS" } }]);
  await after.close();
});

test("a lease that ended while no process had the file is rescued", async () => {
  const before = await open();
  await before.enqueue([{ type: "a", backoff: { initialMs: 0 } }]);
  const [lease] = await before.lease(LEASE);
  await before.close();

  clock.advance(1_000);
  const after = await open();
  expect(await after.lease(LEASE)).toMatchObject([{ job: { id: lease?.job.id, attempt: 2 } }]);
  await after.close();
});

test("a finished job is gone when its time ended while no process had the file", async () => {
  const before = await open();
  await before.enqueue([{ type: "a", retentionMs: 1_000, payload: new Uint8Array(5_000) }]);
  const [lease] = await before.lease(LEASE);
  if (lease === undefined) throw new Error("a job was due");
  const { job, token } = lease;
  await before.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);
  await before.close();

  clock.advance(1_000);
  const after = await open();
  await expect(after.get(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await after.maintain()).toMatchObject({ pruned: 1, more: false });
  expect(await after.maintain()).toMatchObject({ pruned: 0 });
  await after.close();
});

test("maintenance goes on where its bound stopped it", async () => {
  const store = await open();
  await store.enqueue(Array.from({ length: 1_200 }, () => ({ type: "a", delayMs: 10 })));
  clock.advance(10);
  const rounds: number[] = [];
  for (let more = true; more; ) {
    const report = await store.maintain();
    rounds.push(report.promoted);
    more = report.more;
  }
  expect(rounds).toEqual([500, 500, 200]);
  await store.close();
});

test("what a rate counts outlasts the process", async () => {
  const before = await open();
  await before.queues.setLimits("a", { rate: { limit: 2, periodMs: 6_400 } });
  await before.enqueue([{ type: "a" }, { type: "a" }, { type: "a" }]);
  expect(await before.lease(LEASE)).toHaveLength(2);
  await before.close();

  clock.advance(6_400);
  const after = await open();
  const limits = { rate: { limit: 2, periodMs: 6_400 } };
  expect(await after.queues.get("a")).toMatchObject({ limits });
  expect(await after.lease(LEASE)).toEqual([]);
  await after.queues.pause("a");
  await after.queues.resume("a");
  expect(await after.lease(LEASE)).toEqual([]);
  clock.advance(100);
  expect(await after.lease(LEASE)).toHaveLength(1);
  await after.close();
});
