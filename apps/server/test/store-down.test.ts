import { Code, ConnectError } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import {
  Health,
  HealthCheckResponse_ServingStatus,
  JobService,
  WorkerService,
} from "@millrace/protocol";
import { type Faults, faultyStore } from "@millrace/store-conformance/faulty-store";
import { MemoryStore } from "@millrace/store-memory";
import { describe, expect, it } from "vitest";
import { anyCaller, type Caller, type CallOptions, deadlineOf, patientCaller } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

const { SERVING, NOT_SERVING } = HealthCheckResponse_ServingStatus;
const ID = "0-0000000000000000";

const CALLS: {
  readonly [name: string]: (caller: Caller, options?: CallOptions) => Promise<unknown>;
} = {
  Enqueue: (caller, options) => caller.unary(JobService.method.enqueue, { type: "a" }, options),
  EnqueueBatch: (caller, options) =>
    caller.unary(JobService.method.enqueueBatch, { requests: [{ type: "a" }] }, options),
  GetJob: (caller, options) => caller.unary(JobService.method.getJob, { id: ID }, options),
  ExplainJob: (caller, options) => caller.unary(JobService.method.explainJob, { id: ID }, options),
  UpdateJob: (caller, options) =>
    caller.unary(JobService.method.updateJob, { id: ID, priority: 1 }, options),
  CancelJob: (caller, options) => caller.unary(JobService.method.cancelJob, { id: ID }, options),
  ListJobs: (caller, options) => caller.unary(JobService.method.listJobs, {}, options),
  RetryJob: (caller, options) => caller.unary(JobService.method.retryJob, { id: ID }, options),
  DeleteJob: (caller, options) => caller.unary(JobService.method.deleteJob, { id: ID }, options),
  Lease: (caller, options) =>
    caller.unary(WorkerService.method.lease, { types: ["a"], workerId: "w" }, options),
  Extend: (caller, options) =>
    caller.unary(
      WorkerService.method.extend,
      { workerId: "w", items: [{ jobId: ID, token: 1n }] },
      options,
    ),
  Settle: (caller, options) =>
    caller.unary(
      WorkerService.method.settle,
      { items: [{ jobId: ID, token: 1n, outcome: { case: "released", value: {} } }] },
      options,
    ),
};

const READS = new Set(["ExplainJob", "GetJob", "ListJobs"]);

async function failure(call: Promise<unknown>): Promise<ConnectError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error as ConnectError;
}

const down = () => {
  throw new MillraceError("UNAVAILABLE", "the store is down; nothing was done");
};

