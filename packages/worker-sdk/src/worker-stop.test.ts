import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AttemptContext, Handler } from "./handler.ts";
import { AttemptAborted } from "./outcome-signals.ts";
import { FaultySource, unavailable } from "./test/faulty-source.ts";
import { enqueue, turn, until, untilStatus } from "./test/jobs.ts";
import { NotingLogger, noteEvents } from "./test/notes.ts";
import { Worker } from "./worker.ts";
import type { WorkerOptions } from "./worker-options.ts";

let store: MemoryStore;
let source: FaultySource;
let begun: { readonly id: string; readonly context: AttemptContext }[];
let ends: Map<string, (value: unknown) => void>;

beforeEach(() => {
  store = new MemoryStore();
  source = new FaultySource(store);
  begun = [];
  ends = new Map();
});

afterEach(() => store.close());

/** Runs until the test ends it, whatever its signal says. */
const held: Handler = ({ id }, context) => {
  begun.push({ id, context });
  return new Promise((resolve) => ends.set(id, resolve));
};

async function start(options: WorkerOptions = {}, handler: Handler = held) {
  const logger = new NotingLogger();
  const worker = new Worker("task", handler, { source, logger, ...options });
  const events = noteEvents(worker);
  await worker.start();
  return { worker, events, logger };
}

const untilBegun = (count: number) => until(() => expect(begun).toHaveLength(count));
const causes = () =>
  begun.map(({ context: { signal } }) =>
    signal.reason instanceof AttemptAborted ? signal.reason.abortCause : undefined,
  );

