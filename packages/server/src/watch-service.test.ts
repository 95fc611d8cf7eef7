import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { WatchService, type WireSubscribeResponse } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MillraceServer } from "./millrace-server.ts";

let store: MemoryStore;
let server: MillraceServer;
let url: string;

beforeEach(async () => {
  store = new MemoryStore();
  server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
  const { port } = await server.start(0, "127.0.0.1");
  url = `http://127.0.0.1:${port}`;
});

afterEach(async () => {
  await server.stop(0);
  await store.close();
});

const REQUEST = { topics: [{ subject: { case: "queue" as const, value: "email" } }] };

/** A connection of its own. */
function connect() {
  const watches = createClient(WatchService, createGrpcTransport({ baseUrl: url }));
  return {
    open: (signal?: AbortSignal): AsyncIterator<WireSubscribeResponse> =>
      watches.subscribe(REQUEST, signal === undefined ? {} : { signal })[Symbol.asyncIterator](),
  };
}

test("a server that drains ends its streams, and says to connect again", async () => {
  const stream = connect().open();
  await stream.next();
  expect((await stream.next()).value).toMatchObject({ snapshot: true });
  const ended = stream.next();
  const stopped = server.stop(5_000);
  await expect(ended).rejects.toMatchObject({
    code: Code.Unavailable,
    rawMessage: expect.stringContaining("connect again"),
  });
  await stopped;
});

test("a connection has 64 streams, and another one has its own", async () => {
  const { open } = connect();
  const left = new AbortController();
  const streams = Array.from({ length: 64 }, () => open(left.signal));
  await Promise.all(streams.map((stream) => stream.next()));
  await expect(open().next()).rejects.toMatchObject({
    code: Code.ResourceExhausted,
    rawMessage: expect.stringContaining("64 streams"),
  });
  expect((await connect().open(left.signal).next()).done).toBe(false);
  left.abort();
  // The server hears of it by and by.
  await expect
    .poll(async () => {
      const again = open();
      const first = await again.next().catch(({ code }) => code);
      await again.return?.();
      return typeof first;
    })
    .toBe("object");
});
