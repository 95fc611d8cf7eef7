import { MillraceError, silentLogger, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { Runs, type Steps } from "@millrace/workflow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Maintainer } from "./maintainer.ts";
import { RunTicker } from "./run-ticker.ts";

let clock: VirtualClock;
let store: MemoryStore;

beforeEach(() => {
  clock = new VirtualClock(Date.parse("2027-01-01T00:00:00Z"));
  store = new MemoryStore({ clock });
});

afterEach(() => store.close());

const start = async (steps: Steps) => {
  // Not the one that tickers use: as of another process.
  const runs = new Runs(store);
  await runs.put({ name: "w", schema: 1, steps });
  return (await runs.start("w")).run.id;
};
const two: Steps = { a: { type: "t" }, b: { type: "t", after: ["a"] } };
const lease = () =>
  store.lease({ types: ["t"], maxJobs: 10, leaseMs: 60_000, waitMs: 0, workerId: "w" });
const settleAll = async () => {
  for (const { job, token } of await lease()) {
    await store.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);
  }
};
const pending = async () =>
  (await store.list({ type: "t", statuses: ["PENDING"] })).jobs.map(({ run }) => run?.step);
const statusOf = async (id: string) => (await new Runs(store).get(id)).status;
const tickerOf = () => new RunTicker({ store, logger: silentLogger, clock });

describe("a run ticker", () => {
  test("decides at once what comes of a settlement of its process", async () => {
    const ticker = tickerOf();
    ticker.start();
    const ids = [await start(two), await start(two)];
    await settleAll();
    await expect.poll(pending).toEqual(["b", "b"]);
    await settleAll();
    await expect.poll(() => Promise.all(ids.map(statusOf))).toEqual(["COMPLETED", "COMPLETED"]);
    await ticker.stop();
    await ticker.stop();
    await start(two);
    await settleAll();
    expect(await pending()).toEqual([]);
  });

  test("finds what others have left, while it leads", async () => {
    await start(two);
    await settleAll();
    const standby = tickerOf();
    const leader = tickerOf();
    standby.start();
    leader.start();
    leader.lead(true);
    await expect.poll(pending).toEqual(["b"]);
    leader.lead(false);
    await Promise.all([standby.stop(), leader.stop()]);
  });

  test("has a sleep end at its time", async () => {
    const ticker = tickerOf();
    ticker.start();
    ticker.lead(true);
    const id = await start({
      a: { type: "t" },
      nap: { after: ["a"], sleep: { for: "300s" } },
      b: { type: "t", after: ["nap"] },
    });
    await settleAll();
    await expect.poll(async () => (await new Runs(store).get(id)).counts.STARTED).toBe(1);
    for (let second = 1; second < 300; second++) {
      clock.advance(1_000);
      await clockTurn();
    }
    expect(await pending()).toEqual([]);
    await expect
      .poll(() => {
        clock.advance(250);
        return pending();
      })
      .toEqual(["b"]);
    await ticker.stop();
  });

  test("has other runs go on beside those that can never advance, and tells of each once", async () => {
    const broken = await Promise.all(Array.from({ length: 150 }, () => start(two)));
    const lines: object[] = [];
    const getWhole = store.runs.get.bind(store.runs);
    store.runs.get = async (id, read) => {
      const found = await getWhole(id, read);
      if (!broken.includes(id) || found.stored === undefined) return found;
      return { ...found, stored: { ...found.stored, record: "no JSON" } };
    };
    await Promise.all(broken.map((id) => store.runs.tell(id, '{"kind":"pause"}')));
    const good = await start(two);
    await store.runs.tell(good, '{"kind":"pause"}');
    const ticker = new RunTicker({
      ...{ store, clock },
      logger: { debug: () => {}, info: () => {}, error: (fields) => lines.push(fields) },
    });
    ticker.start();
    ticker.lead(true);
    await expect.poll(() => statusOf(good)).toBe("PAUSED");
    for (let round = 0; round < 3; round++) {
      clock.advance(1_000);
      await clockTurn();
    }
    await ticker.stop();
    expect(lines).toHaveLength(150);
  });

  test("finds what a run waits for in vain, some time after it is gone", async () => {
    const id = await start(two);
    const jobId = (await store.list({ type: "t" })).jobs[0]?.id;
    const get = store.get.bind(store);
    store.get = async (asked, options) => {
      if (asked === jobId) throw new MillraceError("NOT_FOUND", "it was evicted");
      return get(asked, options);
    };
    const ticker = tickerOf();
    ticker.start();
    ticker.lead(true);
    await expect
      .poll(async () => {
        clock.advance(1_000);
        await clockTurn();
        return statusOf(id);
      })
      .toBe("FAILED");
    expect((await new Runs(store).get(id)).error).toEqual({
      step: "a",
      message: `job ${jobId} of the step is gone: it was lost or deleted`,
    });
    await ticker.stop();
  });

  test("tells once that it cannot, and once that it can again", async () => {
    const lines: string[] = [];
    const note = (_: object, line: string) => void lines.push(line);
    let isAway = true;
    const runs = new Proxy(store.runs, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          if (name === "due" && isAway) throw new MillraceError("UNAVAILABLE", "away");
          return method.apply(target, args);
        };
      },
    });
    const ticker = new RunTicker({
      ...{ store: { runs, cancel: store.cancel.bind(store), get: store.get.bind(store) }, clock },
      logger: { debug: () => {}, info: note, error: note },
    });
    ticker.start();
    ticker.lead(true);
    const passTime = async () => {
      clock.advance(1_000);
      await clockTurn();
    };
    for (let round = 0; round < 3; round++) await passTime();
    isAway = false;
    await expect
      .poll(async () => {
        await passTime();
        return lines;
      })
      .toEqual([
        "runs of workflows cannot advance; it will be tried again",
        "runs of workflows advance again",
      ]);
    await ticker.stop();
  });
});

test("a maintainer has runs go on, whoever has settled their jobs", async () => {
  const id = await start(two);
  await settleAll();
  const maintainer = new Maintainer({ store, logger: silentLogger, clock });
  maintainer.start();
  await expect.poll(pending).toEqual(["b"]);
  await settleAll();
  await expect.poll(() => statusOf(id)).toBe("COMPLETED");
  await maintainer.stop();
});

/** Has what a timer has set off come to its end, which takes no time. */
function clockTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
