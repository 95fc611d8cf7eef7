import { expect, test } from "vitest";
import { VirtualClock } from "./virtual-clock.ts";

test("moves only when it is told to", () => {
  const clock = new VirtualClock(1_000);
  expect(clock.now()).toBe(1_000);
  clock.advance(5);
  clock.advance(0);
  expect(clock.now()).toBe(1_005);
  expect(new VirtualClock().now()).toBe(Date.UTC(2026, 0, 1));
});

test("fires timers at their own times, the earliest first, equals as they were set", () => {
  const clock = new VirtualClock(0);
  const fired: string[] = [];
  const set = (name: string, delayMs: number) =>
    clock.setTimer(delayMs, () => fired.push(`${name} at ${clock.now()}`));
  set("c", 30);
  set("a", 10);
  set("b", 10);
  set("late", 31);
  clock.advance(30);
  expect(fired).toEqual(["a at 10", "b at 10", "c at 30"]);
  clock.advance(1);
  expect(fired.at(-1)).toBe("late at 31");
});

test("fires a timer once, and a stopped one never", () => {
  const clock = new VirtualClock();
  let fired = 0;
  clock.setTimer(1, () => fired++);
  const stop = clock.setTimer(1, () => fired++);
  stop();
  stop();
  clock.advance(10);
  clock.advance(10);
  expect(fired).toBe(1);
});

test("a timer may set and stop others, also for the time that is passing", () => {
  const clock = new VirtualClock(0);
  const fired: number[] = [];
  const stop = clock.setTimer(15, () => fired.push(-1));
  clock.setTimer(10, () => {
    stop();
    clock.setTimer(5, () => fired.push(clock.now()));
    clock.setTimer(-5, () => fired.push(clock.now()));
  });
  clock.advance(20);
  expect(fired).toEqual([10, 15]);
  expect(clock.now()).toBe(20);
});
