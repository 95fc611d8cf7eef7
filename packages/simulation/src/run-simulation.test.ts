import type { Clock, RunStore } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { RunSimulation } from "./run-simulation.ts";

const SEEDS = 50;

test("every run of a workflow ends as the model predicts, whatever fails meanwhile", async () => {
  let jobs = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const outcome = await new RunSimulation(seed).run();
    if (outcome.violations.length > 0) expect.fail([`seed ${seed}`, ...outcome.trace].join("\n"));
    jobs += outcome.jobs;
  }
  expect(jobs).toBeGreaterThan(10 * SEEDS);
});

test("a seed leads to the same runs every time", async () => {
  expect(await new RunSimulation(7).run()).toEqual(await new RunSimulation(7).run());
});

/** A memory store whose runs are not kept as they should be. */
function storeWith(fault: (right: RunStore) => Partial<RunStore>) {
  return (clock: Clock) => {
    const store = new MemoryStore({ clock });
    const { runs } = store;
    const right: RunStore = {
      ...runs,
      get: runs.get.bind(runs),
      change: runs.change.bind(runs),
    };
    Object.assign(runs, fault(right));
    return store;
  };
}

test.each<[string, RegExp, Parameters<typeof storeWith>[0]]>([
  [
    "takes a version for the present one now and then whatever it is",
    /is RUNNING for ever/,
    ({ get, change }) => ({
      change: async (asked) => {
        const version = (await get(asked.id)).stored?.version ?? 0;
        const isStale = version !== asked.ifVersion && asked.ifVersion > 0;
        return change(isStale ? { ...asked, ifVersion: version, jobs: [] } : asked);
      },
    }),
  ],
  [
    "forgets how a job has ended now and then",
    /is RUNNING for ever/,
    ({ get }) => ({
      get: async (...args) => {
        const read = await get(...args);
        return { ...read, news: read.news.filter(({ number }) => number % 10 !== 0) };
      },
    }),
  ],
  [
    "forgets a job of a change now and then",
    // Its run does not wait for it for ever, and fails.
    /the job of \S+ \S+ was never made/,
    ({ change }) => ({
      change: (asked) => change(asked.ifVersion % 3 === 2 ? { ...asked, jobs: [] } : asked),
    }),
  ],
])("finds the fault of a store that %s", async (_, found, fault) => {
  const violations: string[] = [];
  for (let seed = 1; seed <= 10; seed++) {
    violations.push(...(await new RunSimulation(seed, storeWith(fault)).run()).violations);
  }
  expect(violations.join("\n")).toMatch(found);
});
