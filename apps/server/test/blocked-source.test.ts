import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, type Store, silentLogger } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { SqliteStore } from "@millrace/store-sqlite";
import { Worker } from "@millrace/worker";
import { afterAll, describe, expect, test } from "vitest";

const LEASE_MS = 300;
const folder = await mkdtemp(join(tmpdir(), "millrace-blocked-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Computes, so that nothing else of this process runs. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const STORES: [string, () => Promise<Store>][] = [
  ["memory", async () => new MemoryStore()],
  ["sqlite", () => SqliteStore.open(`sqlite:${join(folder, "jobs.db")}`)],
];

describe.each(STORES)("a worker on a %s store of its own process, which is blocked", (_, open) => {
  /** Runs two jobs, of which one blocks the event loop, while another worker looks for what is left. */
  async function runBlocked() {
    const store = await open();
    const attempts: string[] = [];
    const waits = Promise.withResolvers<void>();
    const handler = async (job: {
      readonly id: string;
      readonly attempt: number;
      text(): string;
    }) => {
      attempts.push(`${job.text()} ${job.attempt}`);
      if (job.attempt > 1) return undefined;
      if (job.text() === "waits") return waits.promise;
      // The other job has begun, and a timer of each part of the worker is under way.
      await new Promise((resolve) => setImmediate(resolve));
      block(3 * LEASE_MS);
      return undefined;
    };
    const options = { source: store, lease: LEASE_MS, concurrency: 2, logger: silentLogger };
    const workers = [0, 1].map(() => new Worker("task", handler, options));
    const requests = ["waits", "blocks"].map((text) => ({
      type: "task",
      payload: new TextEncoder().encode(text),
      backoff: { initialMs: 0 },
    }));
    const results = await store.enqueue(requests);
    const ids = results.map((result) => ("job" in result ? result.job.id : ""));
    await Promise.all(workers.map((worker) => worker.start()));
    await store.get(ids[1] as string, { waitMs: 30_000 });
    waits.resolve();
    const jobs: Job[] = [];
    for (const id of ids) jobs.push(await store.get(id, { waitMs: 30_000 }));
    await Promise.all(workers.map((worker) => worker.stop()));
    await store.close();
    return { attempts: attempts.sort(), jobs };
  }

  test("for three leases completes each of its jobs, by its first attempt", async () => {
    const { attempts, jobs } = await runBlocked();
    expect(attempts).toEqual(["blocks 1", "waits 1"]);
    expect(jobs).toMatchObject([
      { status: "COMPLETED", attempt: 1, errors: [] },
      { status: "COMPLETED", attempt: 1, errors: [] },
    ]);
  });
});
