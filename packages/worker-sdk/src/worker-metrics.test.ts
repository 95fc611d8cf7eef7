import { type JobSource, systemClock, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { EventLoopProbe } from "./event-loop-probe.ts";
import { PermanentError, snooze } from "./outcome-signals.ts";
import { FaultySource, times } from "./test/faulty-source.ts";
import { enqueue, until, untilStatus } from "./test/jobs.ts";
import { NotingLogger } from "./test/notes.ts";
import { Worker } from "./worker.ts";
import type { WorkerOptions } from "./worker-options.ts";

const workers: Worker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop({ graceMs: 0 });
});

function worker(handlers: ConstructorParameters<typeof Worker>[0], options: WorkerOptions) {
  const made = new Worker(handlers as Record<string, never>, {
    metrics: true,
    logger: new NotingLogger(),
    ...options,
  });
  workers.push(made);
  return made;
}

/** The lines of `text` about the worker that are not 0, without what they all begin with. */
function linesOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("millrace_worker_") && !line.endsWith(" 0"))
    .map((line) => line.replace("millrace_worker_", ""));
}

test("handlers are counted while they run, and when they have ended by what came of them", async () => {
  const source = new MemoryStore();
  const open = Promise.withResolvers<void>();
  const handlers = {
    waits: () => open.promise,
    works: () => "done",
    breaks: () => {
      throw new PermanentError("broken");
    },
    sleeps: () => snooze("1h"),
  };
  const one = worker(handlers as never, { source, concurrency: 7 });
  await one.start();
  const ids = new Map<string, string>();
  for (const type of Object.keys(handlers)) ids.set(type, await enqueue(source, { type }));
  await untilStatus(source, ids.get("works") ?? "", "COMPLETED");
  await untilStatus(source, ids.get("breaks") ?? "", "FAILED");
  await untilStatus(source, ids.get("sleeps") ?? "", "SCHEDULED");
  const lines = linesOf(await one.metrics());
  expect(lines).toEqual(
    expect.arrayContaining([
      'running{type="waits"} 1',
      "concurrency 7",
      "leases_held 1",
      'handler_seconds_count{type="works",outcome="completed"} 1',
      'handler_seconds_count{type="breaks",outcome="failed"} 1',
      'handler_seconds_count{type="sleeps",outcome="snoozed"} 1',
    ]),
  );
  expect(lines.filter((line) => line.startsWith("running"))).toHaveLength(1);
  expect(await one.metrics()).toContain("process_resident_memory_bytes");
  open.resolve();
});

test("what the source answers is counted: extensions, and outcomes that were sent again", async () => {
  const store = new MemoryStore();
  const source = new FaultySource(store);
  source.before = times(1, "settle");
  const register = new Registry();
  const reported = Promise.withResolvers<void>();
  const one = worker(
    {
      task: async (_: unknown, context: { progress(fraction: number): Promise<void> }) => {
        await context.progress(0.5);
        reported.resolve();
      },
    } as never,
    { source, metrics: { register } },
  );
  await one.start();
  const id = await enqueue(store, { type: "task" });
  await reported.promise;
  await untilStatus(store, id, "COMPLETED");
  const lines = linesOf(await register.metrics());
  expect(lines).toContain('extends_total{outcome="ok"} 1');
  expect(lines).toContain("settle_retries_total 1");
  const [skew = ""] = lines.filter((line) => line.startsWith("clock_skew_seconds "));
  expect(Math.abs(Number(skew.split(" ")[1] ?? 0))).toBeLessThan(3600);
  expect(await register.metrics()).not.toContain("process_");
});

test("a store whose clock is behind is seen", async () => {
  const clock = new VirtualClock(systemClock.now() - 3_600_000);
  const source = new MemoryStore({ clock });
  const one = worker({ task: () => {} } as never, { source, clock });
  await one.start();
  await untilStatus(source, await enqueue(source, { type: "task" }), "COMPLETED");
  await until(async () => {
    const [, skew] = /^millrace_worker_clock_skew_seconds (.*)$/m.exec(await one.metrics()) ?? [];
    expect(Number(skew)).toBeGreaterThanOrEqual(3_600);
  });
});

