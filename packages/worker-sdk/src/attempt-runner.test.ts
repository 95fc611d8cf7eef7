import { MillraceError } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { Engine, LEASE_MS, TYPE } from "./test/engine.ts";
import { enqueue, turn, until, untilStatus } from "./test/jobs.ts";

/** A handler whose runs end one by one, when the test says so. */
class Gate {
  readonly running: string[] = [];
  readonly begun: string[] = [];
  readonly #resolvers = new Map<string, (value: unknown) => void>();

  readonly handler = ({ id }: { readonly id: string }) => {
    this.begun.push(id);
    this.running.push(id);
    return new Promise((resolve) => this.#resolvers.set(id, resolve));
  };

  end(id: string | undefined): void {
    if (id === undefined) throw new Error("nothing runs");
    this.running.splice(this.running.indexOf(id), 1);
    this.#resolvers.get(id)?.("done");
  }
}

async function enqueueMany(engine: Engine, count: number): Promise<string[]> {
  const results = await engine.store.enqueue(
    Array.from({ length: count }, () => ({ type: TYPE, payload: new Uint8Array(1) })),
  );
  return results.map((result) => ("job" in result ? result.job.id : ""));
}

describe("the concurrency", () => {
  test("is never exceeded, and every slot is used", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler, { concurrency: 3 });
    const ids = await enqueueMany(engine, 10);
    await engine.accept(10);
    for (let ended = 0; ended < 10; ended++) {
      await until(() => expect(gate.running).toHaveLength(Math.min(3, 10 - ended)));
      gate.end(gate.running[0]);
    }
    await until(() => expect(engine.settled).toHaveLength(10));
    // The order is that of the queue.
    expect(gate.begun).toEqual(ids);
  });
});

describe("the room for leases", () => {
  test("is the free slots of a worker that has ended nothing", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler, { concurrency: 3, leaseAhead: 500 });
    expect(engine.runner.room).toBe(3);
    await enqueueMany(engine, 3);
    await engine.accept(2);
    expect(engine.runner.room).toBe(1);
    await engine.accept(1);
    expect(engine.runner.room).toBe(0);
  });

  test("grows with the rate, up to the bound", async () => {
    const engine = new Engine(() => "done", { concurrency: 50, leaseAhead: 70 });
    await enqueueMany(engine, 150);
    await engine.accept(50);
    await until(() => expect(engine.settled).toHaveLength(50));
    expect(engine.runner.room).toBe(50 + 50);
    await engine.accept(100);
    await until(() => expect(engine.settled).toHaveLength(150));
    expect(engine.runner.room).toBe(50 + 70);
    // A pause makes the worker modest again.
    engine.clock.advance(60_000);
    expect(engine.runner.room).toBe(50);
  });

  test("is only the free slots when leasing ahead is off", async () => {
    const engine = new Engine(() => "done", { concurrency: 5, leaseAhead: 0 });
    await enqueueMany(engine, 5);
    await engine.accept(5);
    await until(() => expect(engine.settled).toHaveLength(5));
    expect(engine.runner.room).toBe(5);
  });

  test("is only the free slots while a queue has limits", async () => {
    const engine = new Engine(() => "done", { concurrency: 5, leaseAhead: 500 });
    await enqueueMany(engine, 20);
    await engine.store.queues.setLimits(TYPE, { rate: { limit: 10, periodMs: 60_000 } });
    await engine.accept(5);
    await until(() => expect(engine.settled).toHaveLength(5));
    expect(engine.runner.room).toBe(5);
    await engine.store.queues.setLimits(TYPE, {});
    await engine.accept(5);
    await until(() => expect(engine.settled).toHaveLength(10));
    expect(engine.runner.room).toBe(5 + 10);
  });

  test("is none for slow jobs while every slot is taken", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler, { concurrency: 2, leaseAhead: 500 });
    await enqueueMany(engine, 20);
    await engine.accept(2);
    for (let round = 1; round <= 5; round++) {
      expect(engine.runner.room).toBe(0);
      engine.clock.advance(1_000);
      gate.end(gate.running[0]);
      await until(() => expect(engine.settled).toHaveLength(round));
      engine.clock.advance(1_000);
      expect(engine.runner.room).toBe(1);
      await engine.accept(1);
    }
  });

  test("is fetched again when half of the reserve is used", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler, { concurrency: 1, leaseAhead: 10 });
    await enqueueMany(engine, 50);
    await engine.accept(11);
    for (let i = 0; i < 11; i++) {
      await until(() => expect(gate.running).toHaveLength(1));
      gate.end(gate.running[0]);
      await turn();
    }
    // Eleven ends in no time: the rate allows for the bound of ten.
    await engine.accept(11);
    expect(engine.runner.room).toBe(0);
    for (let left = 9; left >= 6; left--) {
      gate.end(gate.running[0]);
      await turn();
      expect(engine.runner.room).toBe(0);
    }
    gate.end(gate.running[0]);
    await turn();
    expect(engine.runner.room).toBe(5);
  });

  test("is none while too many settlements have no answer", async () => {
    const engine = new Engine(() => "done", { concurrency: 100, leaseAhead: 500 });
    const answer = Promise.withResolvers<void>();
    engine.source.before = (call) => (call === "settle" ? answer.promise : undefined);
    await enqueueMany(engine, 2_000);
    await engine.accept(1_000);
    await until(() => expect(engine.settler.waiting).toBe(1_000));
    expect(engine.runner.room).toBeGreaterThan(0);
    await engine.accept(1_000);
    await until(() => expect(engine.settler.waiting).toBe(2_000));
    expect(engine.runner.room).toBe(0);
    answer.resolve();
    await until(() => expect(engine.runner.room).toBeGreaterThan(0));
  });
});

