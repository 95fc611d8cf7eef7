import {
  countStarts,
  type EpochMs,
  NO_STARTS,
  type Rate,
  type RateState,
  rateRoom,
  uncountStart,
} from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";

/** At a time, under a rate, as many start as are wanted and may; then one of before may be given back. */
export interface RateStep {
  readonly at: EpochMs;
  readonly rate: Rate;
  readonly wanted: number;
  /** When the attempt had begun that is given back. */
  readonly givenBack?: EpochMs;
}

/** What a step finds and leaves: the room, when there is some again, and the state in one list of numbers. */
export type RateAnswer = readonly [room: number, at: EpochMs, ...state: number[]];

/** What a store has written of the rules of a rate in its own language does the same as core's, step by step. */
export function rateRulesSuite(
  name: string,
  play: (steps: readonly RateStep[]) => Promise<RateAnswer[]>,
): void {
  test(`${name} counts starts as core does, whatever the rate and however it changes`, async () => {
    await fc.assert(
      fc.asyncProperty(rateSteps(), async (steps) => {
        expect(await play(steps)).toEqual(answersOfCore(steps));
      }),
      { numRuns: 60 },
    );
  });
}

function answersOfCore(steps: readonly RateStep[]): RateAnswer[] {
  let state: RateState = NO_STARTS;
  return steps.map(({ at, rate, wanted, givenBack }) => {
    const found = rateRoom(state, rate, at);
    const count = Math.min(found.room, wanted);
    if (count > 0) state = countStarts(state, rate, at, count);
    if (givenBack !== undefined) state = uncountStart(state, rate, givenBack, at);
    const { at: writtenAt, used, since, starts } = state;
    return [found.room, found.at, writtenAt, used, since, ...starts.flat()];
  });
}

function rateSteps(): fc.Arbitrary<RateStep[]> {
  const period = fc.constantFrom(100, 1_000, 60_000, 31 * 24 * 3_600_000);
  const rates = fc
    .tuple(fc.constantFrom(1, 2, 5, 1_000_000), period, fc.nat(6), fc.integer({ min: -3, max: 3 }))
    .map(([limit, periodMs, burst, off]): Rate => {
      const rate = { limit, periodMs: Math.max(100, periodMs + off) };
      return burst === 0 ? rate : { ...rate, burst: Math.min(burst, limit) };
    });
  const step = fc.record({
    /** In sixty-fourths of the period, and a clock may be set back. */
    wait: fc.integer({ min: -5, max: 100 }),
    wanted: fc.nat(7),
    changed: fc.option(rates, { freq: 6 }),
    givesBack: fc.option(fc.nat(5), { freq: 2 }),
  });
  return fc.tuple(rates, fc.array(step, { minLength: 1, maxLength: 25 })).map(([first, plan]) => {
    let rate = first;
    let at = 1_800_000_000_000;
    const steps: RateStep[] = [];
    for (const { wait, wanted, changed, givesBack } of plan) {
      rate = changed ?? rate;
      at += Math.round((wait * rate.periodMs) / 64);
      const before = givesBack === null ? undefined : steps.at(-1 - givesBack);
      steps.push({ at, rate, wanted, ...(before && { givenBack: before.at }) });
    }
    return steps;
  });
}