describe("a stop", () => {
  test("waits for running handlers, undisturbed, and leases no more", async () => {
    const { worker, events } = await start();
    const id = await enqueue(store, { type: "task" });
    await untilBegun(1);
    const stopping = worker.stop();
    await turn();
    const next = await enqueue(store, { type: "task" });
    await turn();
    expect(causes()).toEqual([undefined]);
    ends.get(id)?.("done");
    await stopping;
    expect(await store.get(id)).toMatchObject({ status: "COMPLETED", attempt: 1 });
    expect(await store.get(next)).toMatchObject({ status: "PENDING", attempt: 0 });
    expect(events).toEqual(["started", "completed", "stopped"]);
  });

  test("extends the leases of what it waits for", async () => {
    const clock = new VirtualClock();
    store = new MemoryStore({ clock });
    source = new FaultySource(store);
    const { worker } = await start({ clock, lease: 60_000, grace: "1h" });
    const id = await enqueue(store, { type: "task" });
    await untilBegun(1);
    const stopping = worker.stop();
    const { leaseExpiresAt = 0 } = await store.get(id);
    await until(async () => {
      clock.advance(10_000);
      await turn();
      expect((await store.get(id)).leaseExpiresAt).toBeGreaterThan(leaseExpiresAt + 120_000);
    });
    ends.get(id)?.("done");
    await stopping;
    expect((await store.get(id)).status).toBe("COMPLETED");
  });

  test("gives back what did not end in the grace period, at the cost of no attempt", async () => {
    const { worker, events } = await start({ grace: 20 });
    const id = await enqueue(store, { type: "task" });
    await untilBegun(1);
    await worker.stop();
    expect(causes()).toEqual(["shutdown"]);
    expect(await store.get(id)).toMatchObject({ status: "PENDING", attempt: 0, errors: [] });
    ends.get(id)?.("much too late");
    await until(() => expect(events).toEqual(["started", "released", "stopped", "late"]));
    expect((await store.get(id)).status).toBe("PENDING");
  });

  test("ends an at-most-once job that was begun, and gives back one that was not", async () => {
    const { worker } = await start({ concurrency: 1, leaseAhead: 1 }, async (job, context) => {
      if (job.metadata["quick"] === undefined) return held(job, context);
      return "quick";
    });
    // The worker leases ahead only when it has been quick.
    await store.enqueue(
      Array.from({ length: 50 }, () => ({ type: "task", metadata: { quick: "" } })),
    );
    const request = { type: "task", delivery: "AT_MOST_ONCE" } as const;
    const first = await enqueue(store, request);
    const second = await enqueue(store, request);
    await untilBegun(1);
    await worker.stop({ graceMs: 0 });
    const job = await store.get(first);
    expect(job).toMatchObject({ status: "FAILED", attempt: 1 });
    expect(job.errors[0]?.message).toContain("the worker stopped");
    expect(await store.get(second)).toMatchObject({ status: "PENDING", attempt: 0 });
  });

  test("gives back a lease that is granted while it stops", async () => {
    const answer = Promise.withResolvers<void>();
    source.after = (call) => (call === "lease" ? answer.promise : undefined);
    const id = await enqueue(store, { type: "task" });
    const { worker, events } = await start({ grace: 0 });
    await untilStatus(store, id, "RUNNING");
    const stopping = worker.stop();
    await turn();
    answer.resolve();
    await stopping;
    expect(begun).toEqual([]);
    expect(await store.get(id)).toMatchObject({ status: "PENDING", attempt: 0 });
    expect(events).toEqual(["started", "released", "stopped"]);
  });

  test("of a worker that waits ends the wait at once", async () => {
    const { worker, events } = await start();
    await until(() => expect(source.leases).toHaveLength(1));
    await worker.stop();
    expect(events).toEqual(["started", "stopped"]);
    expect(source.closed).toBe(false);
  });

  test("ends though the source is down, and says what it could not settle", async () => {
    const { worker, events } = await start({ grace: 0 });
    const id = await enqueue(store, { type: "task" });
    await untilBegun(1);
    source.before = unavailable;
    await worker.stop();
    expect(events).toContain("sourceError");
    expect(events.slice(-2)).toEqual(["leaseLost", "stopped"]);
    expect((await store.get(id)).status).toBe("RUNNING");
  });

  test("delivers results that the source takes in time, after an outage", async () => {
    const { worker } = await start();
    const id = await enqueue(store, { type: "task" });
    await untilBegun(1);
    let failures = 0;
    source.before = (call) => {
      if (call === "settle" && failures++ < 3) unavailable();
    };
    const stopping = worker.stop();
    ends.get(id)?.("done");
    await stopping;
    expect((await store.get(id)).status).toBe("COMPLETED");
    expect(source.settles.map(({ resend }) => resend)).toEqual([false, true, true, true]);
  });

  test("may wait for ever", async () => {
    const { worker } = await start();
    const id = await enqueue(store, { type: "task" });
    await untilBegun(1);
    const stopping = worker.stop({ graceMs: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 20; i++) await turn();
    const { status } = await store.get(id);
    ends.get(id)?.("done");
    await stopping;
    expect([status, (await store.get(id)).status]).toEqual(["RUNNING", "COMPLETED"]);
  });
});

describe("a stop while the source is silent", () => {
  const silent = () => new Promise<void>(() => {});

  test("does not wait for its lease calls", async () => {
    const clock = new VirtualClock();
    source.before = silent;
    const { worker, events } = await start({ clock });
    await until(() => expect(source.leases).toHaveLength(1));
    const stopping = worker.stop();
    await turn();
    expect(events).toEqual(["started"]);
    clock.advance(2_000);
    await stopping;
    expect(events).toEqual(["started", "stopped"]);
  });

  test("says which outcomes have no answer", async () => {
    const clock = new VirtualClock();
    const { worker, events, logger } = await start({ clock }, () => "done");
    source.before = async (call) => {
      if (call === "settle") throw new Error("no answer");
    };
    await enqueue(store, { type: "task" });
    await until(() => expect(events).toContain("sourceError"));
    const stopping = worker.stop();
    await until(() => {
      clock.advance(1_000);
      expect(events).toContain("stopped");
    });
    await stopping;
    expect(events).toContain("leaseLost");
    expect(logger.at("error").at(-1)).toMatch(/has not answered for the outcome of a job/);
  });

  test.each(["redis", "postgres", "http"])(
    "ends the start that is under way, of %s",
    async (scheme) => {
      await using server = await silentServer();
      const worker = new Worker("task", held, {
        url: `${scheme}://${server.address}`,
        logger: new NotingLogger(),
      });
      const starting = worker.start();
      await until(() => expect(server.connections).toBeGreaterThan(0));
      await worker.stop();
      await starting;
      await expect(worker.start()).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    },
  );
});

/** Takes connections and says nothing. */
async function silentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    get connections() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe("a stop with an option that is none", () => {
  test.each([{ grace: 5 }, { graceMs: -1 }, { graceMs: "5s" }, null])(
    "%o throws",
    async (options) => {
      const { worker, events } = await start();
      expect(() => Reflect.apply(worker.stop, worker, [options])).toThrow("cannot stop the worker");
      expect(events).toEqual(["started"]);
      await worker.stop();
    },
  );
});

describe("a second stop", () => {
  test("is the first one", async () => {
    const { worker, events } = await start();
    const first = worker.stop();
    expect(worker.stop()).toBe(first);
    await first;
    await worker.stop();
    expect(events).toEqual(["started", "stopped"]);
  });
});

describe("a worker that has been stopped", () => {
  test("does not start again", async () => {
    const { worker } = await start();
    await worker.stop();
    for (const again of [worker.start(), worker.run()]) {
      await expect(again).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    }
  });

  test("before it was started does not start", async () => {
    const worker = new Worker("task", held, { source });
    await worker.stop();
    await expect(worker.start()).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    expect(source.leases).toEqual([]);
  });

  test("while it started ends", async () => {
    const worker = new Worker("task", held, { source });
    const events = noteEvents(worker);
    const starting = worker.start();
    const stopping = worker.stop();
    await Promise.all([starting, stopping]);
    expect(events).toEqual(["started", "stopped"]);
  });
});

test("await using stops the worker at the end of its block", async () => {
  const id = await enqueue(store, { type: "task" });
  let events: string[];
  {
    await using worker = new Worker("task", () => "done", { source });
    events = noteEvents(worker);
    await worker.start();
    await untilStatus(store, id, "COMPLETED");
    expect(events).toEqual(["started", "completed"]);
  }
  expect(events).toEqual(["started", "completed", "stopped"]);
});

test("run ends with a stop", async () => {
  const worker = new Worker("task", () => "done", { source });
  const running = worker.run();
  const id = await enqueue(store, { type: "task" });
  await untilStatus(store, id, "COMPLETED");
  await worker.stop();
  await running;
  expect(process.listeners("SIGTERM")).toEqual([]);
});
