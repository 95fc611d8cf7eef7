import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { VirtualClock } from "@millrace/core";
import { ServerService, WatchService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MillraceServer } from "./millrace-server.ts";

let store: MemoryStore;
let server: MillraceServer;
let baseUrl: string;

beforeEach(async () => {
  store = new MemoryStore({ clock: new VirtualClock() });
  server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
  const { port } = await server.start(0, "127.0.0.1");
  baseUrl = `http://127.0.0.1:${port}`;
});

afterEach(async () => {
  await server.stop(0);
  await store.close();
});

const statusOf = async () => {
  const client = createClient(ServerService, createGrpcTransport({ baseUrl }));
  return (await client.getServerInfo({ withStatus: true })).status;
};

test("a server tells who does what for the others of its store", async () => {
  expect((await statusOf())?.roles).toEqual([]);
  await store.holdRole({ role: "maintenance", holder: "server a", leaseMs: 5_000 });
  expect((await statusOf())?.roles).toMatchObject([
    { name: "maintenance", holder: "server a", fence: 1n },
  ]);
});

test("a server tells what is watched, and what that has cost", async () => {
  const watches = createClient(WatchService, createGrpcTransport({ baseUrl }));
  const ended = new AbortController();
  const topics = [{ subject: { case: "queue" as const, value: "email" } }];
  const streams = [1, 2].map(() =>
    watches.subscribe({ topics }, { signal: ended.signal })[Symbol.asyncIterator](),
  );
  for (const stream of streams) {
    await stream.next();
    expect((await stream.next()).value).toMatchObject({ snapshot: true });
  }
  const watch = (await statusOf())?.watch;
  expect(watch).toMatchObject({ streams: 2, topics: 1 });
  expect(watch?.looks).toBeGreaterThanOrEqual(1n);
  const ends = Promise.allSettled(streams.map((stream) => stream.next()));
  ended.abort();
  await ends;
  await expect.poll(async () => (await statusOf())?.watch).toMatchObject({ streams: 0, topics: 0 });
});