test("workers that share a registry are counted together, and leave it when they stop", async () => {
  const register = new Registry();
  const source = new MemoryStore();
  const [one, other] = [3, 4].map((concurrency) =>
    worker({ task: () => {} } as never, { source, concurrency, metrics: { register } }),
  );
  await one?.start();
  await other?.start();
  expect(linesOf(await register.metrics())).toContain("concurrency 7");
  await one?.stop();
  expect(linesOf(await register.metrics())).toContain("concurrency 4");
});

describe("a port of their own", () => {
  /** The port that a worker has told its log. */
  function portOf(logger: NotingLogger): number {
    const line = logger.lines.find(({ message }) => message.includes("/metrics"));
    return (line as unknown as { details: { port: number } }).details.port;
  }

  test("shows them as long as the worker runs", async () => {
    const logger = new NotingLogger();
    const metrics = { port: 0, host: "127.0.0.1" };
    const one = worker({ task: () => {} } as never, { source: new MemoryStore(), logger, metrics });
    await one.start();
    const url = `http://127.0.0.1:${portOf(logger)}/metrics`;
    expect(linesOf(await (await fetch(url)).text())).toContain("concurrency 50");
    await one.stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  test("that is taken is told, and the worker does not begin", async () => {
    const logger = new NotingLogger();
    const source = new MemoryStore();
    const metrics = { port: 0, host: "127.0.0.1" };
    await worker({ task: () => {} } as never, { source, logger, metrics }).start();
    const port = portOf(logger);
    const second = worker({ task: () => {} } as never, {
      source,
      metrics: { ...metrics, port },
    });
    await expect(second.start()).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(
        new RegExp(`cannot have port ${port} of 127.0.0.1: .*EADDRINUSE.*metrics\\.port`),
      ),
    });
  });

  test("is closed again when the worker finds no source", async () => {
    const logger = new NotingLogger();
    const metrics = { port: 0, host: "127.0.0.1" };
    const lost = worker({ task: () => {} } as never, { url: "memory:", logger, metrics });
    await expect(lost.start()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(fetch(`http://127.0.0.1:${portOf(logger)}/metrics`)).rejects.toThrow();
  });
});

test("a worker that was not asked to count says how to ask, and its source is left as it is", async () => {
  const source: JobSource = new MemoryStore();
  const one = worker({ task: () => {} } as never, { source, metrics: false });
  await expect(one.metrics()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("metrics: true"),
  });
});

test.each([
  [{ metrics: { port: 70_000 } }, "metrics.port"],
  [{ metrics: { register: {} } }, "metrics.register must have the methods metrics, registerMetric"],
  [{ metrics: { prot: 1 } }, "metrics.prot is no field"],
])("%j is refused", (options, message) => {
  expect(() => new Worker("task", () => {}, options as never)).toThrow(message);
});

test("the package that they need is named when it is not there", async () => {
  vi.resetModules();
  vi.doMock("@millrace/metrics", () => {
    throw new Error("no such package");
  });
  const { Worker: WorkerAnew } = await import("./worker.ts");
  const source = new MemoryStore();
  const one = new WorkerAnew("task", () => {}, { source, metrics: true });
  await expect(one.start()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(
      "the option metrics of a worker needs @millrace/metrics, which cannot be loaded",
    ),
  });
  vi.doUnmock("@millrace/metrics");
});

test("what holds the event loop up is noticed, and its usual delays are not", () => {
  let nowMs = 0;
  const timers: (() => void)[] = [];
  const blocked: number[] = [];
  const probe = new EventLoopProbe(
    {
      ...systemClock,
      now: () => nowMs,
      setTimer: (_, callback) => {
        timers.push(callback);
        return () => timers.splice(0);
      },
    },
    (ms) => blocked.push(ms),
  );
  const pass = (ms: number) => {
    nowMs += ms;
    timers.shift()?.();
  };
  probe.start();
  pass(100);
  pass(149);
  pass(350);
  pass(100);
  expect(blocked).toEqual([250]);
  probe.stop();
  expect(timers).toEqual([]);
});
