import type { ExtendItem } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type KeptLease, LeaseKeeper, type OwnSource } from "./lease-keeper.ts";
import { LeaseTable, type SlottedLease } from "./lease-table.ts";
import { Engine, LEASE_MS, TYPE } from "./test/engine.ts";
import { times } from "./test/faulty-source.ts";
import { turn, until } from "./test/jobs.ts";

const BEAT_MS = LEASE_MS / 3;

/** A lease that notes what it is told. */
class NotingLease implements KeptLease {
  readonly told: string[] = [];
  readonly jobId: string;
  readonly token: number;

  constructor(jobId: string, token: number) {
    this.jobId = jobId;
    this.token = token;
  }

  cancel(): void {
    this.told.push("cancel");
  }

  lost(): void {
    this.told.push("lost");
  }
}

/** So many kept leases, and the parts around them. */
async function keeping(count: number) {
  const engine = new Engine(() => {});
  await engine.store.enqueue(Array.from({ length: count }, () => ({ type: TYPE })));
  const request = { types: [TYPE], maxJobs: count, leaseMs: LEASE_MS, waitMs: 0, workerId: "w" };
  const leases = (await engine.store.lease(request)).map(
    ({ job, token }) => new NotingLease(job.id, token),
  );
  const keeper: LeaseKeeper = engine.keeper;
  for (const lease of leases) keeper.keep(lease, engine.clock.now());
  return { engine, keeper, leases, first: leases[0] as NotingLease };
}

async function beat({ engine }: { engine: Engine }, beats = 1): Promise<void> {
  for (let i = 0; i < beats; i++) {
    engine.clock.advance(BEAT_MS);
    for (let turns = 0; turns < 4; turns++) await turn();
  }
}

test("leases outlast their length many times over", async () => {
  const kept = await keeping(1);
  await beat(kept, 10);
  expect(await kept.engine.store.maintain()).toMatchObject({ rescued: 0 });
  const job = await kept.engine.store.get(kept.first.jobId);
  expect(job.leaseExpiresAt).toBe(kept.engine.clock.now() + LEASE_MS);
  expect(kept.first.told).toEqual([]);
});

test("all leases are extended together, at most 200 in a call", async () => {
  const kept = await keeping(450);
  await beat(kept);
  expect(kept.engine.source.extensions.map((items) => items.length)).toEqual([200, 200, 50]);
});

test("a lease that was let go is not extended any more", async () => {
  const kept = await keeping(2);
  kept.keeper.forget(kept.first);
  await beat(kept);
  expect(kept.engine.source.extensions.flat().map(({ jobId }) => jobId)).toEqual([
    kept.leases[1]?.jobId,
  ]);
});

test("letting go of an older lease leaves the job's present one", async () => {
  const kept = await keeping(1);
  kept.keeper.forget(new NotingLease(kept.first.jobId, kept.first.token - 1));
  await beat(kept);
  expect(kept.engine.source.extensions).toHaveLength(1);
});

test("a keeper that has stopped extends nothing and hears of nothing", async () => {
  const kept = await keeping(1);
  kept.keeper.stop();
  kept.keeper.stop();
  await kept.engine.store.cancel(kept.first.jobId);
  await beat(kept, 3);
  expect(kept.engine.source.extensions).toEqual([]);
  expect(kept.first.told).toEqual([]);
});

describe("a lease that somebody else has", () => {
  test("is lost with the next beat", async () => {
    const kept = await keeping(2);
    const { jobId, token } = kept.first;
    await kept.engine.store.settle([{ jobId, token, outcome: { kind: "completed" } }]);
    await beat(kept);
    expect(kept.leases.map(({ told }) => told)).toEqual([["lost"], []]);
  });
});

describe("while the source is down", () => {
  test("a beat that failed is made up for by the next", async () => {
    const kept = await keeping(1);
    kept.engine.source.before = times(1, "extend");
    await beat(kept, 6);
    expect(kept.first.told).toEqual([]);
    expect(await kept.engine.store.maintain()).toMatchObject({ rescued: 0 });
    expect(kept.engine.errors).toHaveLength(1);
    expect(kept.engine.logger.lines.map(({ level }) => level)).toEqual(["error", "info"]);
  });

  test("leases are lost once they must have ended, not before", async () => {
    const kept = await keeping(1);
    kept.engine.source.before = times(Number.POSITIVE_INFINITY, "extend");
    await beat(kept, 2);
    expect(kept.first.told).toEqual([]);
    await beat(kept, 1);
    expect(kept.first.told).toEqual(["lost"]);
  });

  test("an extension counts from when it was asked for", async () => {
    const kept = await keeping(1);
    const gate = Promise.withResolvers<void>();
    kept.engine.source.after = () => gate.promise;
    await beat(kept, 2);
    expect(kept.first.told).toEqual([]);
    gate.resolve();
    await turn();
    // The first answer counts from the first beat, the second from the second.
    kept.engine.source.after = () => new Promise(() => {});
    await beat(kept, 2);
    expect(kept.first.told).toEqual([]);
    await beat(kept, 1);
    expect(kept.first.told).toEqual(["lost"]);
  });
});

