import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Client } from "./client.ts";

let client: Client;
let unreachable: Client;

beforeEach(() => {
  client = new Client({ store: new MemoryStore() });
  unreachable = new Client({ url: "http://localhost:1" });
});

afterEach(async () => {
  await client.close();
  await unreachable.close();
});

const unknown = "0-000000000000000000";

test.each<[name: string, call: () => Promise<unknown>]>([
  ["an enqueue that is refused", () => client.enqueue("a", {}, { priority: 1_000 })],
  ["an enqueue without a type", () => client.enqueue(undefined as never)],
  ["an enqueue of a batch that fails", () => unreachable.enqueue("a")],
  ["a read", () => client.get(unknown)],
  ["a read from a server", () => unreachable.get(unknown)],
  ["a cancel", () => client.cancel(unknown)],
  ["a list", () => client.list({ pageSize: -1 }).next()],
  ["a watch", () => client.watch({ id: unknown }).next()],
  ["a wait", () => client.waitFor(unknown)],
  ["a look at a queue", () => client.queues.get("no type")],
])("the error of %s shows where it was called", async (_, call) => {
  const error = await callerOf(call).catch((reason) => reason);
  expect(error).toMatchObject({ name: "MillraceError" });
  expect(error.stack).toContain("callerOf");
});

async function callerOf(call: () => Promise<unknown>): Promise<void> {
  await call();
}

test("calls that fail together each have an error of their own", async () => {
  const [one, other] = await Promise.allSettled([
    unreachable.enqueue("a"),
    unreachable.enqueue("a"),
  ]);
  expect(one).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
  expect((one as PromiseRejectedResult).reason).not.toBe((other as PromiseRejectedResult).reason);
});
