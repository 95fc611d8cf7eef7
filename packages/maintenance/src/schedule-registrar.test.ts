import { MillraceError, type PutResult, VirtualClock } from "@millrace/core";
import { expect, test } from "vitest";
import { ScheduleRegistrar } from "./schedule-registrar.ts";

const away = new MillraceError("UNAVAILABLE", "the store is away");
const refusal = new MillraceError("INVALID_ARGUMENT", "zone is none");
const done: PutResult = { results: [], pruned: [] };

/** A registrar whose tries end as `ends` says, and what it has logged. */
function registrarOf(...ends: readonly (MillraceError | PutResult)[]) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const note = (_: object, line: string) => void lines.push(line);
  let tries = 0;
  const put = async () => {
    const end = ends[tries++] ?? away;
    if (end instanceof MillraceError) throw end;
    return end;
  };
  const logger = { info: note, warn: note, error: note };
  const registrar = new ScheduleRegistrar({ put, logger, clock });
  return { registrar, clock, lines, tries: () => tries };
}

test("schedules are put once their store answers", async () => {
  const { registrar, clock, lines, tries } = registrarOf(away, away, done);
  await registrar.start();
  await expect
    .poll(() => {
      clock.advance(5_000);
      return lines;
    })
    .toEqual([expect.stringContaining("cannot be put yet"), "schedules are put"]);
  clock.advance(60_000);
  await registrar.stop();
  expect(tries()).toBe(3);
});

test("schedules that are refused end the start, or else are told of", async () => {
  await expect(registrarOf(refusal).registrar.start()).rejects.toBe(refusal);
  const { registrar, clock, lines } = registrarOf(away, refusal);
  await registrar.start();
  clock.advance(5_000);
  await expect.poll(() => lines.at(-1)).toBe("schedules are refused");
  await registrar.stop();
});

test("a registrar that is stopped tries no more", async () => {
  const { registrar, clock, tries } = registrarOf(away);
  await registrar.start();
  await registrar.stop();
  await registrar.stop();
  clock.advance(60_000);
  expect(tries()).toBe(1);
});
