import { once } from "node:events";
import { type JobStatus, MillraceError } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AttemptContext, Handler, Handlers, Middleware } from "./handler.ts";
import type { HandlerJob } from "./handler-job.ts";
import {
  AttemptAborted,
  PermanentError,
  RetryAfter,
  snooze,
  Throttled,
} from "./outcome-signals.ts";
import { FaultySource } from "./test/faulty-source.ts";
import { bytes, enqueue, until, untilStatus } from "./test/jobs.ts";
import { NotingLogger, noteEvents } from "./test/notes.ts";
import { Worker } from "./worker.ts";
import type { WorkerOptions } from "./worker-options.ts";

let store: MemoryStore;
let source: FaultySource;
let logger: NotingLogger;
let worker: Worker | undefined;

beforeEach(() => {
  store = new MemoryStore();
  source = new FaultySource(store);
  logger = new NotingLogger();
});

afterEach(async () => {
  await worker?.stop({ graceMs: 0 });
  worker = undefined;
  await store.close();
});

/** A started worker of the type `task`, or of several types, and its events. */
async function start(handlers: Handler | Handlers, options: WorkerOptions = {}) {
  const all = { source, logger, ...options };
  worker =
    typeof handlers === "function" ? new Worker("task", handlers, all) : new Worker(handlers, all);
  const events = noteEvents(worker);
  await worker.start();
  return { worker, events };
}

describe("a worker", () => {
  test("runs jobs of its type, with their results", async () => {
    await start((job) => ({ hello: job.json<{ name: string }>().name }));
    const id = await enqueue(store, { type: "task", payload: bytes('{"name":"Ada"}') });
    const job = await untilStatus(store, id, "COMPLETED");
    expect(job.result).toEqual(bytes('{"hello":"Ada"}'));
    expect(job.workerId).toBe(worker?.id);
  });

  test("runs several types, and no others", async () => {
    await start({ a: () => "A", b: () => "B" });
    const other = await enqueue(store, { type: "c" });
    const a = await enqueue(store, { type: "a" });
    const b = await enqueue(store, { type: "b" });
    expect((await untilStatus(store, a, "COMPLETED")).result).toEqual(bytes('"A"'));
    expect((await untilStatus(store, b, "COMPLETED")).result).toEqual(bytes('"B"'));
    expect((await store.get(other)).status).toBe("PENDING");
  });

  test("runs as many at once as it may, and no more", async () => {
    let running = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    await start(
      async () => {
        most = Math.max(most, ++running);
        if (running === 4) full.resolve();
        await full.promise;
        running--;
      },
      { concurrency: 4 },
    );
    await store.enqueue(Array.from({ length: 300 }, () => ({ type: "task" })));
    await until(async () => {
      const { jobs } = await store.list({ statuses: ["COMPLETED"], pageSize: 1_000 });
      expect(jobs).toHaveLength(300);
    });
    expect(most).toBe(4);
  });

  test("settles in batches", async () => {
    await start(() => "done");
    await store.enqueue(Array.from({ length: 1_000 }, () => ({ type: "task" })));
    await until(() => expect(source.settles.flatMap(({ items }) => items)).toHaveLength(1_000));
    expect(source.settles.length).toBeLessThan(100);
  });

  test("extends the leases of long handlers by itself", async () => {
    const end = Promise.withResolvers<void>();
    await start(() => end.promise, { lease: 60 });
    const id = await enqueue(store, { type: "task" });
    const leases: (number | undefined)[] = [];
    await until(async () => {
      const { leaseExpiresAt, attempt } = await store.get(id);
      if (!leases.includes(leaseExpiresAt)) leases.push(leaseExpiresAt);
      expect(attempt).toBe(1);
      expect(leases.length).toBeGreaterThan(6);
    });
    end.resolve();
    await untilStatus(store, id, "COMPLETED");
    expect((await store.get(id)).errors).toEqual([]);
  });

  test("leaves slow jobs that it has no slot for to other workers", async () => {
    const end = Promise.withResolvers<void>();
    const begun: string[] = [];
    const handler: Handler = (_job, context) => {
      begun.push(context.workerId);
      return end.promise;
    };
    await start(handler, { concurrency: 1, workerId: "first" });
    await store.enqueue([{ type: "task" }, { type: "task" }]);
    await until(() => expect(begun).toEqual(["first"]));
    await using other = new Worker("task", handler, { source, concurrency: 1, workerId: "other" });
    await other.start();
    await until(() => expect(begun).toEqual(["first", "other"]));
    end.resolve();
  });
});

