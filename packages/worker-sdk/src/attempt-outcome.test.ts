import { BOUNDS, checkOutcome, DEFAULT_LIMITS, utf8Bytes } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { outcomeOfError, outcomeOfValue } from "./attempt-outcome.ts";
import { PermanentError, RetryAfter, snooze } from "./outcome-signals.ts";

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const hostile = () => {
  throw new Error("do not look at me");
};
/** Throws at whatever is done with it. */
const untouchable = new Proxy(
  {},
  { get: hostile, has: hostile, getPrototypeOf: hostile, ownKeys: hostile },
);

describe("what a handler returns", () => {
  test("nothing is no result", () => {
    expect(outcomeOfValue(undefined)).toEqual({ kind: "completed" });
  });

  test.each([
    [null, "null"],
    [0, "0"],
    ["", '""'],
    [false, "false"],
    [{ a: [1, "é"] }, '{"a":[1,"é"]}'],
    [Number.NaN, "null"],
    ["\ud800", '"\\ud800"'],
    [{ toJSON: () => "short" }, '"short"'],
  ])("%o is kept as JSON", (value, json) => {
    const outcome = outcomeOfValue(value);
    if (outcome.kind !== "completed") throw new Error(`it is ${outcome.kind}`);
    expect(text(outcome.result)).toBe(json);
  });

  test("bytes are kept as they are, also those of a Buffer and none at all", () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(outcomeOfValue(bytes)).toEqual({ kind: "completed", result: bytes });
    const none = new Uint8Array(0);
    expect(outcomeOfValue(none)).toEqual({ kind: "completed", result: none });
  });

  test("a snooze is one", () => {
    expect(outcomeOfValue(snooze("5m"))).toEqual({ kind: "snoozed", delayMs: 300_000 });
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  test.each([
    ["a BigInt", 1n, "BigInt"],
    ["a cycle", cycle, "circular"],
    ["a function", () => 1, "JSON has no form for a function"],
    ["a symbol", Symbol("s"), "JSON has no form for a symbol"],
    ["a toJSON that throws", { toJSON: hostile }, "do not look at me"],
    ["a toJSON that throws undefined", { toJSON: throwUndefined }, "undefined"],
    ["a toJSON that gives nothing", { toJSON: () => undefined }, "JSON has no form for a object"],
    ["what throws when it is touched", untouchable, "do not look at me"],
  ])("%s fails for good and says why", (_, value, why) => {
    expect(outcomeOfValue(value)).toMatchObject({
      kind: "failed",
      permanent: true,
      message: expect.stringContaining(why),
    });
  });

  test("1 MiB is kept, a byte more fails for good", () => {
    const limit = DEFAULT_LIMITS.resultBytes;
    expect(outcomeOfValue(new Uint8Array(limit))).toMatchObject({ kind: "completed" });
    expect(outcomeOfValue("x".repeat(limit - 2))).toMatchObject({ kind: "completed" });
    for (const tooLarge of [new Uint8Array(limit + 1), "x".repeat(limit - 1)]) {
      expect(outcomeOfValue(tooLarge)).toMatchObject({
        kind: "failed",
        permanent: true,
        message: expect.stringContaining(`${limit + 1} bytes, over the limit of ${limit}`),
      });
    }
  });
});

function throwUndefined(): never {
  throw undefined;
}

describe("what a handler throws", () => {
  test("an error gives message and stack", () => {
    const error = new TypeError("no such user");
    expect(outcomeOfError(error)).toEqual({
      kind: "failed",
      message: "no such user",
      details: error.stack,
    });
  });

  test("an error without a message gives its name", () => {
    expect(outcomeOfError(new RangeError())).toMatchObject({ message: "RangeError" });
  });

  test("a permanent error is permanent", () => {
    expect(outcomeOfError(new PermanentError("gone"))).toMatchObject({
      message: "gone",
      permanent: true,
    });
  });

  test("RetryAfter carries its wait, and its cause stays with the error", () => {
    expect(outcomeOfError(new RetryAfter("1.5s"))).toMatchObject({
      message: "retry after 1.5s",
      retryAfterMs: 1_500,
    });
    expect(outcomeOfError(new RetryAfter(7, "busy"))).toMatchObject({
      message: "busy",
      retryAfterMs: 7,
    });
  });

  const withNames = (message: unknown, name: unknown) =>
    Object.defineProperties(new Error(), { message: { value: message }, name: { value: name } });
  const getter = (field: string) => Object.defineProperty(new Error("m"), field, { get: hostile });
  test.each([
    ["undefined", undefined, "the handler threw undefined"],
    ["null", null, "the handler threw null"],
    ["a text", "just text", "just text"],
    ["an empty text", "", ""],
    ["a number", 42, "the handler threw 42"],
    ["a symbol", Symbol("why"), "the handler threw Symbol(why)"],
    ["a frozen object", Object.freeze({ code: 7 }), "the handler threw { code: 7 }"],
    ["an object without prototype", Object.create(null), "Object: null prototype"],
    ["a message that is a symbol", withNames(Symbol("m"), "E"), "Symbol(m)"],
    ["a name that is a symbol", withNames("", Symbol("n")), "Symbol(n)"],
    ["a message that throws", getter("message"), "cannot be shown"],
    ["a stack that throws", getter("stack"), "m"],
    ["what throws when it is touched", untouchable, "cannot be shown"],
    [
      "an error behind such a proxy",
      new Proxy(new Error("m"), { get: hostile }),
      "cannot be shown",
    ],
    ["an inspection that throws", { [Symbol.for("nodejs.util.inspect.custom")]: hostile }, "shown"],
    ["lone surrogates", new Error("a\ud800b\udc00"), "a\ufffdb\ufffd"],
  ])("%s is a failure that a store accepts", (_, thrown, message) => {
    const outcome = outcomeOfError(thrown);
    expect(outcome).toMatchObject({ kind: "failed", message: expect.stringContaining(message) });
    expect(outcome).not.toHaveProperty("permanent");
    expect(checkOutcome(outcome, DEFAULT_LIMITS)).toBeUndefined();
  });

  test.each(["x", "é", "€", "💥"])("a huge text of %s is cut between characters", (character) => {
    const error = new Error(character.repeat(100_000));
    error.stack = character.repeat(200_000);
    const outcome = outcomeOfError(error);
    if (outcome.kind !== "failed") throw new Error(`it is ${outcome.kind}`);
    expect(checkOutcome(outcome, DEFAULT_LIMITS)).toBeUndefined();
    const messageBytes = utf8Bytes(outcome.message);
    expect(messageBytes).toBeGreaterThan(BOUNDS.errorMessageBytes - 4);
    expect(outcome.message).toBe(character.repeat(outcome.message.length / character.length));
    expect(utf8Bytes(outcome.details ?? "")).toBeGreaterThan(BOUNDS.errorDetailsBytes - 4);
  });
});
