import { describe, expect, test } from "vitest";
import type { AttemptContext } from "./handler.ts";
import { AttemptAborted, snooze } from "./outcome-signals.ts";
import { Engine, LEASE_MS, TYPE } from "./test/engine.ts";
import { times } from "./test/faulty-source.ts";
import { bytes, enqueue, turn, until, untilStatus } from "./test/jobs.ts";

/** A handler that waits to be told how to end, and the contexts that it was called with. */
function waitingHandler() {
  const contexts: AttemptContext[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const handler = (_job: unknown, context: AttemptContext) => {
    contexts.push(context);
    return promise;
  };
  return { handler, contexts, resolve, reject };
}

const causeOf = ({ signal }: AttemptContext) =>
  signal.reason instanceof AttemptAborted ? signal.reason.abortCause : undefined;

async function start(handler: ReturnType<typeof waitingHandler>, request = {}) {
  const engine = new Engine(handler.handler);
  const id = await enqueue(engine.store, { type: TYPE, ...request });
  await engine.accept();
  const [context] = handler.contexts;
  if (context === undefined) throw new Error("the handler was not called");
  return { engine, id, context };
}

test("a handler knows its lease token and its worker", async () => {
  const { context } = await start(waitingHandler());
  expect(context.fence).toBe(1);
  expect(context.workerId).toBe("worker-1");
  expect(context.signal.aborted).toBe(false);
});

describe("an attempt that ends by itself", () => {
  test.each([
    ["returns", () => "done", "completed"],
    ["resolves", async () => "done", "completed"],
    ["returns a snooze", () => snooze(5), "snoozed"],
    ["resolves to a snooze", async () => snooze(5), "snoozed"],
    ["throws", throwNo, "failed"],
    ["throws undefined", throwUndefined, "failed"],
    ["rejects", async () => throwNo(), "failed"],
    ["rejects with null", () => Promise.reject(null), "failed"],
    // biome-ignore lint/suspicious/noThenProperty: a handler may return any thenable.
    ["returns a thenable that throws", () => ({ then: throwNo }), "failed"],
    ["returns what cannot be encoded", () => 1n, "failed"],
  ])("%s", async (_, handler, kind) => {
    const engine = new Engine(handler);
    const id = await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    await until(() => expect(engine.settled).toMatchObject([{ id, outcome: { kind } }]));
    expect(engine.source.settles).toHaveLength(1);
  });
});

function throwNo(): never {
  throw new Error("no");
}

function throwUndefined(): never {
  throw undefined;
}

describe("an attempt that takes longer than its timeout", () => {
  test("fails with that, its signal aborted; its late end is reported and changes nothing", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler, { timeoutMs: 5_000 });
    engine.clock.advance(4_999);
    expect(context.signal.aborted).toBe(false);
    engine.clock.advance(1);
    expect(causeOf(context)).toBe("timeout");
    const failed = await untilStatus(engine.store, id, "RETRYING");
    expect(failed.errors).toMatchObject([{ message: "the attempt timed out after 5000 ms" }]);
    expect(engine.late).toEqual([]);
    handler.resolve("late result");
    await until(() => expect(engine.late).toEqual([id]));
    await turn();
    expect(engine.source.settles).toHaveLength(1);
    expect(await engine.store.get(id)).toEqual(failed);
  });

  test("gives its slot to the next job, also when it never ends", async () => {
    let calls = 0;
    const engine = new Engine(() => (calls++ === 0 ? new Promise(() => {}) : "done"), {
      concurrency: 1,
    });
    const stuck = await enqueue(engine.store, { type: TYPE, timeoutMs: 100 });
    const next = await enqueue(engine.store, { type: TYPE });
    await engine.accept(2);
    expect(calls).toBe(1);
    engine.clock.advance(100);
    await untilStatus(engine.store, next, "COMPLETED");
    expect((await engine.store.get(stuck)).status).toBe("RETRYING");
  });

  test("has no effect once the handler has ended", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler, { timeoutMs: 5_000 });
    handler.resolve("in time");
    await untilStatus(engine.store, id, "COMPLETED");
    engine.clock.advance(5_000);
    expect(context.signal.aborted).toBe(false);
    expect(engine.settled).toHaveLength(1);
  });
});

