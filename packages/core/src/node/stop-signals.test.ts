import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onStopSignals } from "./stop-signals.ts";

const exit = vi.spyOn(process, "exit");
let heard: string[];
const ends: (() => void)[] = [];

function listen(name: string): () => void {
  const end = onStopSignals({
    stop: (signal) => heard.push(`${name} stops by ${signal}`),
    endsAtOnce: (signal) => heard.push(`${name} ends by ${signal}`),
  });
  ends.push(end);
  return end;
}

const handlers = () => [process.listenerCount("SIGTERM"), process.listenerCount("SIGINT")];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  heard = [];
  exit.mockImplementation((code) => {
    heard.push(`exit ${code}`);
    return undefined as never;
  });
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
});

describe("a signal", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("%s is told to all", (signal) => {
    listen("a");
    listen("b");
    process.emit(signal, signal);
    expect(heard).toEqual([`a stops by ${signal}`, `b stops by ${signal}`]);
  });

  test("that comes again within a second is the same one", () => {
    listen("a");
    process.emit("SIGINT", "SIGINT");
    process.emit("SIGINT", "SIGINT");
    vi.advanceTimersByTime(999);
    process.emit("SIGTERM", "SIGTERM");
    expect(heard).toEqual(["a stops by SIGINT"]);
  });

  test("that comes again later ends the process, which says so", () => {
    listen("a");
    process.emit("SIGINT", "SIGINT");
    vi.advanceTimersByTime(1_000);
    process.emit("SIGTERM", "SIGTERM");
    expect(heard).toEqual(["a stops by SIGINT", "a ends by SIGTERM", "exit 1"]);
  });

  test("is told no more to one that has left", () => {
    listen("a")();
    listen("b");
    process.emit("SIGINT", "SIGINT");
    expect(heard).toEqual(["b stops by SIGINT"]);
  });

  test("is a first one again once all have left", () => {
    const end = listen("a");
    process.emit("SIGINT", "SIGINT");
    end();
    end();
    vi.advanceTimersByTime(5_000);
    listen("b");
    process.emit("SIGINT", "SIGINT");
    expect(heard).toEqual(["a stops by SIGINT", "b stops by SIGINT"]);
  });
});

test("any number of listeners is one handler of the process, and none when all have left", () => {
  const before = handlers();
  for (let i = 0; i < 50; i++) listen(`${i}`);
  expect(handlers()).toEqual(before.map((count) => count + 1));
  for (const end of ends.splice(0)) end();
  expect(handlers()).toEqual(before);
});
