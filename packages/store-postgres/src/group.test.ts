import type { Lease, Settlement } from "@millrace/core";
import { expect, onTestFinished, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const MEMBERS = 1_000;
const WORKERS = 8;
const schema = testSchema();

/** Takes jobs and ends them until there are none: every 25th fails for good. */
async function work(store: PostgresStore, workerId: string): Promise<number> {
  const lease = { types: ["member"], maxJobs: 20, leaseMs: 60_000, waitMs: 0, workerId };
  let ended = 0;
  for (
    let leases = await store.lease(lease);
    leases.length > 0;
    leases = await store.lease(lease)
  ) {
    // In another order than that of the jobs, so that who locks as they come would wait in a circle.
    const order = workerId < "4" ? leases : leases.toReversed();
    const results = await store.settle(order.map(settlement));
    expect(results.filter((result) => "error" in result)).toEqual([]);
    ended += results.length;
  }
  return ended;
}

function settlement({ job, token }: Lease): Settlement {
  const fails = job.payload.at(0) === 1;
  return {
    jobId: job.id,
    token,
    outcome: fails
      ? { kind: "failed", message: "no", permanent: true }
      : { kind: "completed", result: new Uint8Array([1]) },
  };
}

test("a thousand jobs of two groups that end at once, on eight workers one of which is lost, call back once", async () => {
  const stores = Array.from(
    { length: WORKERS + 1 },
    () => new PostgresStore(url, { schema: schema.name }),
  );
  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });
  const [own, ...others] = stores as [PostgresStore, ...PostgresStore[]];
  const callbacks = {
    onCompleted: { type: "callback" },
    onFailed: { type: "callback" },
    onFinished: { type: "callback" },
  };
  const [failing, completing] = await Promise.all([
    own.groups.create(callbacks),
    own.groups.create(callbacks),
  ]);
  await own.enqueue(
    Array.from({ length: MEMBERS }, (_, i) => ({
      type: "member",
      backoff: { initialMs: 1 },
      payload: new Uint8Array([i % 50 === 0 ? 1 : 0]),
      groupId: (i % 2 === 0 ? failing : completing).id,
    })),
  );
  await Promise.all([own.groups.seal(failing.id), own.groups.seal(completing.id)]);

  const lost = { types: ["member"], maxJobs: 30, leaseMs: 10, waitMs: 0, workerId: "lost" };
  expect(await own.lease(lost)).toHaveLength(30);
  const ended = await Promise.all(others.map((store, i) => work(store, `${i}`)));
  // What the lost one had fails once, and is due again after its backoff.
  let late = 0;
  await expect
    .poll(
      async () => {
        await own.maintain();
        late += await work(own, "9");
        return (
          (await own.groups.get(failing.id)).counts.open +
          (await own.groups.get(completing.id)).counts.open
        );
      },
      { timeout: 30_000 },
    )
    .toBe(0);
  expect(ended.reduce((sum, each) => sum + each, late)).toBe(MEMBERS);

  const counts = { open: 0, cancelled: 0 };
  expect((await own.groups.get(failing.id)).counts).toEqual({
    ...{ ...counts, completed: MEMBERS / 2 - MEMBERS / 50, failed: MEMBERS / 50 },
  });
  expect((await own.groups.get(completing.id)).counts).toEqual({
    ...{ ...counts, completed: MEMBERS / 2, failed: 0 },
  });
  const called = await own.lease({ ...lost, types: ["callback"], leaseMs: 60_000 });
  expect(called.map(({ job }) => job.id).sort()).toEqual(
    [
      ...[failing.callbacks.onFailed, failing.callbacks.onFinished],
      ...[completing.callbacks.onCompleted, completing.callbacks.onFinished],
    ].sort(),
  );
  // Each was made, became runnable once, and was leased.
  expect(called.map(({ job }) => job.sequence)).toEqual(called.map(() => 3));
});
