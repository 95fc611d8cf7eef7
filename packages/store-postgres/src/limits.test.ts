import { afterEach, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();
const stores: PostgresStore[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function open(): PostgresStore {
  const store = new PostgresStore(url, { schema: schema.name });
  stores.push(store);
  return store;
}

const terms = { leaseMs: 60_000, waitMs: 0, workerId: "w" };

test("a limit holds over connections that lease at the same time, in whatever order of types", async () => {
  await schema.empty();
  const [first, ...others] = Array.from({ length: 4 }, open) as [PostgresStore, ...PostgresStore[]];
  for (const type of ["a", "b"]) await first.queues.setLimits(type, { maxRunning: 3 });
  const JOBS = 60;
  await first.enqueue(Array.from({ length: JOBS }, (_, i) => ({ type: i % 2 === 0 ? "a" : "b" })));
  let done = 0;
  let most = 0;
  const held = new Map([
    ["a", 0],
    ["b", 0],
  ]);
  const hold = (type: string, by: number) => {
    const now = (held.get(type) ?? 0) + by;
    held.set(type, now);
    most = Math.max(most, now);
  };
  const work = async (store: PostgresStore, types: string[]) => {
    while (done < JOBS) {
      const leases = await store.lease({ ...terms, types, maxJobs: 5 });
      for (const { job } of leases) hold(job.type, 1);
      for (const { job, token } of leases) {
        // Before the settle, which may make room at any moment.
        hold(job.type, -1);
        await store.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);
        done++;
      }
    }
  };
  await Promise.all(
    [first, ...others].map((store, i) => work(store, i % 2 === 0 ? ["a", "b"] : ["b", "a"])),
  );
  expect(most).toBeLessThanOrEqual(3);
  const { counts } = await first.queues.get("a");
  expect(counts.COMPLETED.jobs).toBe(JOBS / 2);
});

test("a pause waits for the leases that are under way, and lets none by", async () => {
  await schema.empty();
  const [first, second] = [open(), open()];
  await first.enqueue(Array.from({ length: 20 }, () => ({ type: "a" })));
  // A lease that has not committed yet, as of a client that is slow to read its answer.
  await schema.client.query("BEGIN");
  await schema.client.query(
    `SELECT * FROM ${schema.of("lease_jobs")}('{a}', 5, 4194304, 60000, '"w"')`,
  );
  let isPaused = false;
  const pausing = second.queues.pause("a").then((queue) => {
    isPaused = true;
    return queue;
  });
  // What follows runs after the pause has begun to wait.
  await expect.poll(() => waitingLocks()).toBeGreaterThan(0);
  expect(isPaused).toBe(false);
  await schema.client.query("COMMIT");
  const { counts } = await pausing;
  expect(counts.RUNNING.jobs).toBe(5);
  expect(await first.lease({ ...terms, types: ["a"], maxJobs: 5 })).toEqual([]);
});

async function waitingLocks(): Promise<number> {
  const { rows } = await schema.client.query(
    "SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass",
    [schema.of("queues")],
  );
  return rows.length;
}
