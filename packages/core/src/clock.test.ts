import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { steadyClock, systemClock, timerMs } from "./clock.ts";

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a timer of the machine's clock", () => {
  test.each([1, 1_000, 30 * DAY_MS, 90 * DAY_MS])("fires once, after %d ms", (delayMs) => {
    const fired = vi.fn();
    systemClock.setTimer(delayMs, fired);
    vi.advanceTimersByTime(delayMs - 1);
    expect(fired).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(365 * DAY_MS);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  test("counts a negative delay as none", () => {
    const fired = vi.fn();
    systemClock.setTimer(-5, fired);
    vi.advanceTimersByTime(0);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  test.each([0, 29])("that is stopped after %d days never fires", (days) => {
    const fired = vi.fn();
    const stop = systemClock.setTimer(30 * DAY_MS, fired);
    vi.advanceTimersByTime(days * DAY_MS);
    stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(fired).not.toHaveBeenCalled();
  });
});

test("a correction of the machine's time moves the system clock, and not the steady one", () => {
  const before = { system: systemClock.now(), steady: steadyClock.now() };
  vi.setSystemTime(before.system + DAY_MS);
  expect(systemClock.now() - before.system).toBe(DAY_MS);
  expect(steadyClock.now()).toBe(before.steady);
  vi.advanceTimersByTime(10);
  expect(steadyClock.now() - before.steady).toBeCloseTo(10);
});

test("what waits for the end of the turn comes after all that needs no time", async () => {
  vi.useRealTimers();
  const seen: string[] = [];
  await new Promise<void>((resolve) => {
    systemClock.afterTurn(() => {
      seen.push("after the turn");
      resolve();
    });
    void Promise.resolve()
      .then(() => seen.push("a promise"))
      .then(() => seen.push("what it led to"));
  });
  expect(seen).toEqual(["a promise", "what it led to", "after the turn"]);
});

test.each([30_000, 25 * DAY_MS, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
  "a bare timer of timerMs(%d) does not fire at once",
  (ms) => {
    const fired = vi.fn();
    setTimeout(fired, timerMs(ms));
    vi.advanceTimersByTime(Math.min(ms, 20 * DAY_MS) - 1);
    expect(fired).not.toHaveBeenCalled();
  },
);