describe("outcomes and their events", () => {
  test.each<["completed" | "failed" | "snoozed" | "throttled", Handler, JobStatus]>([
    ["completed", () => "done", "COMPLETED"],
    ["failed", () => Promise.reject(new Error("no")), "RETRYING"],
    ["failed", () => Promise.reject(new PermanentError("never")), "FAILED"],
    ["failed", () => Promise.reject(new RetryAfter("1h")), "RETRYING"],
    ["snoozed", () => snooze("1h"), "SCHEDULED"],
    ["throttled", () => Promise.reject(new Throttled("1h")), "SCHEDULED"],
    ["throttled", () => Promise.reject(new Throttled("1h", { scope: "QUEUE" })), "PENDING"],
    ["failed", () => Promise.reject(undefined), "RETRYING"],
    ["failed", () => 1n, "FAILED"],
    ["failed", () => new Uint8Array(1024 * 1024 + 1), "FAILED"],
    ["failed", () => snooze("5000d"), "FAILED"],
  ])("%s %o: the job is %s when the event comes", async (event, handler, status) => {
    const { worker, events } = await start(handler);
    const seen = Promise.withResolvers<string>();
    worker.on(event, (job: HandlerJob) => seen.resolve(job.id));
    const id = await enqueue(store, { type: "task" });
    expect(await seen.promise).toBe(id);
    expect((await store.get(id)).status).toBe(status);
    expect(events).toEqual(["started", event]);
  });

  test("say what happened", async () => {
    const { worker } = await start((job) => {
      if (job.text() === "bad") throw new PermanentError("bad payload");
      return { good: true };
    });
    const heard: unknown[] = [];
    worker.on("completed", ({ id }, result) => heard.push([id, result]));
    worker.on("failed", ({ id }, message, status) => heard.push([id, message, status]));
    const good = await enqueue(store, { type: "task", payload: bytes("good") });
    await until(() => expect(heard).toEqual([[good, bytes('{"good":true}')]]));
    const bad = await enqueue(store, { type: "task", payload: bytes("bad") });
    await until(() => expect(heard[1]).toEqual([bad, "bad payload", "FAILED"]));
  });

  test("RetryAfter and snooze say when, and a snooze costs no attempt", async () => {
    await start({
      busy: () => {
        throw new RetryAfter("1h");
      },
      later: () => snooze("2h"),
    });
    const busy = await enqueue(store, { type: "busy" });
    const later = await enqueue(store, { type: "later" });
    const retrying = await untilStatus(store, busy, "RETRYING");
    expect(retrying.runAt - retrying.updatedAt).toBe(3_600_000);
    const snoozed = await untilStatus(store, later, "SCHEDULED");
    expect(snoozed.runAt - snoozed.updatedAt).toBe(7_200_000);
    expect([retrying.attempt, snoozed.attempt]).toEqual([1, 0]);
  });

  test("a failed cancel is CANCELLED", async () => {
    const contexts: AttemptContext[] = [];
    const { worker } = await start(async (_job, context) => {
      contexts.push(context);
      await new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason));
      });
    });
    const statuses: string[] = [];
    worker.on("failed", (_job, _message, status) => statuses.push(status));
    const id = await enqueue(store, { type: "task" });
    await until(() => expect(contexts).toHaveLength(1));
    await store.cancel(id);
    await until(() => expect(statuses).toEqual(["CANCELLED"]));
    expect(contexts[0]?.signal.reason).toBeInstanceOf(AttemptAborted);
  });

  test("a handler that ignores its timeout is late, and the next job runs meanwhile", async () => {
    const end = Promise.withResolvers<string>();
    const { worker, events } = await start(
      (job) => (job.attempt === 1 && job.timeoutMs !== undefined ? end.promise : "quick"),
      { concurrency: 1 },
    );
    const late: string[] = [];
    worker.on("late", ({ id }) => late.push(id));
    const slow = await enqueue(store, { type: "task", timeoutMs: 20, maxAttempts: 1 });
    const next = await enqueue(store, { type: "task" });
    await untilStatus(store, next, "COMPLETED");
    const failed = await store.get(slow);
    expect(failed).toMatchObject({ status: "FAILED", errors: [{ message: /timed out/ }] });
    end.resolve("too late");
    await until(() => expect(late).toEqual([slow]));
    expect(await store.get(slow)).toEqual(failed);
    expect(events).toEqual(["started", "failed", "completed", "late"]);
  });

  test("a stale settle is told as a lost lease", async () => {
    const end = Promise.withResolvers<void>();
    const { events } = await start(() => end.promise);
    const id = await enqueue(store, { type: "task" });
    await untilStatus(store, id, "RUNNING");
    await store.settle([{ jobId: id, token: 1, outcome: { kind: "completed" } }]);
    end.resolve();
    await until(() => expect(events).toEqual(["started", "leaseLost"]));
    expect(logger.at("warn")).toHaveLength(1);
  });
});

