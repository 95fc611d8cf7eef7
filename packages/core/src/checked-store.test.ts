import { describe, expect, test } from "vitest";
import { CheckedStore } from "./checked-store.ts";
import { newJobId } from "./job-id.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { FakeEngine } from "./test/fake-engine.ts";

const id = newJobId(0);
const token = 1;
const request = { types: ["a"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "w" };
const invalid = { code: "INVALID_ARGUMENT" };

function open(limits = DEFAULT_LIMITS) {
  const engine = new FakeEngine();
  return { engine, store: new CheckedStore(engine, { limits }) };
}

/** The names of the calls that have reached the engine. */
const reached = ({ calls }: FakeEngine) => calls.map(([name]) => name);

test("what is in order reaches the engine as it is", async () => {
  const { engine, store } = open();
  const item = { jobId: id, token, outcome: { kind: "completed" } } as const;
  await store.get(id);
  await store.get(id, { view: "BASIC" });
  await store.list({ type: "a" });
  await store.cancel(id);
  await store.cancel(id, "why", { ifSequence: 7 });
  await store.lease(request);
  await store.extend([{ jobId: id, token }], 1_000);
  await store.settle([item]);
  await store.settle([item], { resend: true });
  await store.maintain();
  const role = { role: "maintenance", holder: "h", leaseMs: 5 } as const;
  await store.holdRole(role);
  await store.releaseRole("maintenance", "h");
  store.onRoleReleased("maintenance", () => {})();
  await store.listRoles();
  const { nextPageToken } = await store.queues.list();
  await store.queues.list({ pageSize: 3, pageToken: nextPageToken });
  await store.queues.get("a");
  await store.queues.stats();
  await store.queues.stats({ type: "a", minutes: 5 });
  await store.queues.pause("a");
  await store.queues.drain("a", { reason: "why", by: "ada", until: 5 });
  await store.queues.resume("a");
  await store.queues.setLimits("a", { maxRunning: 5 });
  const page = await store.workers.list();
  await store.workers.list({ pageToken: page.nextPageToken });
  await store.workers.leave("w");
  expect(engine.calls).toEqual([
    ["get", id, "FULL"],
    ["get", id, "BASIC"],
    ["list", { type: "a" }, undefined],
    ["cancel", id, "", undefined],
    ["cancel", id, "why", 7],
    ["lease", request],
    ["extend", [{ jobId: id, token }], 1_000],
    ["settle", [item], false],
    ["settle", [item], true],
    ["maintain"],
    ["holdRole", role],
    ["releaseRole", "maintenance", "h"],
    ["onRoleReleased", "maintenance"],
    ["listRoles"],
    ["queues.list", { after: "", limit: 100 }],
    ["queues.recent", ["a"]],
    ["queues.list", { after: "a", limit: 3 }],
    ["queues.recent", ["a"]],
    ["queues.get", "a"],
    ["queues.recent", ["a"]],
    ["queues.minutes", { type: "", minutes: 60 }],
    ["queues.minutes", { type: "a", minutes: 5 }],
    ["queues.configure", "a", { paused: { reason: "", by: "" } }],
    ["queues.get", "a"],
    ["queues.recent", ["a"]],
    ["queues.configure", "a", { draining: { reason: "why", by: "ada", until: 5 } }],
    ["queues.get", "a"],
    ["queues.recent", ["a"]],
    ["queues.configure", "a", { paused: null, draining: null, throttled: null }],
    ["queues.get", "a"],
    ["queues.recent", ["a"]],
    ["queues.configure", "a", { limits: { maxRunning: 5 } }],
    ["queues.get", "a"],
    ["queues.recent", ["a"]],
    ["workers.list", { after: "", limit: 100 }],
    ["workers.list", { after: "w", limit: 100 }],
    ["workers.leave", "w"],
  ]);
});

test("arguments that are not in order are refused ahead of the engine", async () => {
  const { engine, store } = open();
  const long = "x".repeat(1_025);
  const calls = [
    () => store.enqueue("a" as never),
    () => store.get("none"),
    () => store.get(id, { view: "basic" as never }),
    () => store.get(id, { full: true } as never),
    () => store.list({ pageSize: 0 }),
    () => store.watch({ id: "none" }).next(),
    () => store.watch({ id, afterSequence: -1 }).next(),
    () => store.cancel("none"),
    () => store.cancel(id, long),
    () => store.cancel(id, "", { ifSequence: 0 }),
    () => store.redrive("none"),
    () => store.redrive(id, { sequence: 1 } as never),
    () => store.delete("none"),
    () => store.delete(id, "1" as never),
    () => store.lease({ ...request, maxJobs: 0 }),
    () => store.extend([], 0),
    () => store.settle(undefined as never),
    () => store.queues.pause("a b"),
    () => store.queues.drain("a", { by: long }),
    () => store.queues.resume(""),
    () => store.queues.setLimits("a", { maxRunning: 0 }),
    () => store.holdRole({ role: "x" as never, holder: "h", leaseMs: 5 }),
    () => store.holdRole({ role: "maintenance", holder: "", leaseMs: 5 }),
    () => store.holdRole({ role: "maintenance", holder: "h", leaseMs: 0 }),
    () => store.holdRole(undefined as never),
    () => store.releaseRole("maintenance", long),
    () => store.releaseRole("x" as never, "h"),
  ];
  for (const call of calls) await expect(call(), String(call)).rejects.toMatchObject(invalid);
  expect(engine.calls).toEqual([]);
});

test("of a list, what is in order reaches the engine, and each other item has its own error", async () => {
  const { engine, store } = open({ ...DEFAULT_LIMITS, payloadBytes: 1, resultBytes: 1 });
  const large = new Uint8Array(2);
  const enqueued = await store.enqueue([{ type: "a", payload: large }, { type: "b" }]);
  expect(enqueued).toMatchObject([
    { error: { code: "RESOURCE_EXHAUSTED" } },
    { job: { type: "b" }, created: true },
  ]);
  const completed = (result?: Uint8Array) => ({
    jobId: id,
    token,
    outcome: { kind: "completed", ...(result && { result }) } as const,
  });
  const settled = await store.settle([completed(), null as never, completed(large)]);
  expect(settled).toMatchObject([
    { status: "COMPLETED" },
    { error: invalid },
    { error: { code: "RESOURCE_EXHAUSTED" } },
  ]);
  expect(engine.calls).toMatchObject([
    ["enqueue", [{ spec: { type: "b" }, replicated: false }]],
    ["settle", [completed()], false],
  ]);
});

test("a list with more than the contract allows is refused as a whole, and says how many", async () => {
  const { engine, store } = open();
  const over = <Item>(item: Item) => Array.from({ length: 1_001 }, () => item);
  const tooMany = {
    ...invalid,
    message: expect.stringContaining("items must have 0 to 1000 items, but has 1001"),
  };
  const outcome = { kind: "completed" } as const;
  await expect(store.settle(over({ jobId: id, token, outcome }))).rejects.toMatchObject(tooMany);
  await expect(store.extend(over({ jobId: id, token }), 1_000)).rejects.toMatchObject(tooMany);
  const statuses = Array.from({ length: 17 }, () => "PENDING" as const);
  await expect(store.list({ statuses })).rejects.toMatchObject({
    ...invalid,
    message: expect.stringContaining("statuses must have 0 to 16 items, but has 17"),
  });
  expect(engine.calls).toEqual([]);
});

test("a list without an item in order does not reach the engine", async () => {
  const { engine, store } = open();
  expect(await store.enqueue([])).toEqual([]);
  expect(await store.enqueue([{ type: "?" }])).toMatchObject([{ error: invalid }]);
  expect(await store.extend([], 1_000)).toEqual([]);
  expect(await store.settle([])).toEqual([]);
  expect(engine.calls).toEqual([]);
});

test("an enqueue for replicas is refused by the engine's own reason, where it has one", async () => {
  const replicated = [{ type: "a", durability: "REPLICATED" }] as const;
  const { engine, store } = open();
  await store.enqueue(replicated);
  expect(engine.calls).toMatchObject([["enqueue", [{ replicated: true }]]]);
  const alone = Object.assign(new FakeEngine(), { unreplicated: "it is alone; leave it out" });
  expect(await new CheckedStore(alone).enqueue(replicated)).toMatchObject([
    { error: { ...invalid, message: expect.stringContaining("it is alone; leave it out") } },
  ]);
  expect(alone.calls).toEqual([]);
});

test("an engine without settings to look at is ready, and has no warnings", async () => {
  const { engine, store } = open();
  await store.ready();
  expect(await store.warnings()).toEqual([]);
  Object.assign(engine, { warnings: async () => ["it forgets"] });
  expect(await store.warnings()).toEqual(["it forgets"]);
});

describe("a store that is closed", () => {
  test("refuses each call, whatever its arguments", async () => {
    const { engine, store } = open();
    await store.close();
    const none = undefined as never;
    const calls = [
      () => store.ready(),
      () => store.warnings(),
      () => store.enqueue(none),
      () => store.get(none),
      () => store.list(none),
      () => store.watch(none).next(),
      () => store.cancel(none, none),
      () => store.redrive(none),
      () => store.delete(none),
      () => store.lease(none),
      () => store.extend(none, none),
      () => store.settle(none),
      () => store.maintain(),
      () => store.ping(),
    ];
    for (const call of calls) {
      await expect(call(), String(call)).rejects.toMatchObject({
        code: "UNAVAILABLE",
        message: "the store is closed",
      });
    }
    expect(reached(engine)).toEqual(["close"]);
  });

  test("has closed its engine once", async () => {
    const { engine, store } = open();
    await Promise.all([store.close(), store.close()]);
    expect(reached(engine)).toEqual(["close"]);
  });

  test("ends the leases that wait", async () => {
    const { store } = open();
    const waiting = store.lease({ ...request, waitMs: 60_000 });
    await store.close();
    expect(await waiting).toEqual([]);
  });
});