/** A server over a memory store, with faults. */
async function served(faults: Faults) {
  const memory = new MemoryStore();
  const server: Served = await serve(faultyStore(memory, faults), { readinessIntervalMs: 10 });
  const caller = patientCaller(server.url);
  return {
    memory,
    server,
    caller,
    async [Symbol.asyncDispose]() {
      caller.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("while the store is down", () => {
  it.each(Object.keys(CALLS))("%s is UNAVAILABLE, and nothing was done", async (name) => {
    await using context = await served({
      before: (operation) => {
        if (operation !== "close") down();
      },
    });
    const error = await failure(CALLS[name]?.(context.caller) ?? Promise.resolve());
    expect(error.code).toBe(Code.Unavailable);
    expect(error.rawMessage).toBe("the store is down; nothing was done");
    expect((await context.memory.list({})).jobs).toEqual([]);
  });

  it("WatchJob is UNAVAILABLE", async () => {
    await using context = await served({
      before: (operation) => {
        if (operation === "watch") down();
      },
    });
    const stream = context.caller.stream(JobService.method.watchJob, { id: ID });
    const error = await failure(stream[Symbol.asyncIterator]().next());
    expect(error.code).toBe(Code.Unavailable);
  });

  it("health and /readyz tell so, and recover with it; /healthz is not concerned", async () => {
    let broken = true;
    await using context = await served({
      before: (operation) => {
        if (broken && operation === "ping") down();
      },
    });
    const { caller, server } = context;
    const health = async () => (await caller.unary(Health.method.check, {})).status;
    const status = async (path: string) => (await fetch(server.url + path)).status;
    const seen: number[] = [];
    const watching = (async () => {
      for await (const { status } of caller.stream(Health.method.watch, {})) {
        seen.push(status);
        if (seen.length === 3) return;
      }
    })();
    await expect.poll(() => seen).toEqual([NOT_SERVING]);
    expect(await health()).toBe(NOT_SERVING);
    expect(await status("/readyz")).toBe(503);
    expect(await status("/healthz")).toBe(200);
    broken = false;
    await expect.poll(health).toBe(SERVING);
    expect(await status("/readyz")).toBe(200);
    broken = true;
    await watching;
    expect(seen).toEqual([NOT_SERVING, SERVING, NOT_SERVING]);
  });
});

/** What a server asks of its store by itself. */
const OF_SERVERS: ReadonlySet<string> = new Set([
  "close",
  "ping",
  "maintain",
  "holdRole",
  "releaseRole",
]);

describe("while the store is silent", () => {
  it.each(Object.keys(CALLS))("%s is UNAVAILABLE when its deadline nears", async (name) => {
    await using context = await served({
      before: (operation) => (OF_SERVERS.has(operation) ? undefined : new Promise(() => {})),
    });
    const error = await failure(
      CALLS[name]?.(context.caller, deadlineOf(200)) ?? Promise.resolve(),
    );
    expect(error.code).toBe(Code.Unavailable);
    expect(error.rawMessage).toContain("the store did not answer in time");
    expect(error.rawMessage).toContain(READS.has(name) ? "nothing was changed" : "outcome unknown");
  });

  it("a lease that is granted too late is given back at once", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await using context = await served({
      after: (operation) => (operation === "lease" ? gate : undefined),
    });
    const [enqueued] = await context.memory.enqueue([{ type: "a" }]);
    const id = enqueued !== undefined && "job" in enqueued ? enqueued.job.id : "";
    const error = await failure(
      CALLS["Lease"]?.(context.caller, deadlineOf(200)) ?? Promise.resolve(),
    );
    expect(error.rawMessage).toContain("did not answer in time");
    expect(await context.memory.get(id)).toMatchObject({ sequence: 2, status: "RUNNING" });
    open();
    const isBack = { sequence: 3, status: "PENDING", attempt: 0 };
    await expect.poll(() => context.memory.get(id)).toMatchObject(isBack);
  });
});

it("an error of a store that is no Millrace error is INTERNAL, and its text stays in the log", async () => {
  const logged: object[] = [];
  const ignore = () => {};
  const logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (fields: object) => logged.push(fields),
  };
  const bug = new TypeError("secret internals");
  const store = faultyStore(new MemoryStore(), {
    before: (operation) => {
      if (operation === "get") throw bug;
    },
  });
  await using server = await serve(store, { logger });
  const caller = anyCaller(server.url);
  const error = await failure(caller.unary(JobService.method.getJob, { id: ID }));
  expect(error.code).toBe(Code.Internal);
  expect(error.rawMessage).not.toContain("secret");
  expect(logged).toContainEqual(expect.objectContaining({ err: bug, method: "GetJob" }));
  caller.close();
});

it("a settle during which the store goes away says so of the items that it did not reach", async () => {
  const store = new MemoryStore();
  const broken = new Proxy(store, {
    get(target, name) {
      if (name === "settle") {
        return async () => [{ error: new MillraceError("UNAVAILABLE", "went away half way") }];
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await using server = await serve(broken);
  const caller = anyCaller(server.url);
  expect(await CALLS["Settle"]?.(caller)).toMatchObject({
    results: [{ error: { code: Code.Unavailable, message: "went away half way" } }],
  });
  caller.close();
});
