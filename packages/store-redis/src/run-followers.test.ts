import { randomUUID } from "node:crypto";
import {
  FOLLOWED_MS,
  type Lease,
  type Outcome,
  type RunChange,
  type RunFollower,
  type RunJob,
  runStepIds,
} from "@millrace/core";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"] ?? "";
const TYPE = "t";
const request = { types: [TYPE], leaseMs: 60_000, waitMs: 0, workerId: "w" };

function open() {
  const keyPrefix = `test-${randomUUID()}`;
  const store = new RedisStore(url, { keyPrefix, partitions: 1 });
  onTestFinished(() => store.close());
  const runs = store.runs;
  const heard: string[] = [];
  runs.onNews((id) => heard.push(id));
  const jobOf = (id: string, step: string, more: Partial<RunJob["request"]> = {}): RunJob => ({
    id: runStepIds(id, step, 1)(0),
    place: { step, epoch: 1 },
    request: { type: TYPE, payload: new TextEncoder().encode(step), ...more },
  });
  const follower = (id: string, job: RunJob, ...after: string[]): RunFollower => ({
    job,
    after: after.map((step) => jobOf(id, step).id),
  });
  const changeOf = (id: string, ifVersion: number, more: Partial<RunChange>): RunChange => ({
    ...{ id, ifVersion, workflow: "w", state: "RUNNING", record: "", taken: [], jobs: [] },
    ...more,
  });
  return {
    ...{ store, runs, heard, keyPrefix, jobOf, follower },
    /** A run with jobs for these steps, and what follows on them. */
    make: async (
      steps: readonly string[],
      followers: (id: string) => RunFollower[],
      more: Partial<RunChange> = {},
    ) => {
      const id = await runs.newId();
      const jobs = steps.map((step) => jobOf(id, step));
      await runs.change(changeOf(id, 0, { jobs, followers: followers(id), ...more }));
      return id;
    },
    change: async (id: string, ifVersion: number, more: Partial<RunChange>) =>
      expect(await runs.change(changeOf(id, ifVersion, more))).toEqual({ changed: true }),
    lease: async () => {
      const leases = await store.lease({ ...request, maxJobs: 100 });
      return new Map(leases.map((lease) => [String(lease.job.run?.step), lease]));
    },
    settle: async (leases: Iterable<Lease | undefined>, outcome: Outcome = { kind: "completed" }) =>
      store.settle(
        [...leases].flatMap((lease) =>
          lease === undefined ? [] : { jobId: lease.job.id, token: lease.token, outcome },
        ),
      ),
    news: async (id: string) => (await runs.get(id, { maxNews: 100 })).news,
    ends: async (id: string) =>
      (await runs.get(id, { maxNews: 100 })).news.map((each) =>
        each.kind === "told" ? each.text : [each.run?.step, each.isFollowed === true],
      ),
  };
}

test("the completion of a job makes those that follow on it, and tells nobody", async () => {
  const { make, lease, settle, ends, runs, heard, follower, jobOf } = open();
  const id = await make(["a"], (run) => [
    follower(run, jobOf(run, "b", { payload: new Uint8Array(300).fill(7) }), "a"),
    follower(run, jobOf(run, "c", { priority: 9, maxAttempts: 3, delayMs: 1 }), "b"),
  ]);
  const { now } = await runs.get(id);
  expect(await settle((await lease()).values())).toEqual([{ status: "COMPLETED" }]);
  expect((await runs.due(10)).due).toEqual([]);
  expect((await runs.due(10)).nextAt).toBeGreaterThanOrEqual(now + FOLLOWED_MS);
  const b = (await lease()).get("b");
  expect(b?.job).toMatchObject({
    id: jobOf(id, "b").id,
    payload: new Uint8Array(300).fill(7),
    run: { id, step: "b", epoch: 1 },
  });
  await settle([b], { kind: "completed", result: new TextEncoder().encode("1") });
  expect(await ends(id)).toEqual([
    ["a", true],
    ["b", true],
  ]);
  expect(heard).toEqual([]);
  await expect.poll(async () => [...(await lease()).keys()]).toEqual(["c"]);
});

