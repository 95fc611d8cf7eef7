import { randomUUID } from "node:crypto";
import { RemoteJobSource } from "@millrace/client/worker";
import { PostgresStore } from "@millrace/store-postgres";
import { RedisStore } from "@millrace/store-redis";
import { afterEach, expect, test, vi } from "vitest";
import { openSource } from "./open-source.ts";

afterEach(() => vi.unstubAllEnvs());

// Nobody listens there; a source connects when it is used, or tries in the background.
const { signal } = new AbortController();
const NOWHERE = "127.0.0.1:1";

test.each([
  [`redis://${NOWHERE}`, RedisStore],
  [`rediss://${NOWHERE}`, RedisStore],
  [`redis+sentinel://${NOWHERE}/main`, RedisStore],
  [`redis+cluster://${NOWHERE},${NOWHERE}`, RedisStore],
  [`postgres://${NOWHERE}/db`, PostgresStore],
  [`postgresql://${NOWHERE}/db`, PostgresStore],
  [`http://${NOWHERE}`, RemoteJobSource],
  [`https://${NOWHERE}`, RemoteJobSource],
])("%s leads to its source", async (url, type) => {
  const source = await openSource(url, signal);
  expect(source).toBeInstanceOf(type);
  await source?.close();
});

test("without a URL the environment says which", async () => {
  vi.stubEnv("MILLRACE_URL", `http://${NOWHERE}`);
  vi.stubEnv("REDIS_URL", `redis://${NOWHERE}`);
  const remote = await openSource(undefined, signal);
  vi.stubEnv("MILLRACE_URL", "");
  const redis = await openSource(undefined, signal);
  expect(remote).toBeInstanceOf(RemoteJobSource);
  expect(redis).toBeInstanceOf(RedisStore);
  await Promise.all([remote?.close(), redis?.close()]);
});

test.each([
  ["memory:", "hand the MemoryStore to the worker as `source`"],
  ["mysql://host", "no store for mysql:"],
  ["", "not a URL"],
])("%o leads nowhere, and says what to do", async (url, why) => {
  await expect(openSource(url, signal)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(why),
  });
});

test("a Postgres in which something has to be put right is refused at the start", async () => {
  const dsn = process.env["POSTGRES_DSN"];
  if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");
  const url = new URL(dsn);
  url.pathname = `/nowhere-${randomUUID()}`;
  await expect(openSource(url.href, signal)).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("nowhere-"),
  });
});

test.each([
  ["redis", "@millrace/store-redis", "@millrace/store-redis"],
  ["postgres", "@millrace/store-postgres", "@millrace/store-postgres"],
  ["http", "@millrace/client", "@millrace/client/worker"],
])("a package that a URL with %s:// needs and that is not there is named", async (...row) => {
  const [scheme, name, door] = row;
  vi.resetModules();
  vi.doMock(door, () => {
    throw new Error("no such package");
  });
  const { openSource: openAnew } = await import("./open-source.ts");
  await expect(openAnew(`${scheme}://${NOWHERE}`, signal)).rejects.toMatchObject({
    name: "MillraceError",
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(`${name}, which leads where the URL points, cannot be loaded`),
  });
  vi.doUnmock(door);
});
