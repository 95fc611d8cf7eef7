import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { freePort } from "@millrace/store-conformance/free-port";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { RedisStore } from "./redis-store.ts";
import {
  NO_REDIS_BINARY,
  REDIS_BINARY,
  RedisServer,
  redisWithoutTls,
} from "./test/redis-server.ts";

function open(stack: AsyncDisposableStack, url: string): RedisStore {
  const store = new RedisStore(url, { timeoutMs: 2_000 });
  stack.defer(() => store.close());
  return store;
}

async function enqueueAndLease(store: RedisStore): Promise<void> {
  const type = `t-${randomUUID()}`;
  const waiting = store.lease({
    types: [type],
    maxJobs: 1,
    leaseMs: 60_000,
    waitMs: 10_000,
    workerId: "w",
  });
  await store.enqueue([{ type }]);
  expect(await waiting).toHaveLength(1);
}

test("a user of an ACL with the rights to the keys of a prefix can use the store", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start());
  const keys = ["~{jobs:*", "~jobs:partitions"];
  // A new user may use all channels of Redis 6.2.
  const channels = ["resetchannels", "&{jobs:*", "&jobs:partitions"];
  const commands = ["+@all", "-@admin", "-@dangerous"];
  const rights = [...keys, ...channels, ...commands];
  await server.redis.call("ACL", "SETUSER", "ada", "on", ">p@ss/word", ...rights);
  const at = `127.0.0.1:${server.port}/1?prefix=jobs`;
  const printed = vi.spyOn(console, "warn");
  stack.defer(() => printed.mockRestore());
  const store = open(stack, `redis://ada:p%40ss%2Fword@${at}`);
  // INFO and CONFIG are dangerous, so nothing is known of its settings.
  await store.ready();
  await enqueueAndLease(store);
  expect(await store.warnings()).toEqual([expect.stringContaining("cannot tell whether")]);
  await server.redis.select(1);
  expect(await server.redis.exists("jobs:partitions")).toBe(1);
  expect(printed).not.toHaveBeenCalled();
});

test("a password that is refused is printed nowhere", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start());
  const heard: Error[] = [];
  const store = new RedisStore(`redis://ada:s3cret@127.0.0.1:${server.port}`, {
    timeoutMs: 2_000,
    onConnectionError: (error) => heard.push(error),
  });
  stack.defer(() => store.close());
  const refusal = await store.ready().catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringMatching(/refuses the login.*check the user and the password/),
  });
  expect(heard).not.toEqual([]);
  expect(inspect([refusal, ...heard], { depth: null })).not.toContain("s3cret");
});

test("a Redis that wants a password says so", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start());
  await server.redis.config("SET", "requirepass", "secret");
  const { port } = server;
  await expect(open(stack, `redis://127.0.0.1:${port}`).ready()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("refuses the login"),
  });
  const store = open(stack, `redis://:secret@127.0.0.1:${port}`);
  await store.ready();
  expect(await store.warnings()).toEqual([expect.stringContaining("nothing on disk")]);
});

test("a database that Redis does not have is named", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start("--databases", "4"));
  await expect(open(stack, `${server.url}/4`).ready()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringMatching(/has no database 4 .*name another one in the URL/),
  });
  await open(stack, `${server.url}/3`).ready();
});

test("a database that is refused is never exchanged for another one", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start("--databases", "4"));
  const rights = ["on", ">x", "allkeys", "allchannels", "+@all", "-select"];
  await server.redis.call("ACL", "SETUSER", "ada", ...rights);
  const refused = open(stack, `redis://ada:x@127.0.0.1:${server.port}/1`);
  for (const store of [open(stack, `${server.url}/4`), refused]) {
    await expect(store.ready()).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    for (let n = 0; n < 20; n++) {
      const enqueued = store.enqueue([{ type: "t" }]);
      await expect(enqueued).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    }
  }
  expect(await server.redis.dbsize()).toBe(0);
  await server.redis.call("ACL", "SETUSER", "ada", "+select");
  await expect.poll(() => refused.ping().then(() => "served", String)).toBe("served");
  await refused.enqueue([{ type: "t" }]);
  expect(await server.redis.dbsize()).toBe(0);
});

test("a Redis that is not there is found out at once, and the error says where it was", async () => {
  await using stack = new AsyncDisposableStack();
  const begunAt = performance.now();
  await expect(open(stack, "redis://127.0.0.1:1").ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED/),
  });
  expect(performance.now() - begunAt).toBeLessThan(2_000);
});

