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
  settler = newSettler();
});

const LEASE_MS = 60_000;

function newSettler(): Settler {
  const health = new SourceHealth({ logger, clock, onError: (error) => errors.push(error) });
  return new Settler({ source, leaseMs: LEASE_MS, clock, random: () => 0, health, logger });
}

/** Completed attempts of so many new jobs. */
async function completed(count: number): Promise<Settlement[]> {
  await store.enqueue(Array.from({ length: count }, () => ({ type: "task" })));
  const request = { types: ["task"], maxJobs: count, leaseMs: LEASE_MS, waitMs: 0, workerId: "w" };
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
    settler = newSettler();
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

/** Errors that say nothing about the settlement. */
const NO_ANSWERS = [
  new MillraceError("INTERNAL", "a bug"),
  new MillraceError("ALREADY_EXISTS", "HTTP 409"),
  new Error("NOREPLICAS Not enough good replicas to write."),
  Object.assign(new Error("deadlock detected"), { code: "40P01" }),
  "thrown text",
];

describe("an error that is no answer", () => {
  test.each([
    ...NO_ANSWERS,
    new MillraceError("UNAVAILABLE", "HTTP 404"),
    new MillraceError("FAILED_PRECONDITION", "NOAUTH Authentication required."),
    new MillraceError("NOT_FOUND", "no such database"),
    new MillraceError("UNAUTHENTICATED", "HTTP 401"),
    new MillraceError("PERMISSION_DENIED", "HTTP 403"),
  ])("%s: the settlement is sent again until it is answered", async (error) => {
    let failures = 5;
    source.before = () => {
      if (failures-- > 0) throw error;
    };
    const [item] = (await completed(1)) as [Settlement];
    const settled = settler.settle(item);
    for (let failed = 1; failed <= 5; failed++) {
      await until(() => expect(errors).toHaveLength(failed));
      clock.advance(2_000);
    }
    expect(await settled).toEqual({ status: "COMPLETED" });
    expect(new Set(errors)).toEqual(new Set([error]));
  });

  test.each(NO_ANSWERS)("%s: is given up when the lease must have ended", async (error) => {
    source.before = () => {
      throw error;
    };
    const [item] = (await completed(1)) as [Settlement];
    let gaveUp: unknown;
    void settler.settle(item).catch((reason) => {
      gaveUp = reason;
    });
    for (let failed = 1; failed <= LEASE_MS / 2_000; failed++) {
      await until(() => expect(errors).toHaveLength(failed));
      expect(gaveUp).toBeUndefined();
      clock.advance(2_000);
    }
    await until(() => expect(gaveUp).toBe(error));
    expect(logger.at("warn")).toEqual([
      "the source did not accept the outcome of a job; trying again until its lease ends",
    ]);
    expect(settler.waiting).toBe(0);
  });

  test("is also one that a source gives for a single item", async () => {
    const away = new MillraceError("UNAVAILABLE", "this partition is away");
    const [item, other] = (await completed(2)) as [Settlement, Settlement];
    const settle = source.settle.bind(source);
    let failures = 2;
    source.settle = async (items, options) => {
      const results = await settle(
        items.filter(({ jobId }) => jobId !== item.jobId || failures === 0),
        options,
      );
      if (failures === 0) return results;
      failures--;
      return items.length === 1 ? [{ error: away }] : [{ error: away }, ...results];
    };
    const settled = settleAll([item, other]);
    for (let failed = 1; failed <= 2; failed++) {
      await until(() => expect(errors).toHaveLength(failed));
      clock.advance(2_000);
    }
    expect(await settled).toEqual([{ status: "COMPLETED" }, { status: "COMPLETED" }]);
  });

  test("is also an answer of too few results", async () => {
    const [item] = (await completed(1)) as [Settlement];
    const settle = source.settle.bind(source);
    source.settle = async () => {
      source.settle = settle;
      return [];
    };
    const settled = settler.settle(item);
    await until(() => expect(errors).toHaveLength(1));
    clock.advance(50);
    expect(await settled).toEqual({ status: "COMPLETED" });
  });
});

describe("a batch that one item spoils", () => {
  /** Fails each call that brings `bad` with `error`. */
  function spoil(bad: Settlement, error: unknown): void {
    source.before = () => {
      if (source.settles.at(-1)?.items.some(({ jobId }) => jobId === bad.jobId)) throw error;
    };
  }

  test.each([
    new MillraceError("INVALID_ARGUMENT", "details has a character that the database lacks"),
    new MillraceError("RESOURCE_EXHAUSTED", "the message is too large"),
  ])("is settled but for that, which is refused with %s", async (error) => {
    const items = await completed(200);
    spoil(items[77] as Settlement, error);
    const results = await settleAll(items);
    expect(results.map((result) => ("error" in result ? result.error : result.status))).toEqual(
      items.map((_, i) => (i === 77 ? error : "COMPLETED")),
    );
    expect(errors).toEqual([]);
  });

  test("is settled at once but for that, which is tried again alone", async () => {
    const items = await completed(200);
    spoil(items[77] as Settlement, new Error("22P05 untranslatable character"));
    const results = items.map((item) => settler.settle(item));
    await Promise.all(results.filter((_, i) => i !== 77));
    await until(() => expect(settler.waiting).toBe(1));
    source.before = () => {};
    clock.advance(50);
    expect(await results[77]).toEqual({ status: "COMPLETED" });
  });

  test("does not hold up the batches after it", async () => {
    const bad = await completed(20);
    const badIds = new Set(bad.map(({ jobId }) => jobId));
    source.before = () => {
      if (source.settles.at(-1)?.items.some(({ jobId }) => badIds.has(jobId))) throw "bad";
    };
    const stuck = settleAll(bad);
    await until(() => expect(errors).toHaveLength(20));
    expect(await settleAll(await completed(1_000))).toHaveLength(1_000);
    source.before = () => {};
    clock.advance(50);
    expect(await stuck).toHaveLength(20);
  });
});
