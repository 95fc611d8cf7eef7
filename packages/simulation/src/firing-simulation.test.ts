import type { Clock, ScheduleChange, ScheduleStore } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { FiringSimulation } from "./firing-simulation.ts";

const DAYS = 20;

test("no time of a schedule is lost or doubled in weeks of faults", async () => {
  for (const seed of [1, 2]) {
    const { violations, trace, fired } = await new FiringSimulation(seed, DAYS).run();
    if (violations.length > 0) expect.fail([`seed ${seed}`, ...trace].join("\n"));
    expect(fired).toBeGreaterThan(24 * DAYS);
  }
});

test("a seed leads to the same run every time", async () => {
  const runs = [await new FiringSimulation(7, 5).run(), await new FiringSimulation(7, 5).run()];
  expect(runs[0]).toEqual(runs[1]);
});

/** A memory store that changes schedules as `change` does. */
function storeThat(
  change: (change: ScheduleChange, right: ScheduleStore["change"]) => Promise<boolean>,
) {
  return (clock: Clock) => {
    const store = new MemoryStore({ clock });
    const { schedules } = store;
    const right = schedules.change.bind(schedules);
    schedules.change = (asked) => change(asked, right);
    return store;
  };
}

test.each<[string, RegExp, Parameters<typeof storeThat>[0]]>([
  [
    "takes a version for the present one whatever it is",
    /has fired [2-9] times/,
    async (asked, right) => {
      for (let version = asked.ifVersion; ; version++) {
        if (await right({ ...asked, ifVersion: version })) return true;
      }
    },
  ],
  [
    "forgets the job of a change now and then",
    /has fired 0 times/,
    async (asked, right) => right(asked.ifVersion % 50 === 49 ? { ...asked, jobs: [] } : asked),
  ],
])("finds the fault of a store that %s", async (_, found, change) => {
  const { violations } = await new FiringSimulation(1, 10, storeThat(change)).run();
  expect(violations.join("\n")).toMatch(found);
});
