import { MillraceError } from "@millrace/core";
import { expect, test } from "vitest";
import {
  AttemptAborted,
  PermanentError,
  RetryAfter,
  snooze,
  Throttled,
} from "./outcome-signals.ts";

test("a wait is a duration", () => {
  expect(snooze("5m").delayMs).toBe(300_000);
  expect(snooze(0).delayMs).toBe(0);
  expect(new RetryAfter("30s").delayMs).toBe(30_000);
  expect(new Throttled("30s")).toMatchObject({ retryAfterMs: 30_000, scope: "JOB" });
});

test("what is no duration is refused where it is written", () => {
  expect(() => snooze(-1)).toThrow(MillraceError);
  expect(() => new RetryAfter(Number.POSITIVE_INFINITY)).toThrow("is not a duration");
  expect(() => new Throttled("soon" as "1s")).toThrow("is not a duration");
  expect(() => new Throttled(0, { scope: "TYPE" as "JOB" })).toThrow(/scope must be one of/);
});

test("the errors keep their causes and names", () => {
  const cause = new Error("socket closed");
  expect(new RetryAfter("1s", "busy", { cause })).toMatchObject({ name: "RetryAfter", cause });
  const throttled = new Throttled("1s", { scope: "QUEUE", cause });
  expect(throttled).toMatchObject({ name: "Throttled", cause, scope: "QUEUE" });
  expect(new PermanentError("no", { cause })).toMatchObject({ name: "PermanentError", cause });
  expect(new AttemptAborted("cancel", "stop")).toMatchObject({
    name: "AttemptAborted",
    abortCause: "cancel",
  });
});
