import { MillraceError } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Handler } from "./handler.ts";
import { type Call, FaultySource, times, unavailable } from "./test/faulty-source.ts";
import { enqueue, until, untilStatus } from "./test/jobs.ts";
import { NotingLogger, noteEvents } from "./test/notes.ts";
import { Worker } from "./worker.ts";
import type { WorkerOptions } from "./worker-options.ts";

let store: MemoryStore;
let source: FaultySource;
let logger: NotingLogger;
let worker: Worker;
let events: string[];

beforeEach(() => {
  store = new MemoryStore();
  source = new FaultySource(store);
  logger = new NotingLogger();
});

afterEach(async () => {
  source.before = () => {};
  await worker.stop({ graceMs: 0 });
  await store.close();
});

async function start(handler: Handler, options: WorkerOptions = {}) {
  worker = new Worker("task", handler, { source, logger, ...options });
  events = noteEvents(worker);
  await worker.start();
}

/** The levels of what the log says about the source. */
const levels = () =>
  logger.lines.flatMap(({ level, message }) => (message.includes("source of jobs") ? [level] : []));

test("a source that is down at the start is waited for, and said once to be down", async () => {
  let down = true;
  source.before = () => {
    if (down) unavailable();
  };
  const id = await enqueue(store, { type: "task" });
  await start(() => "done");
  await until(() => expect(events.filter((name) => name === "sourceError")).toHaveLength(3));
  expect(levels()).toEqual(["error"]);
  down = false;
  await untilStatus(store, id, "COMPLETED");
  expect(levels()).toEqual(["error", "info"]);
});

test("a source that goes away in the middle loses no settlement", async () => {
  const gate = Promise.withResolvers<void>();
  await start(() => gate.promise, { concurrency: 20, lease: "5s" });
  await store.enqueue(Array.from({ length: 20 }, () => ({ type: "task" })));
  const running = () => store.list({ statuses: ["RUNNING"] });
  await until(async () => expect((await running()).jobs).toHaveLength(20));
  let down = true;
  source.before = () => {
    if (down) unavailable();
  };
  gate.resolve();
  await until(() => expect(source.settles.length).toBeGreaterThan(3));
  down = false;
  await until(async () => {
    const { jobs } = await store.list({ statuses: ["COMPLETED"] });
    expect(jobs).toHaveLength(20);
    expect(jobs.every(({ attempt, sequence }) => attempt === 1 && sequence === 3)).toBe(true);
  });
  await until(() => expect(events.filter((name) => name === "completed")).toHaveLength(20));
  expect(source.settles.map(({ resend }) => resend)).toEqual([
    false,
    ...source.settles.slice(1).map(() => true),
  ]);
  // What comes after it runs as before.
  const id = await enqueue(store, { type: "task" });
  await untilStatus(store, id, "COMPLETED");
  expect(levels()).toEqual(["error", "info"]);
});

test("a settlement whose answer was lost is sent again as resend, and told once", async () => {
  source.after = times(1, "settle");
  await start(() => "done");
  const id = await enqueue(store, { type: "task" });
  await until(() => expect(events).toContain("completed"));
  expect(source.settles.map(({ resend }) => resend)).toEqual([false, true]);
  expect(await store.get(id)).toMatchObject({ status: "COMPLETED", attempt: 1, sequence: 3 });
  expect(events).toEqual(["started", "sourceError", "completed"]);
});

test("a lease whose answer was lost is rescued, and its job run", async () => {
  source.after = times(1, "lease");
  const id = await enqueue(store, {
    type: "task",
    backoff: { initialMs: 0, jitter: 0 },
  });
  await start(() => "done", { lease: 30 });
  expect(await untilStatus(store, id, "COMPLETED")).toMatchObject({ attempt: 2 });
});

