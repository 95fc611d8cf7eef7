import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@millrace/core";
import { Program } from "@millrace/faults";
import { MillraceServer } from "@millrace/server";
import { freePort } from "@millrace/store-conformance/free-port";
import { MemoryStore } from "@millrace/store-memory";
import { PostgresStore } from "@millrace/store-postgres";
import { RedisStore } from "@millrace/store-redis";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "@millrace/store-redis/test-servers";
import { expect, test, vi } from "vitest";

const PROGRAM = join(import.meta.dirname, "started-worker.ts");
const WAIT = { timeout: 20_000, interval: 10 };

/** A process that ends with `start()` of a worker, and what it has printed. */
function start(type: string, url: string) {
  const lines: string[] = [];
  const args = ["--conditions=@millrace/source", PROGRAM, type, url];
  const program = new Program(process.execPath, args, (line) => lines.push(line));
  const untilPrinted = (expected: readonly string[]) =>
    vi.waitFor(() => expect(lines, program.errors).toEqual(expected), WAIT);
  return { program, lines, untilPrinted };
}

/** Stops it, which is what lets the process end. */
async function stop({ program, lines }: ReturnType<typeof start>): Promise<void> {
  await program.end("SIGTERM");
  expect(lines.slice(-2)).toEqual(["stopped", "nothing is left to do"]);
}

function setting(name: "REDIS_URL" | "POSTGRES_DSN"): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`set ${name} to the URL of one for tests`);
  return value;
}

test.each(["memory", "sqlite"])("start() keeps the process of a worker on %s", async (kind) => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-start-"));
  const worker = start("task", kind === "sqlite" ? `sqlite:${folder}/jobs.db` : "memory:");
  await using _program = worker.program;
  await worker.untilPrinted(["started", "completed"]);
  await stop(worker);
  rmSync(folder, { recursive: true });
});

test.each<[string, string, (url: string) => Store]>([
  ["Redis", setting("REDIS_URL"), (url) => new RedisStore(url)],
  ["Postgres", setting("POSTGRES_DSN"), (url) => new PostgresStore(url)],
])("start() keeps the process of a worker on %s", async (_, url, open) => {
  const type = `start-${randomUUID()}`;
  const worker = start(type, url);
  await using _program = worker.program;
  await worker.untilPrinted(["started"]);
  const store = open(url);
  await store.enqueue([{ type }]);
  await worker.untilPrinted(["started", "completed"]);
  await store.close();
  await stop(worker);
});

test("a worker on a Redis that throws keys away says so", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using redis = await RedisServer.start("--maxmemory-policy", "allkeys-lru");
  const worker = start("task", redis.url);
  await using _program = worker.program;
  await worker.untilPrinted(["started"]);
  expect(worker.program.errors).toContain("maxmemory-policy allkeys-lru");
  await stop(worker);
});

test("start() keeps the process of a worker whose server is away, and comes and goes", async () => {
  const port = await freePort();
  const worker = start("task", `http://127.0.0.1:${port}`);
  await using _program = worker.program;
  await vi.waitFor(() => expect(worker.program.errors).toContain("cannot be reached"), WAIT);
  const store = new MemoryStore();
  for (const expected of [["completed"], ["completed", "completed"]]) {
    const server = new MillraceServer(store, { version: "0.0.0-test" });
    await server.start(port, "127.0.0.1");
    await store.enqueue([{ type: "task" }]);
    await worker.untilPrinted(["started", ...expected]);
    await server.stop(0);
  }
  await stop(worker);
  await store.close();
});
