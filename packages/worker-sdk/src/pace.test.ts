import { VirtualClock } from "@millrace/core";
import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

function ticks(pace: Pace, count: number): void {
  for (let i = 0; i < count; i++) pace.tick();
}

test("nothing is ahead of a worker that has ended nothing", () => {
  const clock = new VirtualClock();
  const pace = new Pace(clock);
  expect(pace.ahead()).toBe(0);
  clock.advance(10_000);
  expect(pace.ahead()).toBe(0);
});

test("a burst counts at once", () => {
  const pace = new Pace(new VirtualClock());
  ticks(pace, 50);
  expect(pace.ahead()).toBe(50);
});

test("the pace of the last tenth of a second goes on, and falls with the next", () => {
  const clock = new VirtualClock();
  const pace = new Pace(clock);
  ticks(pace, 400);
  clock.advance(200);
  expect(pace.ahead()).toBe(200);
  ticks(pace, 10);
  expect(pace.ahead()).toBe(200);
  clock.advance(100);
  expect(pace.ahead()).toBe(10);
  clock.advance(100);
  expect(pace.ahead()).toBe(0);
});

test("less than one job in a tenth of a second is none ahead", () => {
  const clock = new VirtualClock();
  const pace = new Pace(clock);
  for (let i = 0; i < 10; i++) {
    pace.tick();
    clock.advance(110);
    expect(pace.ahead()).toBe(0);
  }
});
