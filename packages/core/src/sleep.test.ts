import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { sleep } from "./sleep.ts";
import { VirtualClock } from "./virtual-clock.ts";

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
