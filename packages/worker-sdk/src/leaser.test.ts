import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Lease, MillraceError, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { beforeEach, describe, expect, test } from "vitest";
import type { AttemptRunner } from "./attempt-runner.ts";
import { Leaser } from "./leaser.ts";
import { SourceHealth } from "./source-health.ts";
import { FaultySource, times, unavailable } from "./test/faulty-source.ts";
import { enqueue, turn, until } from "./test/jobs.ts";
import { NotingLogger } from "./test/notes.ts";

/** Takes whatever it is given, as much as the test makes room for. */
class FakeRunner {
  room = 10;
  readonly accepted: Lease[] = [];
  #change = Promise.withResolvers<void>();

  change(): Promise<void> {
    return this.#change.promise;
  }

  changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }

  accept(leases: readonly Lease[]): void {
    this.accepted.push(...leases);
  }
}

let clock: VirtualClock;
let store: MemoryStore;
let source: FaultySource;
let logger: NotingLogger;
let errors: unknown[];
let runner: FakeRunner;

beforeEach(() => {
  clock = new VirtualClock();
  store = new MemoryStore({ clock });
  source = new FaultySource(store);
  logger = new NotingLogger();
  errors = [];
  runner = new FakeRunner();
});

function leaserOf(...types: string[]): Leaser {
  return new Leaser({
    source,
    types,
    workerId: "worker-1",
    leaseMs: 30_000,
    clock,
    runner: runner as unknown as AttemptRunner,
    random: () => 0,
    health: new SourceHealth({ logger, clock, onError: (error) => errors.push(error) }),
  });
}

test("waits for jobs and hands them on", async () => {
  const leaser = leaserOf("a");
  const running = leaser.run();
  const id = await enqueue(store, { type: "a" });
  await until(() => expect(runner.accepted.map(({ job }) => job.id)).toEqual([id]));
  leaser.stop();
  await running;
  expect(source.leases[0]).toMatchObject({
    types: ["a"],
    maxJobs: 10,
    leaseMs: 30_000,
    workerId: "worker-1",
  });
});

test("asks for no more than there is room for, nor for more than 200", async () => {
  runner.room = 7_000;
  const leaser = leaserOf("a");
  const running = leaser.run();
  leaser.stop();
  await running;
  expect(source.leases.map(({ maxJobs }) => maxJobs)).toEqual([200, 200]);
});

test("asks for as many as the source says that a call should have", async () => {
  runner.room = 7_000;
  Object.assign(source, { batchSize: 1_000 });
  const leaser = leaserOf("a");
  const running = leaser.run();
  leaser.stop();
  await running;
  expect(source.leases.map(({ maxJobs }) => maxJobs)).toEqual([1_000, 1_000]);
});

test("each call serves another type first", async () => {
  await store.enqueue(["a", "b", "c", "a", "b", "c"].map((type) => ({ type })));
  runner.room = 1;
  const leaser = leaserOf("a", "b", "c");
  const running = leaser.run();
  await until(() => expect(runner.accepted).toHaveLength(6));
  leaser.stop();
  await running;
  expect(source.leases.slice(0, 3).map(({ types }) => types)).toEqual([
    ["b", "c", "a"],
    ["c", "a", "b"],
    ["a", "b", "c"],
  ]);
});

describe("without room", () => {
  test("it waits for some, without asking", async () => {
    runner.room = 0;
    const leaser = leaserOf("a");
    const running = leaser.run();
    for (let i = 0; i < 3; i++) {
      runner.changed();
      await turn();
    }
    expect(source.leases).toEqual([]);
    runner.room = 2;
    runner.changed();
    await until(() => expect(source.leases).toMatchObject([{ maxJobs: 2 }]));
    leaser.stop();
    await running;
  });

  test("it stops at once", async () => {
    runner.room = 0;
    const leaser = leaserOf("a");
    const running = leaser.run();
    await turn();
    leaser.stop();
    leaser.stop();
    await running;
    expect(source.leases).toEqual([]);
  });
});

