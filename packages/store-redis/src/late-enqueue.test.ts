import { randomUUID } from "node:crypto";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  type EnqueueRequest,
  type Lease,
  MillraceError,
  type PlannedJob,
  QueueTally,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { Partition } from "./partition.ts";
import { RedisDriver } from "./redis-driver.ts";
import { SCRIPTS, type Script } from "./script.ts";
import { Waiters } from "./waiters.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const ENQUEUES = new Set<Script>([
  SCRIPTS.enqueue,
  SCRIPTS.enqueueKeyed,
  SCRIPTS.enqueueOne,
  SCRIPTS.enqueueOptions,
]);

/** A driver that remembers the last enqueue. */
class RecordingDriver extends RedisDriver {
  repeatEnqueue: () => Promise<unknown> = async () => {};

  override run(...call: Parameters<RedisDriver["run"]>): ReturnType<RedisDriver["run"]> {
    if (ENQUEUES.has(call[0])) this.repeatEnqueue = () => super.run(...call);
    return super.run(...call);
  }
}

function openPartition() {
  const driver = new RecordingDriver(url as string, { timeoutMs: 5_000 });
  const partition = new Partition({
    driver,
    waiters: new Waiters(() => {}),
    tally: new QueueTally(),
    number: 0,
    prefix: partitionPrefix(`test-${randomUUID()}`, 0),
    release: async () => {},
  });
  return { driver, partition };
}

const request = { types: ["t"], maxJobs: 1, leaseMs: 60_000, waitMs: 0, workerId: "w" };

function planned(options: Partial<EnqueueRequest>): PlannedJob {
  const asked = { type: "t", payload: new Uint8Array(100), ...options };
  const spec = checkEnqueue(asked, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return { spec, fingerprint: "f", replicated: false };
}

async function leased(partition: Partition): Promise<Lease> {
  let lease: Lease | undefined;
  await expect
    .poll(async () => {
      [lease] = (await partition.lease(request)).leases;
      return lease;
    })
    .toBeDefined();
  return lease as Lease;
}

test.each([
  ["a plain job", {}],
  ["a delayed job", { delayMs: 1 }],
  ["a unique job", { unique: { key: "u" } }],
  ["a job with a concurrency key", { concurrencyKey: "c" }],
  ["a job with options", { priority: 7, idempotencyKey: "k" }],
])("an enqueue that Redis reads again late does not bring %s back", async (_, options) => {
  const { driver, partition } = openPartition();
  const { spec, ...plan } = planned(options);
  await partition.enqueuer.sendBatch([{ spec, ...plan }]);
  const { job, token } = await leased(partition);
  await driver.repeatEnqueue();
  expect((await partition.lease(request)).leases).toEqual([]);

  await partition.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }], false);
  await driver.repeatEnqueue();
  expect((await partition.lease(request)).leases).toEqual([]);
  expect((await partition.get(job.id)).job.status).toBe("COMPLETED");

  await partition.redrive(job.id, undefined);
  const [again] = (await partition.lease(request)).leases;
  expect(again).toMatchObject({ job: { id: job.id, payload: spec.payload }, token: token + 1 });
  driver.close();
});

describe.each([
  ["alone", ["u"]],
  ["in a batch", ["u", "v"]],
])("a unique job that was enqueued %s", (_, keys) => {
  const jobs = keys.map((key) => planned({ unique: { key } }));

  test.each(["held", "free", "another's"])(
    "leaves its key %s when Redis reads that again late",
    async (how) => {
      const { driver, partition } = openPartition();
      const [first] = await partition.enqueuer.sendBatch(jobs);
      const { job, token } = await leased(partition);
      expect(first).toMatchObject({ created: true, job: { id: job.id } });
      const [u] = jobs as [PlannedJob];
      let holder = job.id;
      if (how !== "held") {
        await partition.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }], false);
      }
      if (how === "another's") {
        const repeat = driver.repeatEnqueue;
        const [other] = await partition.enqueuer.sendBatch([u]);
        if (other === undefined || "error" in other) throw new Error("no other job");
        holder = other.job.id;
        driver.repeatEnqueue = repeat;
      }
      await driver.repeatEnqueue();
      const [next] = await partition.enqueuer.sendBatch([u]);
      if (how === "free") expect(next).toMatchObject({ created: true });
      else expect(next).toMatchObject({ created: false, job: { id: holder } });
      driver.close();
    },
  );
});