describe("a failed attempt is logged", () => {
  test("with what comes next, and for good with the last one", async () => {
    await start(() => {
      throw new TypeError("no such user");
    });
    const backoff = { initialMs: 0, jitter: 0 };
    const id = await enqueue(store, { type: "task", maxAttempts: 2, backoff });
    await untilStatus(store, id, "FAILED");
    await until(() => expect(logger.at("error")).toHaveLength(1));
    expect(logger.at("warn")).toEqual([
      "attempt 1 of 2 of a job has failed, the next one comes after 0 s: no such user",
    ]);
    expect(logger.at("error")).toEqual([
      "a job has failed for good in attempt 2 of 2: no such user",
    ]);
    const [details] = logger.lines.flatMap(({ level, details }) =>
      level === "warn" ? [details] : [],
    );
    expect(details).toEqual({
      type: "task",
      jobId: id,
      attempt: 1,
      at: expect.stringContaining("worker.test.ts"),
    });
  });

  test("with the handler's line, where Node's own code has thrown", async () => {
    await start(() => {
      new URL("nowhere");
    });
    await enqueue(store, { type: "task" });
    await until(() => expect(logger.at("warn")).toHaveLength(1));
    const details = logger.lines.find(({ level }) => level === "warn")?.details;
    expect(details).toMatchObject({ at: expect.stringMatching(/^(?!.*node:).*worker\.test\.ts/) });
  });

  test("as a cancel when its job was cancelled", async () => {
    await start((_, { signal }) => once(signal, "abort").then(() => signal.throwIfAborted()));
    const id = await enqueue(store, { type: "task" });
    await untilStatus(store, id, "RUNNING");
    await store.cancel(id, "not needed");
    await untilStatus(store, id, "CANCELLED");
    await until(() =>
      expect(logger.at("info")).toContainEqual(
        expect.stringMatching(/^a job was cancelled in attempt 1 of 4: /),
      ),
    );
    expect(logger.at("warn")).toEqual([]);
  });

  test("with the wait that the handler asked for", async () => {
    await start(() => {
      throw new RetryAfter("90s", "busy");
    });
    await enqueue(store, { type: "task" });
    await until(() => expect(logger.at("warn")).toHaveLength(1));
    expect(logger.at("warn")[0]).toMatch(
      / of a job has failed, the next one comes after 90 s: busy$/,
    );
  });
});

