import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pulse } from "./pulse.ts";

const EVERY_MS = 1_000;

let beats: { resolve: () => void; reject: (error: Error) => void }[];
let pulse: Pulse;

beforeEach(() => {
  vi.useFakeTimers();
  beats = [];
  const beat = () => new Promise<void>((resolve, reject) => beats.push({ resolve, reject }));
  pulse = new Pulse(beat, EVERY_MS);
});

afterEach(() => {
  pulse.close();
  vi.useRealTimers();
});

test("the next beat waits for the end of the one before, well or not", async () => {
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(beats).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(beats).toHaveLength(1);
  beats[0]?.reject(new Error("no answer"));
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(beats).toHaveLength(2);
  beats[1]?.resolve();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(beats).toHaveLength(3);
});

test("a beat can be brought forward, and does not come twice", async () => {
  await vi.advanceTimersByTimeAsync(EVERY_MS / 2);
  pulse.beatNow();
  pulse.beatNow();
  expect(beats).toHaveLength(1);
  beats[0]?.resolve();
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(beats).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(beats).toHaveLength(2);
});

test("a pulse that is closed ends, also in the middle of a beat", async () => {
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  pulse.close();
  beats[0]?.resolve();
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  pulse.beatNow();
  expect(beats).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
