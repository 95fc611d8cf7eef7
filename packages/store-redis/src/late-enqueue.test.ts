import { randomUUID } from "node:crypto";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  type Lease,
  MillraceError,
  QueueTally,
} from "@millrace/core";
import { expect, test } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { Partition } from "./partition.ts";
import { RedisDriver } from "./redis-driver.ts";
import { SCRIPTS } from "./script.ts";
import { Waiters } from "./waiters.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

/** A driver that remembers the last enqueue. */
class RecordingDriver extends RedisDriver {
  repeatEnqueue: () => Promise<unknown> = async () => {};

  override run(...call: Parameters<RedisDriver["run"]>): ReturnType<RedisDriver["run"]> {
    if (call[0] === SCRIPTS.enqueue) this.repeatEnqueue = () => super.run(...call);
    return super.run(...call);
  }
}

test.each([
  ["a plain job", {}],
  ["a delayed job", { delayMs: 1 }],
  ["a job with options", { priority: 7, idempotencyKey: "k" }],
])("an enqueue that Redis reads again late does not bring %s back", async (_, options) => {
  const driver = new RecordingDriver(url, { timeoutMs: 5_000 });
  const partition = new Partition({
    driver,
    waiters: new Waiters(() => {}),
    tally: new QueueTally(),
    number: 0,
    prefix: partitionPrefix(`test-${randomUUID()}`, 0),
  });
  const request = { types: ["t"], maxJobs: 1, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  const spec = checkEnqueue(
    { type: "t", payload: new Uint8Array(100), ...options },
    DEFAULT_LIMITS,
  );
  if (spec instanceof MillraceError) throw spec;

  await partition.enqueuer.sendBatch([{ spec, fingerprint: "f", replicated: false }]);
  let lease: Lease | undefined;
  await expect
    .poll(async () => {
      [lease] = (await partition.lease(request)).leases;
      return lease;
    })
    .toBeDefined();
  const { job, token } = lease as Lease;
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
