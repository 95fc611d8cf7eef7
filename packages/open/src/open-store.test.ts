import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "@millrace/store-redis/test-servers";
import { storeUrlFromEnv } from "@millrace/store-url";
import { expect, test, vi } from "vitest";
import { openStore } from "./open-store.ts";

// Nobody listens there: the store is opened all the same, and goes on trying.
const NOWHERE = "127.0.0.1:1";

function postgresUrl(): URL {
  const dsn = process.env["POSTGRES_DSN"];
  if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");
  return new URL(dsn);
}

/** A log, and what it was told. */
function newLog() {
  const told: { store?: string; message: string }[] = [];
  return {
    told,
    logger: { warn: (fields: object, message: string) => void told.push({ ...fields, message }) },
  };
}

test.each([
  ["memory:", "memory"],
  [`redis://${NOWHERE}`, "redis"],
  [`rediss://${NOWHERE}`, "redis"],
  [`redis+sentinel://${NOWHERE}/main`, "redis"],
  [`redis+cluster://${NOWHERE},${NOWHERE}`, "redis"],
  [`postgres://${NOWHERE}/db`, "postgres"],
  [`postgresql://${NOWHERE}/db`, "postgres"],
])("%s leads to its store", async (url, kind) => {
  await using opened = await openStore(url, newLog());
  expect(opened.store).toMatchObject({ kind });
});

test("sqlite:FILE leads to its store", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-open-"));
  const opened = await openStore(`sqlite:${folder}/jobs.db`, newLog());
  expect(opened.store).toMatchObject({ kind: "sqlite" });
  await opened.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ["http://queue:8080", "leads to a server, which has a store of its own"],
  ["mysql://host", "no store for mysql:"],
  ["", "not a URL"],
])("%o leads to no store, and says what to do", async (url, why) => {
  await expect(openStore(url, newLog())).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(why),
  });
});

test("limits are the store's", async () => {
  await using opened = await openStore("memory:", { ...newLog(), limits: { payloadBytes: 1 } });
  const [result] = await opened.store.enqueue([{ type: "a", payload: new Uint8Array(2) }]);
  expect(result).toMatchObject({ error: { code: "RESOURCE_EXHAUSTED" } });
});

test("a store in which something has to be put right is refused", async () => {
  const url = postgresUrl();
  url.pathname = `/nowhere-${randomUUID()}`;
  await expect(openStore(url.href, newLog())).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("nowhere-"),
  });
});

test("who opens a Redis is told what may lose its jobs, without the password", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using redis = await RedisServer.start("--maxmemory-policy", "allkeys-lru");
  const { told, logger } = newLog();
  const url = redis.url.replace("redis://", "redis://default:s3cret@");
  await using _opened = await openStore(url, { logger });
  const store = url.replace("s3cret", "***");
  expect(told).toEqual([
    { store, message: expect.stringContaining("Redis keeps nothing on disk") },
    { store, message: expect.stringContaining("maxmemory-policy allkeys-lru") },
  ]);
});

test("who opens a Redis that is away is told that, and the rest once it is there", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using redis = await RedisServer.start("--maxmemory-policy", "allkeys-lru");
  await redis.kill();
  const { told, logger } = newLog();
  await using _opened = await openStore(redis.url, { logger });
  expect(told).toMatchObject([{ message: expect.stringContaining("cannot be reached") }]);
  await redis.run();
  await expect.poll(() => told).toHaveLength(3);
  expect(told[2]?.message).toContain("maxmemory-policy allkeys-lru");
});

test("who opens a Postgres behind a pooler of transactions is told that it polls", async () => {
  await using proxy = await TcpProxy.start(postgresUrl().href);
  // The first byte of a message NotificationResponse.
  proxy.loseAnswers((answer) => answer[0] === "A".charCodeAt(0));
  const { told, logger } = newLog();
  const opened = await openStore(proxy.url, { logger });
  const waiting = opened.store.lease({
    types: [`nothing-${randomUUID()}`],
    maxJobs: 1,
    leaseMs: 60_000,
    waitMs: 60_000,
    workerId: "w",
  });
  await expect.poll(() => told).toHaveLength(1);
  expect(told[0]?.message).toContain("such as PgBouncer");
  await opened.close();
  await waiting.catch(() => {});
});

test.each([
  ["memory:", "", "@millrace/store-memory"],
  ["sqlite:", "./never-made.db", "@millrace/store-sqlite"],
  ["redis://", NOWHERE, "@millrace/store-redis"],
  ["rediss+cluster://", NOWHERE, "@millrace/store-redis"],
  ["postgres://", NOWHERE, "@millrace/store-postgres"],
])(
  "a package that a %s URL needs and that cannot be loaded is named",
  async (scheme, rest, name) => {
    vi.resetModules();
    vi.doMock(name, () => {
      throw new Error("no such package");
    });
    const { openStore: openAnew } = await import("./open-store.ts");
    await expect(openAnew(scheme + rest, newLog())).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(`a ${scheme} URL needs ${name}, which cannot be loaded`),
    });
    vi.doUnmock(name);
  },
);

test("who has named no store is told so, and of servers, when its package is missing", async () => {
  vi.resetModules();
  vi.doMock("@millrace/store-redis", () => {
    throw new Error("no such package");
  });
  const { openStore: openAnew } = await import("./open-store.ts");
  await expect(openAnew(storeUrlFromEnv({}).url, newLog())).rejects.toMatchObject({
    message: expect.stringMatching(
      /^redis:\/\/localhost:6379, which .* MILLRACE_URL is not set .* http:.*needs @millrace\/store-redis/,
    ),
  });
  vi.doUnmock("@millrace/store-redis");
});
