import { createRouterTransport } from "@connectrpc/connect";
import type {
  EnqueueRequest,
  JobOptions,
  JobQuery,
  MillraceError,
  WatchRequest,
} from "@millrace/core";
import {
  decodeChangeOptions,
  decodeEnqueueRequest,
  decodeGetOptions,
  decodeJobQuery,
  decodeJobUpdate,
  encodeEnqueueBatchResult,
  encodeError,
  encodeJob,
  encodeJobPage,
  JobService,
  ServerService,
} from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Client, type WaitOptions } from "./client.ts";

let store: MemoryStore;
let client: Client;
let batches: EnqueueRequest[][];
let queries: JobQuery[];

beforeEach(() => {
  store = new MemoryStore();
  batches = [];
  queries = [];
  client = new Client({ transport: createTransport() });
});

afterEach(async () => {
  await client.close();
  await store.close();
});

/** A server that is as thin as can be; the real one is tested with the client in apps/server. */
function createTransport() {
  return createRouterTransport(({ service }) => {
    service(JobService, {
      enqueueBatch: async ({ requests }) => {
        const batch = requests.map(decodeEnqueueRequest);
        batches.push(batch);
        return { results: (await store.enqueue(batch)).map(encodeEnqueueBatchResult) };
      },
      getJob: (request) => answer(store.get(request.id, decodeGetOptions(request))),
      updateJob: (request) =>
        answer(store.update(request.id, decodeJobUpdate(request), decodeChangeOptions(request))),
      cancelJob: (request) =>
        answer(store.cancel(request.id, request.reason, decodeChangeOptions(request))),
      retryJob: (request) => answer(store.redrive(request.id, decodeChangeOptions(request))),
      deleteJob: async (request) => {
        await store.delete(request.id, decodeChangeOptions(request)).catch(throwOnWire);
        return {};
      },
      listJobs: async (request) => {
        const query = decodeJobQuery(request);
        queries.push(query);
        return encodeJobPage(await store.list(query));
      },
    });
    service(ServerService, {
      getServerInfo: () => ({ version: "1.2.3", store: "memory", limits: { batchJobs: 7 } }),
    });
  });
}

async function answer(job: ReturnType<MemoryStore["get"]>) {
  return { job: encodeJob(await job.catch(throwOnWire)) };
}

function throwOnWire(error: MillraceError): never {
  throw encodeError(error);
}

