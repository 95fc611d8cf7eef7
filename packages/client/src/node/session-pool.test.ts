import { once } from "node:events";
import type { ServerHttp2Stream } from "node:http2";
import { afterEach, expect, test } from "vitest";
import { RawServer } from "../test/raw-server.ts";
import { SessionPool } from "./session-pool.ts";

let pool: SessionPool | undefined;

afterEach(() => pool?.abort());

const begin = (stream: ServerHttp2Stream) => stream.respond({ ":status": 200 });

async function open(of: SessionPool) {
  const stream = await of.request("POST", "/watch", {}, {});
  stream.resume().end();
  await once(stream, "response");
  return stream;
}

function perSession({ streams }: RawServer): number[] {
  const counts: number[] = [];
  for (const { session } of streams) counts[session] = (counts[session] ?? 0) + 1;
  return counts;
}

test("streams beyond what the server allows on a connection go over further ones", async () => {
  await using server = await RawServer.start(begin, { settings: { maxConcurrentStreams: 3 } });
  pool = new SessionPool(server.url);
  const of = pool;
  await Promise.all(Array.from({ length: 8 }, () => open(of)));
  expect(perSession(server)).toEqual([3, 3, 2]);
});

test("a connection whose streams have ended is used again", async () => {
  await using server = await RawServer.start(
    (stream) => {
      begin(stream);
      stream.end();
    },
    { settings: { maxConcurrentStreams: 1 } },
  );
  pool = new SessionPool(server.url);
  for (let i = 0; i < 5; i++) {
    const stream = await open(pool);
    if (!stream.closed) await once(stream, "close");
  }
  expect(server.sessions).toHaveLength(1);
});

test("a server that allows any number gets 1,000 a connection", async () => {
  await using server = await RawServer.start(begin, {
    settings: { maxConcurrentStreams: 2 ** 32 - 1 },
  });
  pool = new SessionPool(server.url);
  const of = pool;
  await Promise.all(Array.from({ length: 1_001 }, () => open(of)));
  expect(perSession(server)).toEqual([1_000, 1]);
});

test("when the first connection fails, all who wait for it fail, and the next one may succeed", async () => {
  const gone = await RawServer.start(begin);
  const { port } = gone;
  await gone[Symbol.asyncDispose]();
  pool = new SessionPool(`http://127.0.0.1:${port}`);
  const of = pool;
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => open(of)));
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  await using server = await RawServer.start(begin, { port });
  await open(of);
  expect(perSession(server)).toEqual([1]);
});
