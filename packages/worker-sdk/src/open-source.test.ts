import { randomUUID } from "node:crypto";
import { RemoteJobSource } from "@millrace/client/worker";
import { afterEach, expect, test, vi } from "vitest";
import { openSource } from "./open-source.ts";

afterEach(() => vi.unstubAllEnvs());

// Nobody listens there; a source connects when it is used, or tries in the background.
const NOWHERE = "127.0.0.1:1";
const { signal } = new AbortController();
const logger = { warn: () => {} };

test.each([
  [`redis://${NOWHERE}`, "redis"],
  [`rediss://${NOWHERE}`, "redis"],
  [`redis+sentinel://${NOWHERE}/main`, "redis"],
  [`redis+cluster://${NOWHERE},${NOWHERE}`, "redis"],
  [`postgres://${NOWHERE}/db`, "postgres"],
  [`postgresql://${NOWHERE}/db`, "postgres"],
])("%s leads to its store", async (url, kind) => {
  const opened = await openSource(url, logger, signal);
  expect(opened?.source).toMatchObject({ kind });
  await opened?.close();
});

test.each(["http", "https"])("%s:// leads to a server", async (scheme) => {
  const opened = await openSource(`${scheme}://${NOWHERE}`, logger, signal);
  expect(opened?.source).toBeInstanceOf(RemoteJobSource);
  await opened?.close();
});

test("without a URL the environment says which", async () => {
  vi.stubEnv("MILLRACE_URL", `http://${NOWHERE}`);
  vi.stubEnv("REDIS_URL", `redis://${NOWHERE}`);
  const remote = await openSource(undefined, logger, signal);
  vi.stubEnv("MILLRACE_URL", "");
  const redis = await openSource(undefined, logger, signal);
  expect(remote?.source).toBeInstanceOf(RemoteJobSource);
  expect(redis?.source).toMatchObject({ kind: "redis" });
  await Promise.all([remote?.close(), redis?.close()]);
});

test.each([
  ["memory:", "hand the MemoryStore to the worker as `source`"],
  ["mysql://host", "no store for mysql:"],
  ["", "not a URL"],
])("%o leads nowhere, and says what to do", async (url, why) => {
  await expect(openSource(url, logger, signal)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(why),
  });
});

test("a Postgres in which something has to be put right is refused at the start", async () => {
  const dsn = process.env["POSTGRES_DSN"];
  if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");
  const url = new URL(dsn);
  url.pathname = `/nowhere-${randomUUID()}`;
  await expect(openSource(url.href, logger, signal)).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("nowhere-"),
  });
});

test("a worker that is stopped before its source has answered has none", async () => {
  const opened = await openSource(`redis://${NOWHERE}`, logger, AbortSignal.abort());
  expect(opened).toBeUndefined();
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
  await expect(openAnew(`${scheme}://${NOWHERE}`, logger, signal)).rejects.toMatchObject({
    name: "MillraceError",
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(`a ${scheme}:// URL needs ${name}, which cannot be loaded`),
  });
  vi.doUnmock(door);
});