describe("enqueue", () => {
  test("sends a value as JSON, with its options", async () => {
    const { job, created } = await client.enqueue(
      "email",
      { to: "a" },
      { delay: "1h", priority: 9 },
    );
    expect(created).toBe(true);
    expect(job).toMatchObject({ type: "email", status: "SCHEDULED", priority: 9 });
    expect(new TextDecoder().decode(job.payload)).toBe('{"to":"a"}');
    expect(job.runAt - job.createdAt).toBe(3_600_000);
  });

  test("joins calls of one moment, and keeps their order", async () => {
    const types = ["a", "b", "c"];
    const jobs = await Promise.all(types.map((type) => client.enqueue(type)));
    expect(jobs.map(({ job }) => job.type)).toEqual(types);
    expect(batches.map((batch) => batch.map(({ type }) => type))).toEqual([types]);
  });

  test("sends those that wait for replicas by calls of their own", async () => {
    const replicated = { durability: "REPLICATED" } as const;
    const results = await Promise.allSettled([
      client.enqueue("a", 1, replicated),
      client.enqueue("b"),
      client.enqueue("c", 1, replicated),
    ]);
    // There are none here.
    expect(results[0]).toMatchObject({
      reason: { code: "INVALID_ARGUMENT", violations: [{ field: "durability" }] },
    });
    expect(results[1]).toMatchObject({ value: { created: true } });
    const sent = batches.map((batch) => batch.map(({ type }) => type));
    expect(new Set(sent)).toEqual(new Set([["b"], ["a", "c"]]));
  });

  test("throws the error of its own job only", async () => {
    const options = { idempotencyKey: "k" };
    const [first, same, other, unrelated] = await Promise.allSettled([
      client.enqueue("a", 1, options),
      client.enqueue("a", 1, options),
      client.enqueue("a", 2, options),
      client.enqueue("b"),
    ]);
    expect(first).toMatchObject({ value: { created: true } });
    expect(same).toMatchObject({ value: { created: false } });
    expect(other).toMatchObject({ reason: { code: "ALREADY_EXISTS" } });
    expect(unrelated).toMatchObject({ value: { created: true } });
  });

  test.each([
    ["a payload without JSON", () => client.enqueue("a", () => {})],
    ["a malformed length", () => client.enqueue("a", 1, { timeout: -1 })],
    ["a malformed type", () => client.enqueue("a b")],
    ["a field of the store's", () => client.enqueue("a", 1, { delayMs: 1 } as JobOptions)],
    ["options that are none", () => client.enqueue("a", 1, "5s" as never)],
    ["jobs that are none", () => client.enqueueMany(5 as never)],
  ])("refuses %s without a call", async (_, enqueue) => {
    await expect(enqueue()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(batches).toEqual([]);
  });

  test("of many gives each its own result", async () => {
    const results = await client.enqueueMany([
      { type: "a", payload: 1 },
      { type: "b", priority: 101 },
      null as never,
      { type: "c" },
    ]);
    expect(results).toMatchObject([
      { job: { type: "a" }, created: true },
      { error: { code: "INVALID_ARGUMENT" } },
      { error: { code: "INVALID_ARGUMENT" } },
      { job: { type: "c" }, created: true },
    ]);
    expect(batches).toHaveLength(1);
  });
});

describe("a job", () => {
  test("can be read, cancelled, retried and deleted", async () => {
    const { id } = (await client.enqueue("a")).job;
    expect(await client.get(id)).toMatchObject({ id, status: "PENDING" });
    expect(await client.cancel(id, "no use")).toMatchObject({
      status: "CANCELLED",
      cancelReason: "no use",
    });
    expect(await client.retry(id)).toMatchObject({ status: "PENDING" });
    await client.delete(id);
    await expect(client.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("that waits can be changed", async () => {
    const { id } = (await client.enqueue("a", { n: 1 }, { metadata: { team: "x" } })).job;
    const later = await client.update(id, { delay: "1h", priority: 9, payload: { n: 2 } });
    expect(later.json()).toEqual({ n: 2 });
    expect(later).toMatchObject({ status: "SCHEDULED", priority: 9, metadata: { team: "x" } });
    expect(later.runAt).toBe(later.updatedAt + 3_600_000);
    const runAt = new Date(Date.now() + 7_200_000);
    expect((await client.update(id, { runAt })).runAt).toBe(runAt.getTime());
    const bare = await client.update(id, { payload: Buffer.from("bytes"), metadata: {} });
    expect(bare).toMatchObject({ contentType: "application/octet-stream", metadata: {} });
    expect(await client.get(id)).toEqual(bare);
    await expect(client.update(id, { delay: "20000d" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "delay" }],
    });
    await client.cancel(id);
    await expect(client.update(id, { priority: 1 })).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot update job ${id}: it is CANCELLED`),
    });
  });

  test("is changed only at the sequence that was read", async () => {
    const read = (await client.enqueue("a")).job;
    const { id } = read;
    const stale = { ifSequence: read.sequence };
    const cancelled = await client.cancel(id, "", stale);
    for (const call of [
      client.update(id, { priority: 1 }, stale),
      client.cancel(id, "", stale),
      client.retry(id, stale),
      client.delete(id, stale),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        violations: [{ field: "ifSequence", description: "is 1, but the job is at 2" }],
      });
    }
    const retried = await client.retry(id, { ifSequence: cancelled.sequence });
    await client.delete(id, { ifSequence: retried.sequence });
    await expect(client.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("that forbids the move answers with the reason", async () => {
    const { id } = (await client.enqueue("a")).job;
    await expect(client.retry(id)).rejects.toMatchObject({
      name: "MillraceError",
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`cannot retry job ${id}: it is PENDING`),
    });
  });

  test("names the field at fault", async () => {
    await expect(client.get("nonsense")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "id" }],
    });
    await expect(client.cancel("0-V1StGXR8Z5jdHi6B", "x".repeat(1_025))).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "reason" }],
    });
    const half = { ifSequence: 1.5 };
    const { id } = (await client.enqueue("a")).job;
    for (const call of [
      client.update(id, { priority: 1 }, half),
      client.cancel(id, "", half),
      client.retry(id, half),
      client.delete(id, half),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field: "ifSequence" }],
      });
    }
  });
});

test("an option that is undefined is one that is not given", async () => {
  const maybe: string | undefined = process.env["MILLRACE_NO_SUCH_VARIABLE"];
  const { job } = await client.enqueue("a", 1, { idempotencyKey: maybe, delay: undefined });
  expect(job.idempotencyKey).toBeUndefined();
  const { jobs } = await client.listPage({ type: maybe, statuses: undefined, pageToken: maybe });
  expect(jobs).toHaveLength(1);
  client.watch({ id: job.id, afterSequence: undefined, signal: undefined });
  const [stored] = await store.enqueue([{ type: "b", payload: undefined, delayMs: undefined }]);
  expect(stored).toMatchObject({ created: true });
});

test("errors name the words of the client", async () => {
  const options = { maxAttempts: 0, priority: "5" as never, idempotencyKey: "" };
  await expect(client.enqueue("a", 1, { ...options, delay: "20000d" })).rejects.toMatchObject({
    message:
      'cannot enqueue: delay must be a whole number from 0 to 315619200000 ms, but is 1728000000000; priority must be a whole number from 0 to 100, but is "5"; maxAttempts must be a whole number from 1 to 1000, but is 0; idempotencyKey must not be empty',
    violations: [
      { field: "delay" },
      { field: "priority" },
      { field: "maxAttempts" },
      { field: "idempotencyKey" },
    ],
  });
});

test.each<[string, () => Promise<unknown>]>([
  ["get of a number", () => client.get(5 as never)],
  ["get of no id", () => client.get("")],
  ["get of half a character", () => client.get("\ud800")],
  ["update of nothing", () => client.update(undefined as never, { priority: 1 })],
  ["update to nothing", () => client.update("0-V1StGXR8Z5jdHi6B", {})],
  ["update with null", () => client.update("0-V1StGXR8Z5jdHi6B", null as never)],
  ["update with a delayMs", () => client.update("0-V1StGXR8Z5jdHi6B", { delayMs: 1 } as never)],
  ["update with a Map", () => client.update("0-V1StGXR8Z5jdHi6B", { payload: new Map() })],
  ["cancel of nothing", () => client.cancel(undefined as never)],
  ["cancel for a number", () => client.cancel("0-V1StGXR8Z5jdHi6B", 5 as never)],
  ["retry of null", () => client.retry(null as never)],
  ["delete of an object", () => client.delete({} as never)],
  ["listPage with a misspelt filter", () => client.listPage({ status: "FAILED" } as JobQuery)],
  ["listPage of one status", () => client.listPage({ statuses: "FAILED" as never })],
  ["listPage of a status that is none", () => client.listPage({ statuses: ["NOPE" as never] })],
  ["get by a view that is none", () => client.get("0-0000000000000000", { view: "x" as never })],
  ["listPage of null", () => client.listPage(null as never)],
  ["list with a misspelt filter", () => client.list({ typ: "a" } as JobQuery).next()],
  ["watch of a number", () => client.watch({ id: 5 as never }).next()],
  ["watch of a bare id", () => client.watch("0-V1StGXR8Z5jdHi6B" as never).next()],
  ["watch with a misspelt field", () => client.watch({ id: "a", after: 5 } as WatchRequest).next()],
  ["waitFor of a number", () => client.waitFor(5 as never)],
  ["waitFor for a time", () => client.waitFor("a", { timeout: 5 } as WaitOptions)],
  ["waitFor with null", () => client.waitFor("a", null as never)],
  ["waitFor with a signal that is none", () => client.waitFor("a", { signal: {} as never })],
])("%s is INVALID_ARGUMENT", async (_, call) => {
  await expect(call()).rejects.toMatchObject({
    name: "MillraceError",
    code: "INVALID_ARGUMENT",
  });
});

describe("list", () => {
  test("reads page after page, each only when it is needed", async () => {
    await client.enqueueMany(Array.from({ length: 5 }, () => ({ type: "a" })));
    let listed = 0;
    for await (const job of client.list({ type: "a", pageSize: 2 })) {
      expect(job.type).toBe("a");
      listed++;
      expect(queries).toHaveLength(Math.ceil(listed / 2));
    }
    expect(listed).toBe(5);
    expect(queries.every(({ type, pageSize }) => type === "a" && pageSize === 2)).toBe(true);
  });

  test("can be read by the page", async () => {
    await client.enqueueMany([{ type: "a" }, { type: "a" }]);
    const { jobs, nextPageToken } = await client.listPage({ pageSize: 1 });
    expect(jobs).toHaveLength(1);
    const last = await client.listPage({ pageSize: 1, pageToken: nextPageToken ?? "" });
    expect(last.jobs.map(({ id }) => id)).not.toEqual(jobs.map(({ id }) => id));
  });
});

test("reads a job without what is large", async () => {
  const { job } = await client.enqueue("a", { to: "a" });
  const basic = await client.get(job.id, { view: "BASIC" });
  const [listed] = (await client.listPage()).jobs;
  for (const view of [basic, listed]) {
    expect(view?.payloadBytes).toBe(10);
    expect(() => view?.json()).toThrow("came without its payload");
  }
  expect((await client.get(job.id)).json()).toEqual({ to: "a" });
  for await (const full of client.list({ view: "FULL" })) expect(full.json()).toEqual({ to: "a" });
});

test("the server tells about itself", async () => {
  expect(await client.serverInfo()).toMatchObject({
    version: "1.2.3",
    store: "memory",
    limits: { batchJobs: 7 },
  });
});

describe("close", () => {
  test("lets enqueues under way come to their end", async () => {
    const enqueued = Promise.all([client.enqueue("a"), client.enqueue("b")]);
    await client.close();
    await client.close();
    expect(await enqueued).toMatchObject([{ created: true }, { created: true }]);
  });

  test("refuses later calls", async () => {
    await client.close();
    const closed = { code: "UNAVAILABLE", message: "the client is closed" };
    await expect(client.enqueue("a")).rejects.toMatchObject(closed);
    await expect(client.serverInfo()).rejects.toMatchObject(closed);
  });

  test("comes at the end of `await using`", async () => {
    let used: Client;
    {
      await using scoped = new Client({ transport: createTransport() });
      used = scoped;
      await used.serverInfo();
    }
    await expect(used.serverInfo()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
