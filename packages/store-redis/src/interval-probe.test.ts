import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IntervalProbe } from "./interval-probe.ts";

const EVERY_MS = 1_000;

let looks: { resolve: () => void; reject: (error: Error) => void }[];
let probe: IntervalProbe;

beforeEach(() => {
  vi.useFakeTimers();
  looks = [];
  const look = () => new Promise<void>((resolve, reject) => looks.push({ resolve, reject }));
  probe = new IntervalProbe(look, EVERY_MS);
});

afterEach(() => {
  probe.close();
  vi.useRealTimers();
});

test("the next look waits for the end of the one before, well or not", async () => {
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(looks).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(looks).toHaveLength(1);
  looks[0]?.reject(new Error("no answer"));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(looks).toHaveLength(2);
  looks[1]?.resolve();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(looks).toHaveLength(3);
});

test("a look can be brought forward, and does not come twice", async () => {
  await vi.advanceTimersByTimeAsync(EVERY_MS / 2);
  probe.probeNow();
  probe.probeNow();
  expect(looks).toHaveLength(1);
  looks[0]?.resolve();
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(looks).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(looks).toHaveLength(2);
});

test("a probe that is closed ends, also in the middle of a look", async () => {
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  probe.close();
  looks[0]?.resolve();
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  probe.probeNow();
  expect(looks).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