describe("a result that is larger than a mebibyte", () => {
  const result = new Uint8Array(2 * 1024 * 1024);

  test("is kept by a source that takes such", async () => {
    store = new MemoryStore({ limits: { resultBytes: 8 * 1024 * 1024 } });
    source = new FaultySource(store);
    await start(() => result);
    const id = await enqueue(store, { type: "task" });
    expect((await untilStatus(store, id, "COMPLETED")).result).toEqual(result);
  });

  test("fails for good where the source takes none, with the limit and what to do", async () => {
    await start(() => result);
    const id = await enqueue(store, { type: "task" });
    const { errors } = await untilStatus(store, id, "FAILED");
    expect(errors).toMatchObject([
      {
        attempt: 1,
        message: expect.stringMatching(/result .* over the limit of 1048576 bytes; .+/),
      },
    ]);
  });
});

describe("middleware", () => {
  test("runs around every attempt, the first outermost, and sees results and errors", async () => {
    const steps: string[] = [];
    const around =
      (name: string): Middleware =>
      async (job, _context, next) => {
        steps.push(`${name} before ${job.text()}`);
        try {
          return await next();
        } catch (error) {
          steps.push(`${name} caught ${(error as Error).message}`);
          throw error;
        } finally {
          steps.push(`${name} after`);
        }
      };
    await start(
      (job) => {
        steps.push("handler");
        if (job.text() === "bad") throw new PermanentError("no");
        return "done";
      },
      { middleware: [around("outer"), around("inner")] },
    );
    const good = await enqueue(store, { type: "task", payload: bytes("good") });
    expect((await untilStatus(store, good, "COMPLETED")).result).toEqual(bytes('"done"'));
    expect(steps.splice(0)).toEqual([
      ...["outer before good", "inner before good", "handler", "inner after", "outer after"],
    ]);
    const bad = await enqueue(store, { type: "task", payload: bytes("bad") });
    await untilStatus(store, bad, "FAILED");
    expect(steps).toEqual([
      ...["outer before bad", "inner before bad", "handler"],
      ...["inner caught no", "inner after", "outer caught no", "outer after"],
    ]);
  });

  test("may answer in the handler's place", async () => {
    await start(() => "handler", { middleware: [async () => "cached"] });
    const id = await enqueue(store, { type: "task" });
    expect((await untilStatus(store, id, "COMPLETED")).result).toEqual(bytes('"cached"'));
  });
});

