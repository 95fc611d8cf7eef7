import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countStarts,
  NO_STARTS,
  type Rate,
  type RateState,
  rateRoom,
  rateTurn,
  uncountStart,
} from "./rate.ts";

const START = 1_800_000_000_000;

/** Starts as soon as there is room, `count` times; returns when. */
function startTimes(rate: Rate, count: number, from = START): number[] {
  const times: number[] = [];
  let state: RateState = NO_STARTS;
  for (let now = from; times.length < count; ) {
    const { room, at } = rateRoom(state, rate, now);
    if (room > 0) {
      state = countStarts(state, rate, now, 1);
      times.push(now);
    } else now = at;
  }
  return times;
}

test("3 in 10 s: three start, and the fourth does 65 sixty-fourths of the period later", () => {
  const rate = { limit: 3, periodMs: 10_000 };
  expect(startTimes(rate, 5, 0)).toEqual([0, 0, 0, 10_157, 10_157]);
});

test("the turn of one behind others is by the room, and then by the rate", () => {
  const rate = { limit: 10, periodMs: 1_000 };
  const turns = (room: number) =>
    [0, 1, 2, 12].map((ahead) => rateTurn({ room, at: 5 }, rate, ahead));
  expect(turns(0)).toEqual([5, 105, 205, 1_205]);
  expect(turns(2)).toEqual([5, 5, 105, 1_105]);
  // One after the other it is exact.
  const even = { ...rate, burst: 1 };
  const times = startTimes(even, 9, 0);
  for (const [ahead, at] of times.entries()) {
    expect(rateTurn(rateRoom(NO_STARTS, even, 0), even, ahead)).toBe(at);
  }
});

test("100 a minute one at a time: starts are 600 ms apart, and no minute has more than 100", () => {
  const times = startTimes({ limit: 100, periodMs: 60_000, burst: 1 }, 400);
  for (let i = 1; i < times.length; i++) {
    expect((times[i] as number) - (times[i - 1] as number)).toBeGreaterThanOrEqual(600);
  }
  expect(times[99]).toBe(START + 99 * 600);
  expect(mostInWindow(times, 60_000)).toBe(100);
});

test("a burst starts at once, and the rest comes back evenly", () => {
  const times = startTimes({ limit: 10, periodMs: 1_000, burst: 3 }, 6);
  expect(times.map((at) => at - START)).toEqual([0, 0, 0, 100, 200, 300]);
});

test("what is given back before it started may start again, and counts no more", () => {
  const rate = { limit: 2, periodMs: 1_000, burst: 2 };
  let state = countStarts(NO_STARTS, rate, START, 1);
  state = countStarts(state, rate, START + 100, 1);
  expect(rateRoom(state, rate, START + 110).room).toBe(0);
  state = uncountStart(state, rate, START + 100, START + 120);
  expect(rateRoom(state, rate, START + 120)).toEqual({ room: 1, at: START + 120 });
});

test("what has started before it was counted gives nothing back", () => {
  const rate = { limit: 1, periodMs: 60_000 };
  const state = countStarts(NO_STARTS, rate, START + 10, 1);
  expect(rateRoom(uncountStart(state, rate, START, START + 20), rate, START + 20).room).toBe(0);
});

test("a limit that is raised, or a period that is shortened, acts at once; a lowered one waits", () => {
  const state = countStarts(NO_STARTS, { limit: 5, periodMs: 3_600_000 }, START, 5);
  const later = START + 2_000;
  expect(rateRoom(state, { limit: 8, periodMs: 3_600_000 }, later).room).toBe(3);
  expect(rateRoom(state, { limit: 5, periodMs: 1_000 }, later)).toEqual({
    room: 0,
    at: later + 1_016,
  });
  expect(rateRoom(state, { limit: 2, periodMs: 3_600_000 }, later).room).toBe(0);
});

test("a clock that is set back holds nothing up for longer than a period", () => {
  const rate = { limit: 1, periodMs: 1_000, burst: 1 };
  const state = countStarts(NO_STARTS, rate, START + 86_400_000, 1);
  expect(rateRoom(state, rate, START).at).toBeLessThanOrEqual(START + 1_016);
});

const rates: fc.Arbitrary<Rate> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 100, max: 5_000 }), fc.nat(12))
  .map(([limit, periodMs, burst]) => ({
    limit,
    periodMs,
    ...(burst > 0 && { burst: Math.min(burst, limit) }),
  }));

describe("any rate, however leases come", () => {
  /** How long after the last call, how many are wanted, and whether the last start is given back. */
  const calls = fc.array(fc.tuple(fc.nat(800), fc.integer({ min: 1, max: 15 }), fc.boolean()), {
    minLength: 1,
    maxLength: 80,
  });

  test("lets no window of its period have more starts than its limit, nor more at once than its burst", () => {
    fc.assert(
      fc.property(rates, calls, (rate, plan) => {
        const { times } = play(rate, plan);
        expect(mostInWindow(times, rate.periodMs)).toBeLessThanOrEqual(rate.limit);
        for (const span of [1, 7, 50, 400]) {
          const most = (rate.burst ?? rate.limit) + (span * rate.limit) / rate.periodMs;
          expect(mostInWindow(times, span)).toBeLessThanOrEqual(Math.floor(most));
        }
      }),
    );
  });

  test("has room again a sixty-fourth of its period after it must at the latest, when it says so", () => {
    fc.assert(
      fc.property(rates, calls, (rate, plan) => {
        const { times, state, now } = play(
          rate,
          plan.map(([ms, n]) => [ms, n, false] as const),
        );
        const { room, at } = rateRoom(state, rate, now);
        if (room > 0) return;
        expect(rateRoom(state, rate, at).room).toBeGreaterThan(0);
        expect(rateRoom(state, rate, at - 1).room).toBe(0);
        const limiting = times.at(-rate.limit);
        const byWindow = limiting === undefined ? 0 : limiting + (rate.periodMs * 65) / 64;
        const byBurst = (times.at(-1) ?? 0) + rate.periodMs / rate.limit;
        expect(at).toBeLessThanOrEqual(
          Math.ceil(Math.max(byWindow, rate.burst === undefined ? 0 : byBurst)),
        );
      }),
    );
  });

  test("keeps no more than its slots", () => {
    fc.assert(
      fc.property(rates, calls, (rate, plan) => {
        expect(play(rate, plan).state.starts.length).toBeLessThanOrEqual(65);
      }),
    );
  });
});

function play(
  rate: Rate,
  plan: readonly (readonly [waitMs: number, wanted: number, givesBack: boolean])[],
) {
  let state: RateState = NO_STARTS;
  let now = START;
  const times: number[] = [];
  for (const [waitMs, wanted, givesBack] of plan) {
    now += waitMs;
    const { room } = rateRoom(state, rate, now);
    const count = Math.min(room, wanted);
    if (count > 0) {
      state = countStarts(state, rate, now, count);
      times.push(...new Array<number>(count).fill(now));
    }
    if (givesBack) {
      const given = times.pop();
      if (given !== undefined) state = uncountStart(state, rate, given, now);
    }
  }
  return { times, state, now };
}

/** The most of `times`, which are in order, in any window of a length. */
function mostInWindow(times: readonly number[], lengthMs: number): number {
  let most = 0;
  let first = 0;
  times.forEach((at, i) => {
    while (at - (times[first] as number) >= lengthMs) first++;
    most = Math.max(most, i - first + 1);
  });
  return most;
}
