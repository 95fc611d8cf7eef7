import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { freePort, NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

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
  const rights = ["~{jobs:*", "~jobs:partitions", "&{jobs:*", "&jobs:partitions"];
  const commands = ["+@all", "-@admin", "-@dangerous"];
  await server.redis.call("ACL", "SETUSER", "ada", "on", ">p@ss/word", ...rights, ...commands);
  const at = `127.0.0.1:${server.port}/1?prefix=jobs`;
  const store = open(stack, `redis://ada:p%40ss%2Fword@${at}`);
  // INFO and CONFIG are dangerous, so nothing is known of its settings.
  await store.ready();
  await enqueueAndLease(store);
  expect(await store.warnings()).toEqual([expect.stringContaining("cannot be told")]);
  await server.redis.select(1);
  expect(await server.redis.exists("jobs:partitions")).toBe(1);

  await expect(open(stack, `redis://ada:wrong@${at}`).ready()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringMatching(/refuses the login.*check the user and the password/),
  });
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

test("a Redis that is not there is found out at once, and the error says where it was", async () => {
  await using stack = new AsyncDisposableStack();
  const begunAt = performance.now();
  await expect(open(stack, "redis://127.0.0.1:1").ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED/),
  });
  expect(performance.now() - begunAt).toBeLessThan(2_000);
});

test("TLS with an authority of one's own", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  const folder = mkdtempSync(join(tmpdir(), "millrace-tls-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  try {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const files = ["-nodes", "-days", "2", "-keyout", key, "-out", cert];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...files, ...subject], {
      stdio: "ignore",
    });
  } catch {
    return context.skip("there is no openssl to make a certificate with");
  }
  const port = await freePort();
  const tls = ["--port", "0", "--tls-port", `${port}`, "--tls-auth-clients", "no"];
  const files = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert];
  stack.use(await RedisServer.start(...tls, ...files));
  const store = open(stack, `rediss://localhost:${port}?ca=${cert}`);
  await expect
    .poll(() => store.ready().then(() => "ready", String), { timeout: 10_000 })
    .toBe("ready");
  await enqueueAndLease(store);
  await expect(open(stack, `rediss://localhost:${port}`).ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("self-signed certificate"),
  });
  expect(() => open(stack, `rediss://localhost:${port}?ca=${folder}/none.pem`)).toThrow(
    "ca names a file that cannot be read",
  );
});
