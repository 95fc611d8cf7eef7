import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobStore } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { RedisStore } from "@millrace/store-redis";
import { describe, expect, test } from "vitest";
import { serve } from "../serve.ts";
import { audit, untilAllCompleted } from "./audit.ts";
import { taskPayload } from "./task.ts";
import { WorkerProcess } from "./worker-process.ts";

const redisUrl = process.env["REDIS_URL"];
if (redisUrl === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPE = "task";
const JOBS = 300;

/** A store, and how a worker process gets there. */
interface Setting extends AsyncDisposable {
  readonly store: JobStore;
  readonly workerArgs: string[];
}

async function onRedis(url: string): Promise<Setting> {
  const keyPrefix = `test-${randomUUID()}`;
  const store = new RedisStore(url, { keyPrefix });
  return {
    store,
    workerArgs: [url, TYPE, keyPrefix],
    [Symbol.asyncDispose]: () => store.close(),
  };
}

async function behindServer(): Promise<Setting> {
  const server = await serve(new MemoryStore());
  return {
    store: server.store,
    workerArgs: [server.url, TYPE],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe.each([
  ["on Redis", () => onRedis(redisUrl)],
  ["behind a server", behindServer],
])("a worker process %s", (_, open) => {
  test("that is killed in the middle of its jobs loses none", async () => {
    await using setting = await open();
    const { store, workerArgs } = setting;
    await using victim = new WorkerProcess(...workerArgs);
    await using survivor = new WorkerProcess(...workerArgs);
    await Promise.all([victim.untilSaid("started"), survivor.untilSaid("started")]);
    const payload = taskPayload({ workMs: 60 });
    const backoff = { initialMs: 0, jitter: 0 };
    const results = await store.enqueue(
      Array.from({ length: JOBS }, () => ({ type: TYPE, payload, backoff })),
    );
    const ids = results.map((result) => ("job" in result ? result.job.id : "refused"));
    await Promise.all([victim.untilSaid("completed"), survivor.untilSaid("completed")]);
    await victim.kill();
    const held = victim.said("begun").filter((id) => !victim.said("completed").includes(id));
    expect(held.length).toBeGreaterThan(0);

    const jobs = await untilAllCompleted(store, TYPE);
    expect(jobs).toHaveLength(JOBS);
    audit(jobs, ids);
    // What the victim held was run once more; nothing else was.
    const again = jobs.filter(({ attempt }) => attempt > 1).map(({ id }) => id);
    expect(again.length).toBeGreaterThan(0);
    expect(survivor.said("leaseLost")).toEqual([]);
    const completed = [...victim.said("completed"), ...survivor.said("completed")];
    expect(completed).toHaveLength(new Set(completed).size);
  });

  test("that stalls past its lease is too late, and the other's result stands", async () => {
    await using setting = await open();
    const { store, workerArgs } = setting;
    const folder = mkdtempSync(join(tmpdir(), "millrace-stall-"));
    try {
      const file = join(folder, "go-on");
      await using stalled = new WorkerProcess(...workerArgs);
      await stalled.untilSaid("started");
      const [enqueued] = await store.enqueue([
        {
          type: TYPE,
          payload: taskPayload({ blockUntil: file }),
          backoff: { initialMs: 0, jitter: 0 },
        },
      ]);
      if (enqueued === undefined || "error" in enqueued) throw new Error("refused");
      const { id } = enqueued.job;
      await stalled.untilSaid("begun");
      stalled.signal("SIGSTOP");

      await using other = new WorkerProcess(...workerArgs);
      await other.untilSaid("completed");
      const [job] = await untilAllCompleted(store, TYPE);
      expect(job).toMatchObject({ id, attempt: 2, sequence: 6 });
      const [name] = other.said("started");
      expect(job?.result).toEqual(new TextEncoder().encode(JSON.stringify(name)));

      // The handler ends as soon as its process goes on, and its settle is sent.
      writeFileSync(file, "");
      stalled.signal("SIGCONT");
      await stalled.untilSaid("leaseLost");
      expect(stalled.said("leaseLost")).toEqual([id]);
      expect(stalled.said("completed")).toEqual([]);
      expect(await store.get(id)).toEqual(job);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