describe("while the source is down", () => {
  test("it tries again after growing waits of five seconds at most, and says so now and then", async () => {
    source.before = times(9, "lease");
    const leaser = leaserOf("a");
    const running = leaser.run();
    const waits = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000];
    for (const [i, waitMs] of waits.entries()) {
      await until(() => expect(errors).toHaveLength(i + 1));
      clock.advance(waitMs - 1);
      await turn();
      expect(source.leases).toHaveLength(i + 1);
      clock.advance(1);
    }
    await enqueue(store, { type: "a" });
    await until(() => expect(runner.accepted).toHaveLength(1));
    leaser.stop();
    await running;
    // At once, and again after 15 s.
    expect(logger.lines.map(({ level }) => level)).toEqual(["error", "error", "info"]);
  });

  test("it begins anew with short waits after an answer", async () => {
    const leaser = leaserOf("a");
    const running = leaser.run();
    for (const outage of [1, 2]) {
      source.before = times(1, "lease");
      await enqueue(store, { type: "a" });
      await until(() => expect(errors).toHaveLength(outage));
      clock.advance(100);
      await until(() => expect(runner.accepted.length).toBeGreaterThanOrEqual(2 * outage - 1));
      await enqueue(store, { type: "a" });
      await until(() => expect(runner.accepted).toHaveLength(2 * outage));
    }
    leaser.stop();
    await running;
  });

  test("it stops at once", async () => {
    source.before = unavailable;
    const leaser = leaserOf("a");
    const running = leaser.run();
    await until(() => expect(errors).toHaveLength(1));
    leaser.stop();
    await running;
    expect(source.leases).toHaveLength(1);
  });

  test("also where it stops while the call is under way", async () => {
    const gate = Promise.withResolvers<void>();
    source.before = async () => {
      await gate.promise;
      unavailable();
    };
    const leaser = leaserOf("a");
    const running = leaser.run();
    await turn();
    leaser.stop();
    gate.resolve();
    await running;
    expect(source.leases).toHaveLength(1);
  });
});

test("what is granted while it stops is handed on", async () => {
  const id = await enqueue(store, { type: "a" });
  const gate = Promise.withResolvers<void>();
  source.after = () => gate.promise;
  const leaser = leaserOf("a");
  const running = leaser.run();
  await turn();
  leaser.stop();
  gate.resolve();
  await running;
  expect(runner.accepted.map(({ job }) => job.id)).toEqual([id]);
});

describe("a source that refuses the worker's calls", () => {
  const CODES = [
    "INVALID_ARGUMENT",
    "FAILED_PRECONDITION",
    "NOT_FOUND",
    "UNAUTHENTICATED",
    "PERMISSION_DENIED",
  ] as const;

  test.each(CODES)("from the start, with %s, ends it with the reason", async (code) => {
    source.before = () => {
      throw new MillraceError(code, "no such worker");
    };
    await expect(leaserOf("a").run()).rejects.toThrow("no such worker");
    expect(source.leases).toHaveLength(1);
  });

  test.each([
    ...CODES.map((code) => new MillraceError(code, "refused")),
    new MillraceError("INTERNAL", "a bug"),
    new Error("getaddrinfo ENOTFOUND redis"),
  ])("after an answer, with %s, is tried again until it takes them", async (error) => {
    const leaser = leaserOf("a");
    const running = leaser.run();
    await enqueue(store, { type: "a" });
    await until(() => expect(runner.accepted).toHaveLength(1));
    let refuses = true;
    source.before = () => {
      if (refuses) throw error;
    };
    // Ends the waits of both calls.
    await store.enqueue(Array.from({ length: 2 }, () => ({ type: "a" })));
    for (let failures = 1; failures <= 20; failures++) {
      await until(() => expect(errors.length).toBeGreaterThanOrEqual(failures));
      clock.advance(5_000);
    }
    refuses = false;
    await until(async () => {
      clock.advance(5_000);
      await turn();
      expect(await store.list({ statuses: ["PENDING"] })).toMatchObject({ jobs: [] });
    });
    leaser.stop();
    await running;
    expect(new Set(errors)).toEqual(new Set([error]));
    // At once, and again and again after growing pauses.
    expect(logger.at("error").length).toBeGreaterThanOrEqual(3);
    expect(logger.at("error").length).toBeLessThan(errors.length);
    expect(logger.at("info")).toEqual(["the source of jobs can be reached again"]);
  });
});

test("looking for room leaves nothing behind", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  runner.room = 0;
  const leaser = leaserOf("a");
  const running = leaser.run();
  const heapAfter = async (looks: number) => {
    for (let i = 0; i < looks; i++) {
      runner.changed();
      await turn();
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = await heapAfter(5_000);
  const bytesPerLook = ((await heapAfter(30_000)) - before) / 30_000;
  leaser.stop();
  await running;
  expect(bytesPerLook).toBeLessThan(30);
});
