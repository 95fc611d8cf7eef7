import { type OperationRecord, VirtualClock } from "@millrace/core";
import { expect, it } from "vitest";
import { OperationRunner } from "./operation-runner.ts";

const SECOND = 1_000;

/** A runner over one operation with these bounds and so many jobs. */
function setUp(change: Partial<OperationRecord>, jobs: number) {
  const clock = new VirtualClock();
  let open: OperationRecord | undefined = {
    id: "op-0000000000000000",
    action: "RETRY",
    filter: {},
    reason: "",
    dryRun: false,
    state: "RUNNING",
    matched: 0,
    more: true,
    done: 0,
    skipped: 0,
    failed: 0,
    errors: [],
    startedAt: clock.now(),
    atEnd: false,
    rounds: 0,
    ...change,
  };
  let revision = 1;
  const rounds: number[] = [];
  let left = jobs;
  const runner = new OperationRunner({
    clock,
    store: {
      list: async ({ pageSize = 0 }) => {
        const found = Math.min(pageSize, left);
        left -= found;
        const ids = Array.from({ length: found }, (_, i) => ({ id: `${i}`, sequence: 1 }));
        const end = left === 0 ? ("LAST" as const) : ("FULL" as const);
        const page = { jobs: ids as never, end, lookedAt: found, asOf: clock.now() };
        return left === 0 ? page : { ...page, nextPageToken: "next" };
      },
      operations: {
        open: async () => (open === undefined ? [] : [{ record: open, revision }]),
        save: async ({ record }) => {
          open = record.state === "DONE" ? undefined : record;
          revision++;
          return true;
        },
        change: async (_, changed) => {
          rounds.push(changed.length);
          return changed.map(() => undefined);
        },
      },
    },
  });
  return { clock, rounds, runner };
}

it("goes on at once with an operation that may be fast, and is not called for when none is open", async () => {
  const { rounds, runner } = setUp({}, 2_500);
  expect([await runner.run(), await runner.run(), await runner.run()]).toEqual([0, 0, 0]);
  expect(rounds).toEqual([1_000, 1_000, 500]);
  expect(await runner.run()).toBe(Number.POSITIVE_INFINITY);
});

it("spreads rounds over time, so that no more jobs are changed a second than wanted", async () => {
  const { clock, rounds, runner } = setUp({ maxPerSecond: 4_000 }, 3_000);
  expect(await runner.run()).toBe(250);
  expect(await runner.run()).toBe(250);
  clock.advance(100);
  expect(await runner.run()).toBe(150);
  expect(rounds).toEqual([1_000]);
  clock.advance(150);
  expect(await runner.run()).toBe(250);
  expect(rounds).toEqual([1_000, 1_000]);
});

it("takes a second's jobs at a time when there are few", async () => {
  const { clock, rounds, runner } = setUp({ maxPerSecond: 3 }, 8);
  for (let second = 0; second < 3; second++) {
    await runner.run();
    clock.advance(SECOND);
  }
  expect(rounds).toEqual([3, 3, 2]);
});

it("counts as fast as it can", async () => {
  const { runner } = setUp({ maxPerSecond: 3, state: "COUNTING" }, 1_500);
  expect(await runner.run()).toBe(0);
});

it("goes on when the clock was set back", async () => {
  const { clock, rounds, runner } = setUp({ maxPerSecond: 1 }, 5);
  await runner.run();
  const before = clock.now();
  clock.now = () => before - 60 * SECOND;
  await runner.run();
  expect(rounds).toEqual([1, 1]);
});
