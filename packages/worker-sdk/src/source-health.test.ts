import { MillraceError, VirtualClock } from "@millrace/core";
import { beforeEach, expect, test } from "vitest";
import { SourceHealth } from "./source-health.ts";
import { NotingLogger } from "./test/notes.ts";

let clock: VirtualClock;
let logger: NotingLogger;
let errors: unknown[];
let health: SourceHealth;

beforeEach(() => {
  clock = new VirtualClock();
  logger = new NotingLogger();
  errors = [];
  health = new SourceHealth({ logger, clock, onError: (error) => errors.push(error) });
});

test("an outage is logged once, and so is its end; every failure is heard of", () => {
  health.answered();
  expect(logger.lines).toEqual([]);
  for (const outage of [1, 2]) {
    health.failed(`a${outage}`);
    health.failed(`b${outage}`);
    health.answered();
    health.answered();
  }
  expect(logger.lines.map(({ level }) => level)).toEqual(["error", "info", "error", "info"]);
  expect(errors).toEqual(["a1", "b1", "a2", "b2"]);
});

test("an outage that lasts is said again, ever more rarely, with how long it has lasted", () => {
  const saidAt: number[] = [];
  for (let seconds = 0; seconds <= 4_000; seconds++) {
    const before = logger.lines.length;
    health.failed(new MillraceError("UNAVAILABLE", "no answer"));
    if (logger.lines.length > before) saidAt.push(seconds);
    clock.advance(1_000);
  }
  expect(saidAt).toEqual([0, 15, 45, 105, 225, 465, 945, 1845, 2745, 3645]);
  expect(logger.at("error")[1]).toBe(
    "the source of jobs cannot be reached, for 15 s now; trying again",
  );
});

test("an outage that becomes another one is said at once", () => {
  health.failed(new MillraceError("UNAVAILABLE", "no answer"));
  health.failed(new MillraceError("FAILED_PRECONDITION", "wrong password"));
  health.failed(new MillraceError("FAILED_PRECONDITION", "wrong password"));
  health.failed(new MillraceError("UNAVAILABLE", "no answer"));
  expect(logger.at("error")).toHaveLength(3);
  expect(logger.at("error")[1]).toMatch(/refuses the worker's calls/);
});

test("it knows whether the source has ever answered", () => {
  health.failed("no");
  expect(health.hasAnswered).toBe(false);
  health.answered();
  health.failed("no");
  expect(health.hasAnswered).toBe(true);
});