describe("what makes no worker", () => {
  const make = (...args: unknown[]) =>
    Reflect.construct(Worker, args) as ConstructorParameters<typeof Worker>;
  const ok = () => {};
  test.each([
    ["no handlers", [{}], ["handlers must have 1 to 256 items"]],
    ["a bad type", ["a b", ok], ['"a b"']],
    ["no handler", ["task"], ["handlers.task must be a function"]],
    ["options for a handler", ["task", { concurrency: 1 }], ["handlers.task must be a function"]],
    ["a handler that is none", [{ a: ok, b: "b" }], ["handlers.b must be a function"]],
    ["no concurrency", ["task", ok, { concurrency: 0 }], ["concurrency must be"]],
    ["half a slot", ["task", ok, { concurrency: 1.5 }], ["concurrency must be"]],
    [
      "a bad lease",
      ["task", ok, { lease: "5 minutes" }],
      ['lease must be milliseconds as a number, or a number with a unit such as "30s", but is "5'],
    ],
    ["maintenance as a text", ["task", ok, { maintain: "no" }], ["maintain must be true or false"]],
    ["a lease too short", ["task", ok, { lease: 9 }], ["lease must be", "but is 9"]],
    ["an empty name", ["task", ok, { workerId: "" }], ["workerId must not be empty"]],
    ["two sources", ["task", ok, { url: "redis://x", source: {} }], ["source excludes url"]],
    ["a source that is none", ["task", ok, { source: {} }], ["source must have the methods lease"]],
    ["a misspelt option", ["task", ok, { concurency: 3 }], ["did you mean concurrency?"]],
    ["the same of several types", [{ a: ok }, { concurency: 3 }], ["did you mean concurrency?"]],
    ["nothing", [], ["handlers must be an object of functions by type, but is undefined"]],
    ["options that are none", ["task", ok, 3], ["must be an object with fields of a worker"]],
    ["a number as a text", ["task", ok, { concurrency: "3" }], ["concurrency must be", '"3"']],
    ["a URL that is none", ["task", ok, { url: new URL("redis://x") }], ["url must be a string"]],
    ["a name that is none", ["task", ok, { workerId: 7 }], ["workerId must be a string"]],
    ["one middleware", ["task", ok, { middleware: ok }], ["middleware must be a list"]],
    [
      "a logger that lacks warn",
      ["task", ok, { logger: { info: ok, error: ok } }],
      ["methods warn"],
    ],
    [
      "a clock that is none",
      ["task", ok, { clock: Date }],
      ["clock must have the methods setTimer"],
    ],
    [
      "all of it",
      [
        { "": ok, "a b": 1 },
        { concurrency: -1, leaseAhead: -1, lease: "x", grace: -1, workerId: "\ud800" },
      ],
      [
        ...['""', '"a b"', "handlers.a b", "concurrency", "leaseAhead", "lease must", "grace must"],
        "workerId",
      ],
    ],
  ])("%s is refused, and each problem is named", (_, args, problems) => {
    const refusal = refusalOf(() => make(...args));
    expect(refusal.code).toBe("INVALID_ARGUMENT");
    for (const problem of problems) expect(refusal.message).toContain(problem);
  });

  test("options may be undefined, as in what is read from the environment", () => {
    const options: Required<{ [Name in keyof WorkerOptions]: WorkerOptions[Name] | undefined }> = {
      url: undefined,
      maintain: undefined,
      source: undefined,
      concurrency: undefined,
      leaseAhead: undefined,
      lease: undefined,
      leaseThread: undefined,
      grace: undefined,
      schedules: undefined,
      workerId: undefined,
      version: undefined,
      middleware: undefined,
      metrics: undefined,
      tracing: undefined,
      logger: undefined,
      clock: undefined,
      random: undefined,
    };
    expect(new Worker("task", ok, options).id).not.toBe("");
  });

  function refusalOf(act: () => unknown): MillraceError {
    try {
      act();
    } catch (error) {
      if (error instanceof MillraceError) return error;
      throw error;
    }
    throw new Error("it was not refused");
  }

  test("a URL that leads nowhere fails start and run alike, and leaves signals alone", async () => {
    const handles = () => [process.listenerCount("SIGTERM"), process.listenerCount("SIGINT")];
    const before = handles();
    const started = new Worker("task", ok, { url: "memory:" });
    await expect(started.start()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await started.stop();
    const run = new Worker("task", ok, { url: "mysql://x" });
    await expect(run.run()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(handles()).toEqual(before);
  });

  test("a URL that leads nowhere ends a program with what to do, below the line that runs it", async () => {
    const wrong = await new Worker("task", ok, { url: "localhost:8080" })
      .run()
      .catch((error: unknown) => error);
    const [message, ...frames] = (wrong as Error).stack?.split("\n") ?? [];
    expect(message).toBe(
      "MillraceError: cannot use the URL: it has no scheme; use redis://localhost:8080 for Redis there, or http://localhost:8080 for a server",
    );
    expect(frames.join("\n")).not.toMatch(/worker\.ts|open-source\.ts|store-url\.ts/);
  });
});
