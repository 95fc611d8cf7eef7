import { MillraceError, type Settlement, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { beforeEach, describe, expect, test } from "vitest";
import { Settler } from "./settler.ts";
import { SourceHealth } from "./source-health.ts";
import { FaultySource, times, unavailable } from "./test/faulty-source.ts";
import { enqueue, turn, until } from "./test/jobs.ts";
import { NotingLogger } from "./test/notes.ts";

let clock: VirtualClock;
let store: MemoryStore;
let source: FaultySource;
let logger: NotingLogger;
let errors: unknown[];
let settler: Settler;

beforeEach(() => {
  clock = new VirtualClock();
  store = new MemoryStore({ clock });
  source = new FaultySource(store);
  logger = new NotingLogger();
  errors = [];
  const health = new SourceHealth(logger, (error) => errors.push(error));
  settler = new Settler({ source, clock, health });
});

/** Completed attempts of so many new jobs. */
async function completed(count: number): Promise<Settlement[]> {
  await store.enqueue(Array.from({ length: count }, () => ({ type: "task" })));
  const request = { types: ["task"], maxJobs: count, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  const leases = await store.lease(request);
  return leases.map(({ job, token }) => ({
    jobId: job.id,
    token,
    outcome: { kind: "completed" },
  }));
}

const settleAll = (items: readonly Settlement[]) =>
  Promise.all(items.map((item) => settler.settle(item)));

describe("settlements of one moment", () => {
  test("travel together, at most 200 in a call, each with its own result", async () => {
    const items = await completed(450);
    const stale = { ...(items[7] as Settlement), token: 99 };
    items[7] = stale;
    const results = await settleAll(items);
    expect(source.settles.map(({ items }) => items.length)).toEqual([200, 200, 50]);
    expect(source.settles.every(({ resend }) => !resend)).toBe(true);
    results.forEach((result, i) => {
      if (i === 7) expect(result).toMatchObject({ error: { code: "LEASE_LOST" } });
      else expect(result).toEqual({ status: "COMPLETED" });
    });
  });

  test("travel as many in a call as the source says that one should have", async () => {
    Object.assign(source, { batchSize: 300 });
    settler = new Settler({ source, clock, health: new SourceHealth(logger, () => {}) });
    await settleAll(await completed(450));
    expect(source.settles.map(({ items }) => items.length)).toEqual([300, 150]);
  });

  test("travel with at most a mebibyte of results in a call, unless one alone has more", async () => {
    const sizes = [400, 400, 400, 2_000, 10, 10];
    const items = (await completed(sizes.length)).map((item, i): Settlement => {
      const result = new Uint8Array((sizes[i] as number) * 1_000);
      return { ...item, outcome: { kind: "completed", result } };
    });
    await settleAll(items);
    expect(source.settles.map(({ items }) => items.length)).toEqual([2, 1, 1, 2]);
  });

  test("are under way in four calls at most", async () => {
    const gate = Promise.withResolvers<void>();
    source.before = () => gate.promise;
    const settled = settleAll(await completed(999));
    await until(() => expect(source.settles).toHaveLength(4));
    expect(settler.waiting).toBe(999);
    gate.resolve();
    await settled;
    expect(source.settles.map(({ items }) => items.length)).toEqual([200, 200, 200, 200, 199]);
    expect(settler.waiting).toBe(0);
  });
});

describe("a settlement without an answer", () => {
  test("is sent again, as resend, after growing waits", async () => {
    source.before = times(3, "settle");
    const [item] = (await completed(1)) as [Settlement];
    const settled = settler.settle(item);
    for (const [failures, waitMs] of [
      [1, 50],
      [2, 100],
      [3, 200],
    ] as const) {
      await until(() => expect(errors).toHaveLength(failures));
      clock.advance(waitMs - 1);
      await turn();
      expect(source.settles).toHaveLength(failures);
      clock.advance(1);
    }
    expect(await settled).toEqual({ status: "COMPLETED" });
    expect(source.settles.map(({ resend }) => resend)).toEqual([false, true, true, true]);
    expect(logger.at("error")).toHaveLength(1);
    expect(logger.at("info")).toHaveLength(1);
  });

  test("that had taken effect is answered as settled, and takes no effect again", async () => {
    source.after = times(1, "settle");
    const [item] = (await completed(1)) as [Settlement];
    const settled = settler.settle(item);
    await until(() => expect(errors).toHaveLength(1));
    const { sequence } = await store.get(item.jobId);
    clock.advance(50);
    expect(await settled).toEqual({ status: "COMPLETED" });
    expect(await store.get(item.jobId)).toMatchObject({ status: "COMPLETED", sequence });
  });

  test("is still sent when its lease has ended, and then refused", async () => {
    source.before = times(1, "settle");
    const [item] = (await completed(1)) as [Settlement];
    const settled = settler.settle(item);
    await until(() => expect(errors).toHaveLength(1));
    clock.advance(60_001);
    expect(await store.maintain()).toMatchObject({ rescued: 1 });
    expect(await settled).toMatchObject({ error: { code: "LEASE_LOST" } });
  });

  test("is waited for at most two seconds at a time, for as long as it takes", async () => {
    let down = true;
    source.before = () => {
      if (down) unavailable();
    };
    const [item] = (await completed(1)) as [Settlement];
    const settled = settler.settle(item);
    for (let failures = 1; failures <= 20; failures++) {
      await until(() => expect(errors).toHaveLength(failures));
      clock.advance(2_000);
    }
    down = false;
    expect(await settled).toEqual({ status: "COMPLETED" });
  });

  test("is given up when the settler stops", async () => {
    source.before = unavailable;
    await enqueue(store, { type: "task" });
    const [item] = (await completed(1)) as [Settlement];
    const settled = settler.settle(item);
    const refused = expect(settled).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await until(() => expect(errors).toHaveLength(1));
    settler.stop();
    await refused;
    expect(settler.waiting).toBe(0);
  });
});

test("what no repetition mends is not repeated", async () => {
  const bug = new MillraceError("INTERNAL", "a bug");
  source.before = () => {
    throw bug;
  };
  const [item] = (await completed(1)) as [Settlement];
  await expect(settler.settle(item)).rejects.toBe(bug);
  expect(source.settles).toHaveLength(1);
  expect(errors).toEqual([bug]);
});
