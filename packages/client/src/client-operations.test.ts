import { enqueueOne, type Operation, type OperationRecord } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Client } from "./client.ts";

let store: MemoryStore;
let client: Client;

beforeEach(() => {
  store = new MemoryStore();
  client = new Client({ store });
});

afterEach(async () => {
  await client.close();
  await store.close();
});

const filter = { type: "a" };

/** Has the only open operation come further, as those do who carry it out. */
async function advance(change: Partial<OperationRecord>): Promise<void> {
  const [open] = await store.operations.open();
  if (open === undefined) throw new Error("no operation is open");
  await store.operations.save({ ...open, record: { ...open.record, ...change } });
}

test("an operation is waited for, and tells how far it has come", async () => {
  await enqueueOne(store, filter);
  const operation = await client.operations.cancel(filter, { reason: "why", expectCount: 1 });
  expect(operation).toMatchObject({ state: "RUNNING", reason: "why", matched: 1 });
  const told: string[] = [];
  const next = new Map([
    ["RUNNING 0", { done: 1 }],
    ["RUNNING 1", { state: "DONE" as const }],
  ]);
  const ended = await operation.wait({
    onProgress: ({ state, done }: Operation) => {
      told.push(`${state} ${done}`);
      const change = next.get(`${state} ${done}`);
      if (change !== undefined) void advance(change);
    },
  });
  expect(told).toEqual(["RUNNING 0", "RUNNING 1", "DONE 1"]);
  expect(ended).toMatchObject({ id: operation.id, state: "DONE", done: 1 });
  expect(ended.endedAt).toBeGreaterThanOrEqual(ended.startedAt);
  expect(await ended.wait()).toMatchObject({ state: "DONE" });
});

test("a wait ends with its signal, and the operation goes on", async () => {
  const { id, wait } = await client.operations.retry(filter);
  const reason = new Error("enough");
  await expect(wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(wait({ signal: AbortSignal.abort(), progress: 1 } as never)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  expect(await client.operations.get(id)).toMatchObject({ state: "RUNNING" });
  expect(await client.operations.stop(id)).toMatchObject({ state: "STOPPED" });
});

test("operations are listed page by page, the latest first", async () => {
  const options = { dryRun: true };
  const statuses = ["FAILED"] as const;
  const ids = [
    (await client.operations.retry(filter, options)).id,
    (await client.operations.delete({ ...filter, statuses }, options)).id,
  ];
  const listed: string[] = [];
  for await (const { id } of client.operations.list({ pageSize: 1 })) listed.push(id);
  expect(listed).toEqual([...ids].sort().reverse());
  expect((await client.operations.listPage()).operations).toHaveLength(2);
});

test("a queue is purged", async () => {
  expect(await client.operations.purge("a", { maxPerSecond: 5 })).toMatchObject({
    action: "DELETE",
    filter: { type: "a" },
    maxPerSecond: 5,
  });
});

test("what is wrong with a request names its fields", async () => {
  await expect(client.operations.delete(filter)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [{ field: "filter.statuses" }],
  });
});