describe("a drain", () => {
  test("gives back what has not begun, in order and at no cost, and begins nothing more", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler, { concurrency: 2 });
    const ids = await enqueueMany(engine, 700);
    await engine.accept(500);
    engine.runner.drain();
    await until(() => expect(engine.settled).toHaveLength(498));
    // What is granted while the worker stops is given back as well.
    await engine.accept(10);
    await until(() => expect(engine.settled).toHaveLength(508));
    for (const id of [...gate.running]) gate.end(id);
    await until(() => expect(engine.settled).toHaveLength(510));
    expect(gate.begun).toEqual(ids.slice(0, 2));
    const rest = await engine.store.lease({
      types: [TYPE],
      maxJobs: 1_000,
      leaseMs: LEASE_MS,
      waitMs: 0,
      workerId: "other",
    });
    expect(rest.map(({ job }) => job.id)).toEqual(ids.slice(2));
    expect(rest.every(({ job }) => job.attempt === 1)).toBe(true);
  });

  test("leaves what is running to end, until it is released", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler);
    const [first, second] = (await enqueueMany(engine, 2)) as [string, string];
    await engine.accept(2);
    engine.runner.drain();
    let idle = false;
    const idled = engine.runner.idle().then(() => {
      idle = true;
    });
    gate.end(first);
    await untilStatus(engine.store, first, "COMPLETED");
    expect(idle).toBe(false);
    engine.runner.releaseRunning();
    await idled;
    await engine.runner.settled();
    expect(await engine.store.get(second)).toMatchObject({ status: "PENDING", attempt: 0 });
    gate.end(second);
    await until(() => expect(engine.late).toEqual([second]));
  });

  test("ends at-most-once jobs that were begun, and gives back those that were not", async () => {
    const gate = new Gate();
    const engine = new Engine(gate.handler, { concurrency: 1 });
    const request = { type: TYPE, delivery: "AT_MOST_ONCE" } as const;
    const begun = await enqueue(engine.store, request);
    const waiting = await enqueue(engine.store, request);
    await engine.accept(2);
    engine.runner.drain();
    engine.runner.releaseRunning();
    await engine.runner.settled();
    expect(await engine.store.get(begun)).toMatchObject({ status: "FAILED", attempt: 1 });
    expect(await engine.store.get(waiting)).toMatchObject({ status: "PENDING", attempt: 0 });
  });
});

describe("an outcome that is refused", () => {
  test("for itself fails the job with that", async () => {
    const engine = new Engine(() => "done");
    const refused = new MillraceError("RESOURCE_EXHAUSTED", "results may have 3 bytes");
    const settle = engine.source.settle.bind(engine.source);
    engine.source.settle = async (items, options) => {
      const [item] = items;
      return item?.outcome.kind === "completed" ? [{ error: refused }] : settle(items, options);
    };
    const id = await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    const job = await untilStatus(engine.store, id, "FAILED");
    expect(job.errors).toMatchObject([{ message: "results may have 3 bytes" }]);
  });

  test("however it is put is given up after the second time", async () => {
    const engine = new Engine(() => "done");
    const refused = new MillraceError("RESOURCE_EXHAUSTED", "full");
    const kinds: string[] = [];
    engine.source.settle = async (items) => {
      kinds.push(...items.map(({ outcome }) => outcome.kind));
      return items.map(() => ({ error: refused }));
    };
    await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    await until(() => expect(engine.settled).toMatchObject([{ result: { error: refused } }]));
    await turn();
    expect(kinds).toEqual(["completed", "failed"]);
  });

  test("leaves a failed attempt its further tries", async () => {
    const engine = new Engine(() => {
      throw new Error("a message that the store cannot keep");
    });
    const refused = new MillraceError("INVALID_ARGUMENT", "message has bad characters");
    const settle = engine.source.settle.bind(engine.source);
    engine.source.settle = async (items) => {
      engine.source.settle = settle;
      return items.map(() => ({ error: refused }));
    };
    const id = await enqueue(engine.store, { type: TYPE });
    await engine.accept();
    const job = await untilStatus(engine.store, id, "RETRYING");
    expect(job.errors).toMatchObject([{ message: "message has bad characters" }]);
  });
});

test("an outcome without an answer keeps its lease while it is offered, and then lets it run out", async () => {
  const engine = new Engine(() => "done");
  engine.source.settle = async () => {
    throw new MillraceError("INTERNAL", "a bug");
  };
  const id = await enqueue(engine.store, { type: TYPE, backoff: { initialMs: 0, jitter: 0 } });
  await engine.accept();
  await until(() => expect(engine.errors).toHaveLength(1));
  await until(async () => {
    expect(await engine.store.maintain()).toMatchObject({ rescued: 0 });
    engine.clock.advance(2_000);
    await turn();
    expect(engine.unanswered).toEqual([id]);
  });
  expect(engine.source.extensions.length).toBeGreaterThanOrEqual(3);
  engine.clock.advance(LEASE_MS);
  await turn();
  expect(await engine.store.maintain()).toMatchObject({ rescued: 1 });
  expect(await engine.store.get(id)).toMatchObject({ attempt: 1, errors: [{ attempt: 1 }] });
});
