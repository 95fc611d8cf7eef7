import { randomUUID } from "node:crypto";
import { checkEnqueue, DEFAULT_LIMITS, MillraceError, QueueTally } from "@millrace/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { Partition } from "./partition.ts";
import { RedisDriver } from "./redis-driver.ts";
import { Waiters } from "./waiters.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const EXPIRED_LEASE_MS = 1;

let driver: RedisDriver;
let partition: Partition;

beforeEach(() => {
  driver = new RedisDriver(url, { timeoutMs: 5_000 });
  partition = new Partition({
    driver,
    waiters: new Waiters(() => {}),
    tally: new QueueTally(),
    number: 0,
    prefix: partitionPrefix(`test-${randomUUID()}`, 0),
    release: async () => {},
  });
});

afterEach(() => driver.close());

async function enqueue(...payloads: string[]): Promise<void> {
  const planned = payloads.map((payload) => {
    const spec = checkEnqueue({ type: "t", payload: Buffer.from(payload) }, DEFAULT_LIMITS);
    if (spec instanceof MillraceError) throw spec;
    return { spec, fingerprint: "", replicated: false };
  });
  await partition.enqueuer.sendBatch(planned);
}

async function lease(woken: boolean, maxJobs: number, leaseMs = 60_000): Promise<string[]> {
  const request = { types: ["other", "t"], maxJobs, leaseMs, waitMs: 0, workerId: "w" };
  const { leases } = await partition.lease(request, { woken });
  return leases.map(({ job }) => `${Buffer.from(job.payload)} ${job.status}`);
}

test("after a wake-up, pending jobs are leased without a look at the time; the next call takes it", async () => {
  await enqueue("expires");
  await lease(false, 1, EXPIRED_LEASE_MS);
  await enqueue("a", "b");
  expect(await lease(true, 1)).toEqual(["a RUNNING"]);
  expect(await partition.list("t", "RETRYING", undefined, 10)).toEqual([]);
  await expect
    .poll(async () => {
      await lease(false, 1);
      return (await partition.list("t", "RETRYING", undefined, 10)).length;
    })
    .toBe(1);
});

test("a wake-up without a pending job looks at the time", async () => {
  await enqueue("expires");
  await lease(false, 1, EXPIRED_LEASE_MS);
  await expect
    .poll(async () => {
      expect(await lease(true, 1)).toEqual([]);
      return (await partition.list("t", "RETRYING", undefined, 10)).length;
    })
    .toBe(1);
});