describe("every second call failing", () => {
  test.each<[string, Call[]]>([
    ["before it takes effect", ["settle", "extend", "lease"]],
    ["after it took effect", ["settle", "extend"]],
  ])("%s loses nothing and runs nothing twice", async (when, calls) => {
    let count = 0;
    const flaky = (call: Call) => {
      if (calls.includes(call) && count++ % 2 === 0) unavailable();
    };
    if (when.startsWith("before")) source.before = flaky;
    else source.after = flaky;
    const runs = new Map<string, number>();
    await start(({ id }) => runs.set(id, (runs.get(id) ?? 0) + 1).size);
    await store.enqueue(Array.from({ length: 500 }, () => ({ type: "task" })));
    await until(async () => {
      const { jobs } = await store.list({ statuses: ["COMPLETED"], pageSize: 1_000 });
      expect(jobs).toHaveLength(500);
      expect(jobs.every(({ sequence }) => sequence === 3)).toBe(true);
    });
    expect([...runs.values()].every((times) => times === 1)).toBe(true);
    await until(() => expect(events.filter((name) => name === "completed")).toHaveLength(500));
  });
});

test("a second outage is said again", async () => {
  await start(() => "done");
  for (const outage of [1, 2]) {
    source.before = times(1, "settle");
    const id = await enqueue(store, { type: "task" });
    await untilStatus(store, id, "COMPLETED");
    await until(() => expect(levels()).toHaveLength(2 * outage));
  }
  expect(levels()).toEqual(["error", "info", "error", "info"]);
});

describe("a source that refuses a worker which has worked", () => {
  test.each([
    new MillraceError("FAILED_PRECONDITION", "WRONGPASS invalid username-password pair"),
    new MillraceError("FAILED_PRECONDITION", 'database "jobs" does not exist'),
    new MillraceError("UNAVAILABLE", "HTTP 404"),
    new MillraceError("NOT_FOUND", "HTTP 404"),
    new Error("getaddrinfo ENOTFOUND redis"),
  ])("with %s has it back with its outcomes", async (error) => {
    const gate = Promise.withResolvers<void>();
    await start(() => gate.promise, { lease: "5s", random: () => 0.999 });
    const ids = [await enqueue(store, { type: "task" }), await enqueue(store, { type: "task" })];
    for (const id of ids) await untilStatus(store, id, "RUNNING");
    let refuses = true;
    const failed = new Set<Call>();
    source.before = (call) => {
      if (!refuses) return;
      failed.add(call);
      throw error;
    };
    gate.resolve();
    // Ends the wait of a lease call.
    const waking = await enqueue(store, { type: "task" });
    await until(() =>
      expect(events.filter((name) => name === "sourceError").length).toBeGreaterThan(5),
    );
    refuses = false;
    for (const id of [...ids, waking]) {
      expect(await untilStatus(store, id, "COMPLETED")).toMatchObject({ attempt: 1, errors: [] });
    }
    expect(failed).toContain("lease");
    expect(events).not.toContain("stopped");
    expect(events).not.toContain("leaseLost");
    expect(levels().at(0)).toBe("error");
    expect(levels().at(-1)).toBe("info");
  });
});

test("an outcome that is never answered is told as a lost lease, and logged", async () => {
  source.before = (call) => {
    if (call === "settle") throw new Error("a driver's own");
  };
  const id = await enqueue(store, { type: "task" });
  await start(() => "done", { lease: 50 });
  await until(() => expect(events).toContain("leaseLost"));
  expect(logger.at("error").at(-1)).toMatch(/has not answered for the outcome of a job/);
  source.before = () => {};
  await untilStatus(store, id, "COMPLETED");
});

test("a source that refuses the worker ends it, with the reason in the log", async () => {
  source.before = () => {
    throw new MillraceError("INVALID_ARGUMENT", "no such type here");
  };
  await start(() => "done");
  await until(() => expect(events).toEqual(["started", "stopped"]));
  expect(logger.at("error")).toEqual(["the source refuses the worker, which stops"]);
});

test("a refusal ends run() with the reason", async () => {
  source.before = () => {
    throw new MillraceError("INVALID_ARGUMENT", "no such type here");
  };
  worker = new Worker("task", () => "done", { source, logger });
  await expect(worker.run()).rejects.toThrow("no such type here");
});