describe("a lease that the source could not extend", () => {
  test("goes on, and is lost once it must have ended", async () => {
    const kept = await keeping(2);
    const [held, free] = kept.leases as [NotingLease, NotingLease];
    const { source } = kept.engine;
    const extend = source.extend.bind(source);
    source.extend = async (items, leaseMs) => {
      const results = await extend(items, leaseMs);
      return results.map((result, i) => (items[i]?.jobId === held.jobId ? "NOT_EXTENDED" : result));
    };
    await beat(kept, 2);
    await expect(kept.keeper.report(held, { fraction: 0.5 })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    expect(held.told).toEqual([]);
    await beat(kept, 1);
    expect(held.told).toEqual(["lost"]);
    expect(free.told).toEqual([]);
  });
});

describe("progress", () => {
  test("that is malformed is refused alone, and leaves the beats of others", async () => {
    const kept = await keeping(2);
    const [bad, good] = kept.leases as [NotingLease, NotingLease];
    const results = await Promise.allSettled([
      kept.keeper.report(bad, { fraction: 2 }),
      kept.keeper.report(good, { fraction: 0.5 }),
    ]);
    expect(results).toMatchObject([
      { status: "rejected", reason: { code: "INVALID_ARGUMENT" } },
      { status: "fulfilled" },
    ]);
    expect((await kept.engine.store.get(good.jobId)).progress).toEqual({ fraction: 0.5 });
    expect(kept.engine.errors).toEqual([]);
  });

  test("reports of one moment travel together, and extend the lease", async () => {
    const kept = await keeping(3);
    kept.engine.clock.advance(1_000);
    await Promise.all(
      kept.leases.map((lease, i) => kept.keeper.report(lease, { fraction: i / 3 })),
    );
    expect(kept.engine.source.extensions).toHaveLength(1);
    for (const { jobId } of kept.leases) {
      const { leaseExpiresAt } = await kept.engine.store.get(jobId);
      expect(leaseExpiresAt).toBe(kept.engine.clock.now() + LEASE_MS);
    }
  });

  test("tells of a cancel that was not pushed", async () => {
    const kept = await keeping(1);
    kept.keeper.stop();
    await kept.engine.store.cancel(kept.first.jobId);
    await kept.keeper.report(kept.first, { fraction: 0.5 });
    expect(kept.first.told).toEqual(["cancel"]);
  });
});

test("a pushed cancel reaches its lease alone", async () => {
  const kept = await keeping(2);
  await kept.engine.store.cancel(kept.first.jobId);
  await until(() => expect(kept.leases.map(({ told }) => told)).toEqual([["cancel"], []]));
});

describe("a job that this worker leases anew, before it hears that its lease is lost", () => {
  test("has its attempt before told to stop", async () => {
    const { engine, keeper, first } = await keeping(1);
    const again = new NotingLease(first.jobId, first.token + 2);
    keeper.keep(again, engine.clock.now());
    expect(first.told).toEqual(["lost"]);
    expect(again.told).toEqual([]);
  });

  test("keeps its later lease when the answers come in the wrong order", async () => {
    const { engine, keeper, leases, first } = await keeping(1);
    const before = new NotingLease(first.jobId, first.token - 1);
    keeper.keep(before, engine.clock.now());
    expect(before.told).toEqual(["lost"]);
    await beat({ engine }, 4);
    expect(leases.map(({ told }) => told)).toEqual([[]]);
    expect(await engine.store.maintain()).toMatchObject({ rescued: 0 });
  });
});

test("a lease that the lease thread has extended meanwhile is not taken for lost", async () => {
  const kept = await keeping(2);
  const { clock, store, source, health } = kept.engine;
  const table = new LeaseTable(10, () => clock.now());
  const thread = { table, add: (jobId: string, token: number) => table.add(jobId, token) };
  const keeper = new LeaseKeeper({ source, leaseMs: LEASE_MS, clock, health, thread });
  for (const lease of kept.leases) keeper.keep(lease, clock.now());
  keeper.forget(kept.leases[1] as NotingLease);
  const [entry] = table.leases(0);
  // The clock goes on, and no timer with it: the event loop is blocked.
  const blockedMs = 3 * LEASE_MS;
  kept.engine.keeper.stop();
  clock.advance(blockedMs - 1_000);
  const { jobId, token } = kept.first;
  await store.extend([{ jobId, token }], LEASE_MS);
  table.noteExtension(entry as SlottedLease, clock.now());
  clock.advance(1_000);
  keeper.start();
  await beat(kept);
  expect(kept.first.told).toEqual([]);
  expect((await store.get(kept.first.jobId)).leaseExpiresAt).toBe(clock.now() + LEASE_MS);
  keeper.stop();
});

test.each([
  [0.4, 0],
  [2, 1],
  [10, 1],
  [10.1, 0],
])(
  "leases %d lengths late are extended %i times before a source of this process rescues",
  (late, times) => {
    const { source, health } = new Engine(() => {});
    let now = 0;
    // Its timers do not come, as in a process that was blocked until now.
    const clock = { now: () => now, setTimer: () => () => {}, afterTurn: () => {} };
    let rescue = () => {};
    const extended: (readonly ExtendItem[])[] = [];
    const own: OwnSource = {
      beforeRescue(listener) {
        rescue = listener;
        return () => {};
      },
      async extend(items) {
        extended.push(items);
        return [];
      },
    };
    const keeper = new LeaseKeeper({ source, own, leaseMs: LEASE_MS, clock, health });
    keeper.start();
    keeper.keep(new NotingLease("a", 1), now);
    now = late * LEASE_MS;
    rescue();
    rescue();
    expect(extended).toEqual(Array(times).fill([{ jobId: "a", token: 1 }]));
    keeper.stop();
  },
);
