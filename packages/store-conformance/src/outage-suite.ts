import { monitorEventLoopDelay } from "node:perf_hooks";
import { type EnqueueRequest, type Lease, MillraceError, type Store } from "@millrace/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Bench, TYPE } from "./harness.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** A server that stores use, with an empty place for the jobs of one test. */
export interface OutageHarness {
  /** Where the server is. */
  readonly url: string;
  /** Makes a store by way of `url`, whose calls wait at most `timeoutMs`. */
  makeStore(url: string, timeoutMs?: number): Store;
  /** Whether the store that waits hears the server; without it, a ping that is answered tells. */
  hears?(store: Store): boolean;
}

/** What a store does in its own way. */
export interface OutageSuiteOptions {
  /** Time enough to connect. Defaults to 400 ms. */
  readonly timeoutMs?: number;
  /**
   * Whether it reads a job before it writes how the job has changed, unless that is completed.
   * Defaults to false.
   */
  readonly readsFirst?: boolean;
}

/** What a call may take on top of its time-out, on a busy machine. */
const SLACK_MS = 1_500;
/** How long to wait for what must happen, and how often to look. */
const PATIENCE = { timeout: 10_000, interval: 1 };

const UNAVAILABLE = { code: "UNAVAILABLE" };

/** What a store makes of a server that is silent, away or cut off; `name` is the server's. */
export function outageSuite(
  name: string,
  open: () => Promise<OutageHarness>,
  { timeoutMs = 400, readsFirst = false }: OutageSuiteOptions = {},
): void {
  let harness: OutageHarness;
  let proxy: TcpProxy;
  let store: Store;
  let bench: Bench;

  beforeEach(async () => {
    harness = await open();
    proxy = await TcpProxy.start(harness.url);
    store = harness.makeStore(proxy.url, timeoutMs);
    bench = new Bench({ store, source: store, close: () => store.close() });
    // Each of the connections is there, so that a test loses the answer that it means.
    await untilServed();
    await store.enqueue([{ type: "first" }]);
    await store.enqueue([{ type: "first", idempotencyKey: "first" }]);
    await bench.lease();
  });

  afterEach(async () => {
    await store.close();
    await proxy[Symbol.asyncDispose]();
  });

  const untilServed = () => vi.waitFor(() => store.ping(), PATIENCE);
  const untilHearing = (hears: NonNullable<OutageHarness["hears"]>, who = store) =>
    vi.waitFor(() => expect(hears(who)).toBe(true), PATIENCE);

  /** Loses the answer that tells of a change. */
  function loseWritten(): void {
    proxy.loseNextAnswer({ after: readsFirst ? 1 : 0 });
  }

  describe(`a connection that breaks when ${name} has done the work`, () => {
    test.each<Partial<EnqueueRequest>>([{}, { idempotencyKey: "k" }])(
      "an enqueue is repeated and makes one job (%o)",
      async (request) => {
        proxy.loseNextAnswer();
        const { id } = await bench.enqueue(request);
        const { jobs } = await store.list({ type: TYPE });
        expect(jobs.map((job) => [job.id, job.sequence])).toEqual([[id, 1]]);
      },
    );

    test("an enqueue of many is repeated and makes each once", async () => {
      proxy.loseNextAnswer();
      const results = await store.enqueue(Array.from({ length: 150 }, () => ({ type: TYPE })));
      expect(results.every((result) => "job" in result && result.created)).toBe(true);
      expect((await store.list({ type: TYPE, pageSize: 1_000 })).jobs).toHaveLength(150);
    });

    test.each([
      [{ kind: "completed" }, "COMPLETED"],
      [{ kind: "failed", message: "no" }, "RETRYING"],
      [{ kind: "released", started: true }, "PENDING"],
    ] as const)("a settle, %o, is repeated and answered as it was", async (outcome, status) => {
      await bench.enqueue();
      const lease = await bench.leaseOne();
      if (outcome.kind === "completed") proxy.loseNextAnswer();
      else loseWritten();
      expect(await bench.settle(lease, outcome)).toEqual({ status });
      expect(await store.get(lease.job.id)).toMatchObject({ status, sequence: 3 });
    });

    test("an extension is repeated", async () => {
      await bench.enqueue();
      const lease = await bench.leaseOne();
      proxy.loseNextAnswer();
      expect(await bench.extend(lease)).toBe("OK");
    });

    test("reading and cancelling are repeated", async () => {
      const { id } = await bench.enqueue();
      proxy.loseNextAnswer();
      expect((await store.get(id)).id).toBe(id);
      proxy.loseNextAnswer();
      expect((await store.list({ type: TYPE })).jobs).toHaveLength(1);
      loseWritten();
      expect(await store.cancel(id)).toMatchObject({ status: "CANCELLED", sequence: 2 });
    });

    test("a change at a sequence is not taken for that of another caller", async () => {
      const { id, sequence } = await bench.enqueue();
      const ifSequence = sequence;
      loseWritten();
      await expect(store.cancel(id, "", { ifSequence })).rejects.toMatchObject(UNAVAILABLE);
      expect(await store.get(id)).toMatchObject({ status: "CANCELLED", sequence: sequence + 1 });
    });

    test("what must not be repeated fails at once, not at its time-out", async () => {
      const { id } = await bench.enqueue();
      for (const act of [() => bench.lease(), () => store.delete(id)]) {
        proxy.loseNextAnswer();
        await expect(act()).rejects.toMatchObject(UNAVAILABLE);
        // The connection is made anew for the next call.
        await store.ping();
      }
    });
  });

  test(`a ${name} that says nothing makes calls fail in time, leaves the process free, and is found again`, async () => {
    const { id } = await bench.enqueue();
    proxy.mode = { kind: "blackhole" };
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for (let round = 0; round < 4; round++) {
      const begunAt = performance.now();
      const calls = [store.get(id), store.ping(), bench.enqueue(), bench.lease()];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: "rejected", reason: UNAVAILABLE });
      }
      expect(performance.now() - begunAt).toBeLessThan(timeoutMs + SLACK_MS);
    }
    delay.disable();
    // A process that is kept busy has few turns, each as long as a call waits.
    expect(delay.mean / 1e6).toBeLessThan(timeoutMs / 4);
    proxy.mode = { kind: "normal" };
    await untilServed();
    expect((await store.get(id)).id).toBe(id);
  });

  test("waiting leases are woken again by others after the connection broke", async () => {
    const { hears } = harness;
    const other = harness.makeStore(harness.url);
    const waiting = waitForJob(store);
    if (hears !== undefined) await untilHearing(hears);
    await proxy.refuse();
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    if (hears !== undefined) expect(hears(store)).toBe(false);
    await proxy.listen();
    await (hears === undefined ? untilServed() : untilHearing(hears));
    const begunAt = performance.now();
    await other.enqueue([{ type: TYPE }]);
    expect(await waiting).toHaveLength(1);
    // Far below the slow poll that covers lost wake-ups.
    expect(performance.now() - begunAt).toBeLessThan(2_500);
    await other.close();
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])(
    `a ${name} that falls silent after %i answers to a new store is found again`,
    async (answers) => {
      const { hears, makeStore, url } = harness;
      await using young = await TcpProxy.start(url);
      const silent = young.turnVoid({ after: answers });
      const worker = makeStore(young.url, timeoutMs);
      const waiting = waitForJob(worker);
      await silent;
      young.mode = { kind: "normal" };
      await vi.waitFor(() => worker.ping(), PATIENCE);
      if (hears !== undefined) await untilHearing(hears, worker);
      // Two, because a lone one may be handed over to what is silent and not yet known to be.
      await store.enqueue([{ type: TYPE }, { type: TYPE }]);
      expect(await waiting).toHaveLength(1);
      await worker.close();
    },
  );

  describe(`a ${name} that is not there`, () => {
    test("makes calls fail in time, and is found when it comes", async () => {
      await proxy.refuse();
      const begunAt = performance.now();
      await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
      await expect(bench.enqueue()).rejects.toMatchObject(UNAVAILABLE);
      expect(performance.now() - begunAt).toBeLessThan(2 * timeoutMs + SLACK_MS);
      await proxy.listen();
      await untilServed();
    });

    test("a call that waits for it is served when it comes in time", async () => {
      await proxy.refuse();
      const enqueued = bench.enqueue();
      await proxy.listen();
      const { id } = await enqueued;
      expect((await store.list({ type: TYPE })).jobs.map((job) => job.id)).toEqual([id]);
    });

    test("is waited for by a store that was made before it came", async () => {
      await proxy.refuse();
      const early = harness.makeStore(proxy.url, timeoutMs);
      await expect(early.ping()).rejects.toMatchObject(UNAVAILABLE);
      await proxy.listen();
      await vi.waitFor(() => early.ping(), PATIENCE);
      await early.close();
    });

    test("a close ends the calls that wait for it", async () => {
      await proxy.refuse();
      await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
      const waiting = expect(store.ping()).rejects.toThrow("the store is closed");
      await store.close();
      await waiting;
    });
  });
}

async function waitForJob(store: Store): Promise<Lease[]> {
  const request = { types: [TYPE], maxJobs: 1, leaseMs: 60_000, waitMs: 60_000, workerId: "w" };
  for (;;) {
    try {
      return await store.lease(request);
    } catch (error) {
      // A look at the queue was under way when the connection broke.
      if (!(error instanceof MillraceError && error.code === "UNAVAILABLE")) throw error;
    }
  }
}