test("a job that follows on several is made by the last of them, and only once", async () => {
  const { make, lease, settle, ends, follower, jobOf } = open();
  const id = await make(["a", "b", "c"], (run) => [
    follower(run, jobOf(run, "d"), "a", "b", "c"),
    follower(run, jobOf(run, "e", { concurrencyKey: "k" }), "a", "b", "c"),
  ]);
  const leases = await lease();
  await settle([leases.get("c")]);
  expect(await lease()).toEqual(new Map());
  const both = [leases.get("a"), leases.get("b")];
  expect(await settle([...both, leases.get("c")])).toMatchObject([
    { status: "COMPLETED" },
    { status: "COMPLETED" },
    { error: { code: "LEASE_LOST" } },
  ]);
  const next = await lease();
  expect([...next.keys()].sort()).toEqual(["d", "e"]);
  expect(next.get("e")?.job.concurrencyKey).toBe("k");
  expect((await ends(id)).map(([, isFollowed]) => isFollowed)).toEqual([true, true, true]);
});

test("whatever else happens to the run ends that, until it is changed", async () => {
  const { make, change, lease, settle, news, ends, runs, heard, follower, jobOf } = open();
  const id = await make(["a", "x"], (run) => [follower(run, jobOf(run, "b"), "a")]);
  const leases = await lease();
  await settle([leases.get("x")]);
  await settle([leases.get("a")]);
  expect(await lease()).toEqual(new Map());
  expect(await ends(id)).toEqual([
    ["x", false],
    ["a", false],
  ]);
  expect(heard).toEqual([id, id]);

  const taken = (await news(id)).map(({ number }) => number);
  const jobs = [jobOf(id, "b")];
  const followers = [follower(id, jobOf(id, "c"), "b"), follower(id, jobOf(id, "d"), "c")];
  await change(id, 1, { taken, jobs, followers });
  await settle((await lease()).values());
  await runs.tell(id, "pause");
  expect((await runs.due(10)).due).toEqual([id]);
  await settle((await lease()).values());
  expect(await ends(id)).toEqual([["b", true], "pause", ["c", false]]);
  expect(await lease()).toEqual(new Map());
});

test("a job that fails has nothing follow, and one that completes after a retry has", async () => {
  const { make, lease, settle, ends, follower, jobOf } = open();
  const failing = await make(["a"], (run) => [follower(run, jobOf(run, "b"), "a")]);
  await settle((await lease()).values(), { kind: "failed", message: "no", permanent: true });
  expect(await ends(failing)).toEqual([["a", false]]);
  const id = await make(["a"], (run) => [follower(run, jobOf(run, "b"), "a")]);
  await settle((await lease()).values(), { kind: "snoozed", delayMs: 0 });
  await expect.poll(async () => settle((await lease()).values())).toHaveLength(1);
  expect(await ends(id)).toEqual([["a", true]]);
  expect([...(await lease()).keys()]).toEqual(["b"]);
});

test("a change puts others in place of those before, and leaves them while it leaves news", async () => {
  const { make, change, lease, settle, news, follower, jobOf } = open();
  const id = await make(["a", "x"], (run) => [
    follower(run, jobOf(run, "b"), "a"),
    follower(run, jobOf(run, "c"), "b"),
    follower(run, jobOf(run, "z"), "x"),
  ]);
  const { x, a } = Object.fromEntries(await lease());
  await settle([a]);
  // Made of what was before the end of a.
  await change(id, 1, { followers: [] });
  await settle((await lease()).values());
  const taken = (await news(id)).map(({ number }) => number);
  expect(taken).toHaveLength(2);
  await change(id, 2, { taken, followers: [] });
  expect([...(await lease()).keys()]).toEqual(["c"]);
  await settle([x]);
  expect(await lease()).toEqual(new Map());
});

test("nothing follows from the time on at which the run is due", async () => {
  const { make, lease, settle, ends, follower, jobOf } = open();
  const id = await make(["a"], (run) => [follower(run, jobOf(run, "b"), "a")], { wakeAt: 1 });
  await settle((await lease()).values());
  expect(await ends(id)).toEqual([["a", false]]);
  expect(await lease()).toEqual(new Map());
});

test("a run that is deleted leaves nothing of what was to follow", async () => {
  const { make, runs, lease, settle, keyPrefix, follower, jobOf } = open();
  const id = await make(["a"], (run) => [
    follower(run, jobOf(run, "b"), "a"),
    follower(run, jobOf(run, "c"), "b"),
  ]);
  await settle((await lease()).values());
  const redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  const ofJobs = [`j:${jobOf(id, "a").id}`, `j:${jobOf(id, "b").id}`];
  const keys = [`run:${id}`, `run-news:${id}`, `run-next:${id}`, ...ofJobs];
  const count = () => redis.exists(keys.map((key) => `{${keyPrefix}:0}:${key}`));
  expect(await count()).toBe(keys.length);
  expect(await runs.delete(id, 1, 100)).toBe("DELETED");
  expect(await count()).toBe(0);
  expect((await runs.due(1)).due).toEqual([]);
});