describe("an attempt whose job is to be cancelled", () => {
  test("is told at once where the source pushes, and ends CANCELLED when it stops", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler);
    await engine.store.cancel(id, "no longer wanted");
    expect(causeOf(context)).toBe("cancel");
    handler.reject(context.signal.reason);
    const job = await untilStatus(engine.store, id, "CANCELLED");
    expect(job.cancelReason).toBe("no longer wanted");
  });

  test("is told by the next heartbeat where it does not", async () => {
    const handler = waitingHandler();
    const engine = new Engine(handler.handler);
    engine.keeper.stop();
    engine.source.onCancelRequested = () => () => {};
    engine.keeper.start();
    const id = await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    const [context] = handler.contexts as [AttemptContext];
    await engine.store.cancel(id);
    expect(context.signal.aborted).toBe(false);
    engine.clock.advance(LEASE_MS / 3);
    await until(() => expect(causeOf(context)).toBe("cancel"));
  });

  test("is COMPLETED when its handler completes all the same", async () => {
    const handler = waitingHandler();
    const { engine, id } = await start(handler);
    await engine.store.cancel(id);
    handler.resolve("done anyway");
    await untilStatus(engine.store, id, "COMPLETED");
  });

  test("that has not begun is not begun", async () => {
    const handler = waitingHandler();
    const engine = new Engine(handler.handler, { concurrency: 1 });
    await enqueue(engine.store, { type: TYPE });
    const waiting = await enqueue(engine.store, { type: TYPE });
    await engine.accept(2);
    await engine.store.cancel(waiting);
    const job = await untilStatus(engine.store, waiting, "CANCELLED");
    expect(job.attempt).toBe(1);
    expect(handler.contexts).toHaveLength(1);
  });
});

describe("an attempt whose lease is lost", () => {
  test("is told, is not settled, and its late end is reported", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler);
    engine.source.before = () => new Promise(() => {});
    engine.clock.advance(LEASE_MS);
    expect(causeOf(context)).toBe("lease-lost");
    expect(engine.lost).toEqual([id]);
    handler.resolve("late");
    await until(() => expect(engine.late).toEqual([id]));
    expect(engine.source.settles).toEqual([]);
  });

  test("gives its slot to the next job", async () => {
    const handler = waitingHandler();
    const engine = new Engine(handler.handler, { concurrency: 1 });
    await enqueue(engine.store, { type: TYPE });
    await engine.accept(1, 5_000);
    engine.clock.advance(5_001);
    expect(await engine.store.maintain()).toMatchObject({ rescued: 1 });
    engine.clock.advance(LEASE_MS / 3);
    await until(() => expect(causeOf(handler.contexts[0] as AttemptContext)).toBe("lease-lost"));
    await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    expect(handler.contexts).toHaveLength(2);
  });
});

describe("log", () => {
  test("is stored soon, lines that come together by one call", async () => {
    const { engine, id, context } = await start(waitingHandler());
    context.log("one\ntwo");
    context.log("three");
    await until(async () => {
      const { log = [] } = await engine.store.get(id);
      expect(log.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    });
    expect(engine.source.extensions).toHaveLength(1);
  });

  test("is stored before the attempt ends", async () => {
    const engine = new Engine((_job, { log }) => log("last words"));
    const id = await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    const job = await untilStatus(engine.store, id, "COMPLETED");
    expect(job.log).toMatchObject([{ attempt: 1, text: "last words" }]);
  });

  test("that cannot be stored is told, and the job completes", async () => {
    const engine = new Engine((_job, { log }) => log("lost"));
    engine.source.before = times(1, "extend");
    const id = await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    expect((await untilStatus(engine.store, id, "COMPLETED")).log).toBeUndefined();
    expect(engine.reportErrors).toMatchObject([{ code: "UNAVAILABLE" }]);
  });

  test("after the end of the attempt is nothing", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler);
    handler.resolve(undefined);
    await untilStatus(engine.store, id, "COMPLETED");
    context.log("late");
    expect(engine.source.extensions).toEqual([]);
  });
});