test("a Redis without TLS whose URL asks for it is told of TLS", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const { port } = stack.use(await RedisServer.start());
  const store = open(stack, `rediss://127.0.0.1:${port}`);
  const told = {
    code: "UNAVAILABLE",
    message: expect.stringMatching(
      /cannot be reached.*speaks TLS; if it does not, begin the URL with redis in place of rediss$/,
    ),
  };
  await expect(store.ready()).rejects.toMatchObject(told);
  // Also once the driver has given up its first connection.
  await expect(store.ping()).rejects.toMatchObject(told);
});

test("a Redis that takes no more clients tells so in its own words, until it does", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start());
  await server.redis.config("SET", "maxclients", "1");
  const store = open(stack, server.url);
  await expect(store.ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/\(ERR max number of clients reached\); raise maxclients/),
  });
  await server.redis.config("SET", "maxclients", "100");
  await store.ping();
});

test("a Redis in protected mode tells so in its own words", async () => {
  await using stack = new AsyncDisposableStack();
  const denied = "-DENIED Redis is running in protected mode because no password is set.\r\n";
  const server = createServer((socket) => socket.on("error", () => {}).end(denied));
  stack.defer(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(open(stack, `redis://127.0.0.1:${port}`).ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(
      /\(DENIED Redis is running in protected mode .*give it a password/,
    ),
  });
});

describe("TLS with an authority of one's own", () => {
  let folder: string;
  let files: string[];
  let ca: string;
  let missing: string | undefined = NO_REDIS_BINARY;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-tls-"));
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    files = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert];
    ca = cert;
    if (REDIS_BINARY === undefined) return;
    missing = redisWithoutTls();
    if (missing !== undefined) return;
    try {
      const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
      const subject = ["-subj", "/CN=localhost", "-addext", names];
      const made = ["-nodes", "-days", "2", "-keyout", key, "-out", cert];
      execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...made, ...subject], {
        stdio: "ignore",
      });
    } catch {
      missing = "there is no openssl to make a certificate with";
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A server that takes nothing but TLS, and a connection to it once it answers. */
  async function start(stack: AsyncDisposableStack, ...settings: readonly string[]) {
    const port = await freePort();
    const tls = ["--port", "0", "--tls-port", `${port}`, "--tls-auth-clients", "no", ...files];
    stack.use(await RedisServer.start(...tls, ...settings));
    const redis = new Redis(port, "localhost", { tls: { ca: readFileSync(ca) } });
    redis.on("error", () => {});
    stack.defer(() => redis.disconnect());
    await redis.ping();
    return { port, redis };
  }

  test("of one Redis", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    await using stack = new AsyncDisposableStack();
    const { port } = await start(stack);
    const store = open(stack, `rediss://localhost:${port}?ca=${ca}`);
    await store.ready();
    await enqueueAndLease(store);
    await expect(open(stack, `rediss://localhost:${port}`).ready()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("self-signed certificate"),
    });
    await expect(open(stack, `redis://localhost:${port}`).ready()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("if it accepts only TLS, begin the URL with rediss"),
    });
    expect(() => open(stack, `rediss://localhost:${port}?ca=${folder}/none.pem`)).toThrow(
      "ca names a file that cannot be read",
    );
  });

  test("of a cluster", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    await using stack = new AsyncDisposableStack();
    const cluster = ["--cluster-enabled", "yes", "--tls-cluster", "yes"];
    const { port, redis } = await start(stack, ...cluster, "--cluster-announce-ip", "127.0.0.1");
    await redis.cluster("ADDSLOTS", ...Array.from({ length: 16_384 }, (_, slot) => slot));
    await expect
      .poll(() => redis.cluster("INFO"), { timeout: 10_000 })
      .toContain("cluster_state:ok");
    const store = open(stack, `rediss+cluster://localhost:${port}?ca=${ca}`);
    await store.ready();
    await enqueueAndLease(store);
  });

  test("of Sentinels and their master", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    await using stack = new AsyncDisposableStack();
    const { port: master } = await start(stack, "--tls-replication", "yes");
    const port = await freePort();
    const settings = files.join(" ").replace(/ ?--(\S+) (\S+)/g, "$1 $2\n");
    const sentinel = await RedisServer.startSentinel(
      "port 0",
      `tls-port ${port}`,
      "tls-auth-clients no",
      "tls-replication yes",
      settings,
      `sentinel monitor main 127.0.0.1 ${master} 1`,
    );
    stack.use(sentinel);
    const store = open(stack, `rediss+sentinel://localhost:${port}/main?ca=${ca}`);
    await expect
      .poll(() => store.ready().then(() => "ready", String), { timeout: 10_000 })
      .toBe("ready");
    await enqueueAndLease(store);
  });
});
