import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AnswerWatch } from "./answer-watch.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const late = () => new Error("late");
const inMs = (ms: number) => performance.now() + ms;

test("an answer in time is passed on, whether good or bad, and nothing is given up", async () => {
  const watch = new AnswerWatch();
  const giveUp = vi.fn(late);
  expect(await watch.inTime(Promise.resolve("a"), inMs(10), giveUp)).toBe("a");
  const refused = watch.inTime(Promise.reject(new Error("no")), inMs(10), giveUp);
  await expect(refused).rejects.toThrow("no");
  await vi.advanceTimersByTimeAsync(20);
  expect(giveUp).not.toHaveBeenCalled();
});

test("each call is given up at its own deadline, whatever the order in which they began", async () => {
  const watch = new AnswerWatch();
  const given: string[] = [];
  const begin = (name: string, ms: number) => {
    watch
      .inTime(new Promise(() => {}), inMs(ms), () => new Error(name))
      .catch(({ message }: Error) => given.push(message));
  };
  begin("second", 20);
  begin("first", 10);
  begin("third", 30);
  for (const due of [["first"], ["first", "second"], ["first", "second", "third"]]) {
    await vi.advanceTimersByTimeAsync(10);
    expect(given).toEqual(due);
  }
});

test("a call that begins after the others were answered is watched too", async () => {
  const watch = new AnswerWatch();
  await watch.inTime(Promise.resolve("a"), inMs(10), late);
  await vi.advanceTimersByTimeAsync(50);
  const failed = expect(watch.inTime(new Promise(() => {}), inMs(10), late)).rejects.toThrow(
    "late",
  );
  await vi.advanceTimersByTimeAsync(10);
  await failed;
});

test("the process need not wait for it", () => {
  vi.useRealTimers();
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout");
  const before = timers();
  void new AnswerWatch().inTime(new Promise(() => {}), inMs(60_000), late);
  expect(timers()).toEqual(before);
});