describe("progress", () => {
  test("is stored when the call resolves, with and without a message", async () => {
    const { engine, id, context } = await start(waitingHandler());
    await context.progress(0.25, "a quarter");
    expect((await engine.store.get(id)).progress).toEqual({ fraction: 0.25, message: "a quarter" });
    await context.progress(1);
    expect((await engine.store.get(id)).progress).toEqual({ fraction: 1 });
  });

  test.each([
    [-0.1, "", "fraction must be from 0 to 1, but is -0.1"],
    [1.1, "", "fraction must be from 0 to 1, but is 1.1"],
    [Number.NaN, "", "fraction must be from 0 to 1"],
    [0.5, "x".repeat(1_025), "message must have at most 1024 bytes"],
    [0.5, "\ud800", "message must be well-formed Unicode"],
  ])("of %d with a message of its kind is refused", async (fraction, message, rule) => {
    const { engine, id, context } = await start(waitingHandler());
    await expect(context.progress(fraction, message)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(`cannot report progress: ${rule}`),
    });
    expect(engine.source.extensions).toEqual([]);
    expect(await engine.store.get(id)).not.toHaveProperty("progress");
  });

  test("of an attempt that is over is refused", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler);
    handler.resolve(undefined);
    await untilStatus(engine.store, id, "COMPLETED");
    await expect(context.progress(1)).rejects.toMatchObject({ code: "LEASE_LOST" });
  });

  test("that meets a lost lease says so, and aborts", async () => {
    const { engine, id, context } = await start(waitingHandler());
    const outcome = { kind: "completed" } as const;
    await engine.store.settle([{ jobId: id, token: context.fence, outcome }]);
    await expect(context.progress(0.5)).rejects.toMatchObject({ code: "LEASE_LOST" });
    expect(causeOf(context)).toBe("lease-lost");
  });

  test("while the source is down says so, and the attempt goes on", async () => {
    const handler = waitingHandler();
    const { engine, id, context } = await start(handler);
    let down = true;
    engine.source.before = () => {
      if (down) throw new Error("down");
    };
    await expect(context.progress(0.5)).rejects.toThrow("down");
    down = false;
    handler.resolve(undefined);
    await untilStatus(engine.store, id, "COMPLETED");
  });
});

test("a signal that is first looked at after the abort is aborted", async () => {
  const handler = waitingHandler();
  const { engine, id, context } = await start(handler, { payload: bytes("x") });
  await engine.store.cancel(id);
  expect(causeOf(context)).toBe("cancel");
  expect(context.signal).toBe(context.signal);
});

describe("a context that was taken apart", () => {
  test("reports progress and aborts", async () => {
    const waiting = waitingHandler();
    const { engine, id, context } = await start(waiting);
    const { progress, signal } = context;
    await progress(0.5, "half");
    expect(await engine.store.get(id)).toMatchObject({ progress: { fraction: 0.5 } });
    engine.runner.releaseRunning();
    expect(signal.aborted).toBe(true);
  });
});

describe("a progress report that nobody waits for", () => {
  test("and that is refused ends nothing, and is told", async () => {
    const { engine, context } = await start(waitingHandler());
    void context.progress(2);
    await until(() => expect(engine.reportErrors).toMatchObject([{ code: "INVALID_ARGUMENT" }]));
    await expect(context.progress(2)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  test("and that comes too late ends nothing", async () => {
    const { engine, context } = await start(waitingHandler());
    engine.runner.releaseRunning();
    void context.progress(0.5);
    await until(() => expect(engine.reportErrors).toMatchObject([{ code: "LEASE_LOST" }]));
  });
});

test("a progress report that the source cannot take leaves the other leases extended", async () => {
  const waiting = waitingHandler();
  const engine = new Engine(waiting.handler);
  await engine.store.enqueue(Array.from({ length: 5 }, () => ({ type: TYPE })));
  await engine.accept(5);
  engine.source.before = () => {
    const items = engine.source.extensions.at(-1) ?? [];
    if (items.some(({ progress }) => progress?.message === "bad")) throw new Error("22P05");
  };
  const reports = waiting.contexts.map(({ progress }, i) =>
    progress(0.5, i === 2 ? "bad" : "good"),
  );
  const ends = await Promise.allSettled(reports);
  expect(ends.map(({ status }) => status)).toEqual(
    [0, 1, 2, 3, 4].map((i) => (i === 2 ? "rejected" : "fulfilled")),
  );
});
