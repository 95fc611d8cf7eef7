import { VirtualClock } from "@millrace/core";
import { expect, test } from "vitest";
import { AttemptRate } from "./attempt-rate.ts";

function ticks(rate: AttemptRate, count: number): void {
  for (let i = 0; i < count; i++) rate.tick();
}

test("nothing is ahead of a worker that has ended nothing", () => {
  const clock = new VirtualClock();
  const rate = new AttemptRate(clock);
  expect(rate.ahead()).toBe(0);
  clock.advance(10_000);
  expect(rate.ahead()).toBe(0);
});

test("a burst counts at once", () => {
  const rate = new AttemptRate(new VirtualClock());
  ticks(rate, 50);
  expect(rate.ahead()).toBe(50);
});

test("the rate of the last tenth of a second goes on, and falls with the next", () => {
  const clock = new VirtualClock();
  const rate = new AttemptRate(clock);
  ticks(rate, 400);
  clock.advance(200);
  expect(rate.ahead()).toBe(200);
  ticks(rate, 10);
  expect(rate.ahead()).toBe(200);
  clock.advance(100);
  expect(rate.ahead()).toBe(10);
  clock.advance(100);
  expect(rate.ahead()).toBe(0);
});

test("less than one job in a tenth of a second is none ahead", () => {
  const clock = new VirtualClock();
  const rate = new AttemptRate(clock);
  for (let i = 0; i < 10; i++) {
    rate.tick();
    clock.advance(110);
    expect(rate.ahead()).toBe(0);
  }
});
