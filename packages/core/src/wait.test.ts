import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Clock, systemClock } from "./clock.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { LATE, type RetryDelay, retryDelayMs, sleep, within } from "./wait.ts";

describe("sleep", () => {
  test("ends when its time has passed", async () => {
    const clock = new VirtualClock();
    let ended = false;
    const slept = sleep(clock, 10).then(() => {
      ended = true;
    });
    clock.advance(9);
    await Promise.resolve();
    expect(ended).toBe(false);
    clock.advance(1);
    await slept;
  });

  test("ends at once when any of its signals aborts, and lets go of all", async () => {
    const clock = new VirtualClock();
    const [one, other] = [new AbortController(), new AbortController()];
    const slept = sleep(clock, 1_000, one.signal, undefined, other.signal);
    other.abort();
    await slept;
    for (const { signal } of [one, other]) expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("does not begin when a signal has aborted", async () => {
    await sleep(new VirtualClock(), 1_000, AbortSignal.abort());
  });
});

describe("within", () => {
  const forever = new Promise<never>(() => {});

  test("is what the work comes to in time, and lets go of clock and signals", async () => {
    const stopTimer = vi.fn();
    const clock: Clock = { ...systemClock, setTimer: () => stopTimer };
    const { signal } = new AbortController();
    expect(await within(clock, 10, Promise.resolve(1), signal)).toBe(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(stopTimer).toHaveBeenCalledOnce();
  });

  test("rejects as the work does in time", async () => {
    const failed = within(new VirtualClock(), 10, Promise.reject(new Error("failed")));
    await expect(failed).rejects.toThrow("failed");
  });

  test("is late when the time has passed, whatever the work comes to then", async () => {
    const clock = new VirtualClock();
    const work = Promise.withResolvers<never>();
    const waited = within(clock, 10, work.promise);
    clock.advance(10);
    expect(await waited).toBe(LATE);
    work.reject(new Error("nobody's business"));
  });

  test("is late when a signal aborts, or has", async () => {
    const end = new AbortController();
    const waited = within(new VirtualClock(), Number.POSITIVE_INFINITY, forever, end.signal);
    end.abort();
    expect(await waited).toBe(LATE);
    expect(await within(new VirtualClock(), 10, forever, end.signal)).toBe(LATE);
  });
});

describe("the delay of a retry", () => {
  const DELAY: RetryDelay = { minMs: 100, maxMs: 5_000 };

  test("the longest wait doubles up to the maximum", () => {
    const waits = [1, 2, 3, 6, 7, 2_000].map((failures) => retryDelayMs(failures, DELAY, 0));
    expect(waits).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  });

  test("a wait is more than half of the longest one, and whole", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), random, (failures, drawn) => {
        const waitMs = retryDelayMs(failures, DELAY, drawn);
        const longestMs = retryDelayMs(failures, DELAY, 0);
        expect(waitMs).toBeGreaterThanOrEqual(longestMs / 2);
        expect(waitMs).toBeLessThanOrEqual(longestMs);
        expect(Number.isInteger(waitMs)).toBe(true);
      }),
    );
  });

  test("waits of several that failed together differ", () => {
    const waits = new Set(Array.from({ length: 100 }, () => retryDelayMs(7, DELAY)));
    expect(waits.size).toBeGreaterThan(50);
  });
});
