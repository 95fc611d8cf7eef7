import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import {
  Health,
  HealthCheckResponse_ServingStatus,
  JobService,
  ServerReflection,
  WorkerService,
} from "@millrace/protocol";
import { faultyStore } from "@millrace/store-conformance/faulty-store";
import { MemoryStore } from "@millrace/store-memory";
import { describe, expect, it } from "vitest";
import { CALLERS } from "./caller.ts";
import { serve } from "./serve.ts";

const { SERVING, NOT_SERVING } = HealthCheckResponse_ServingStatus;
const LONG = { seconds: 60n };
const GRACE_MS = 10_000;

/** A store that says when a call of one operation has begun. */
function announced(operation: "lease" | "watch" | "get") {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const memory = new MemoryStore();
  const store = faultyStore(memory, {
    before: (name) => {
      if (name === operation) resolve();
    },
  });
  return { store, memory, begun };
}

async function reasonOf(call: Promise<unknown>): Promise<ConnectError> {
  const reason = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(ConnectError);
  return reason as ConnectError;
}

describe.each(Object.entries(CALLERS))("drain, seen by %s", (_, connect) => {
  it("a long poll ends at once, with no jobs", async () => {
    const { store, begun } = announced("lease");
    await using served = await serve(store);
    const caller = connect(served.url);
    const request = { types: ["a"], workerId: "w", wait: LONG };
    const polling = caller.unary(WorkerService.method.lease, request);
    await begun;
    await Promise.all([
      served.server.stop(GRACE_MS),
      expect(polling).resolves.toMatchObject({ leases: [] }),
    ]);
    caller.close();
  });

  it("a watch ends with UNAVAILABLE and tells where to go on", async () => {
    const { store, memory } = announced("watch");
    await memory.enqueue([{ type: "a" }]);
    const id = (await memory.list({})).jobs[0]?.id ?? "";
    await using served = await serve(store);
    const caller = connect(served.url);
    const events = caller.stream(JobService.method.watchJob, { id })[Symbol.asyncIterator]();
    await events.next();
    const rest = reasonOf(events.next());
    await Promise.all([served.server.stop(GRACE_MS), rest]);
    expect(await rest).toMatchObject({
      code: Code.Unavailable,
      rawMessage: expect.stringContaining("after sequence number 1"),
    });
    caller.close();
  });

  it("an open call finishes, and nothing new is accepted", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const memory = new MemoryStore();
    const store = faultyStore(memory, {
      before: async (operation) => {
        if (operation !== "enqueue") return;
        begin();
        await gate;
      },
    });
    await using served = await serve(store);
    const caller = connect(served.url);
    const enqueuing = caller.unary(JobService.method.enqueue, { type: "a" });
    await begun;
    const stopping = served.server.stop(GRACE_MS);
    const late = connect(served.url);
    const refused = await reasonOf(late.unary(JobService.method.listJobs, {}));
    expect(refused.code).toBe(Code.Unavailable);
    late.close();
    open();
    expect((await enqueuing).created).toBe(true);
    await stopping;
    caller.close();
  });

  it("a watch of health hears NOT_SERVING before the end", async () => {
    await using served = await serve();
    const caller = connect(served.url);
    const seen: number[] = [];
    const watching = reasonOf(
      (async () => {
        for await (const { status } of caller.stream(Health.method.watch, {})) seen.push(status);
      })(),
    );
    await expect.poll(() => seen.at(-1)).toBe(SERVING);
    await served.server.stop(GRACE_MS);
    expect((await watching).code).toBe(Code.Unavailable);
    expect(seen.at(-1)).toBe(NOT_SERVING);
    caller.close();
  });
});

it("a lease that was granted stays valid over a drain", async () => {
  const store = new MemoryStore();
  await store.enqueue([{ type: "a" }]);
  const served = await serve(store);
  const caller = CALLERS["grpc-js"]?.(served.url);
  const { leases } = (await caller?.unary(WorkerService.method.lease, {
    types: ["a"],
    workerId: "w",
  })) ?? { leases: [] };
  await served.server.stop(GRACE_MS);
  caller?.close();
  const [lease] = leases;
  const item = { jobId: lease?.job?.id ?? "", token: Number(lease?.token) };
  expect(await store.settle([{ ...item, outcome: { kind: "completed" } }])).toEqual([
    { status: "COMPLETED" },
  ]);
});

it("does not wait for a client that keeps a stream of reflection open", async () => {
  const served = await serve();
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: served.url }));
  const requests = (async function* () {
    yield { messageRequest: { case: "listServices" as const, value: "" } };
    await new Promise(() => {});
  })();
  const answers = client.serverReflectionInfo(requests)[Symbol.asyncIterator]();
  await answers.next();
  // Longer than a test may take: it would fail if the drain used up its grace.
  await served.server.stop(3_600_000);
});

it("does not wait for an open call beyond the grace", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const store = faultyStore(new MemoryStore(), {
    before: async (operation) => {
      if (operation !== "get") return;
      begin();
      await new Promise(() => {});
    },
  });
  const served = await serve(store);
  const caller = CALLERS["grpc-js"]?.(served.url);
  const id = "0-0000000000000000";
  const cut = reasonOf(caller?.unary(JobService.method.getJob, { id }) ?? Promise.resolve());
  await begun;
  await served.server.stop(50);
  expect((await cut).code).toBe(Code.Unavailable);
  caller?.close();
});

it("can be asked to stop any number of times, also before it has served", async () => {
  const served = await serve();
  await Promise.all([served.server.stop(GRACE_MS), served.server.stop(GRACE_MS)]);
  await served.server.stop(GRACE_MS);
});
