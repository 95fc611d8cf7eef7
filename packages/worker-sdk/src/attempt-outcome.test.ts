import { runInNewContext } from "node:vm";
import { BOUNDS, checkOutcome, DEFAULT_LIMITS, utf8Bytes } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { outcomeOfError, outcomeOfValue } from "./attempt-outcome.ts";
import {
  AttemptAborted,
  PermanentError,
  RetryAfter,
  snooze,
  Throttled,
} from "./outcome-signals.ts";

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
    ["\ud800", '"\\ud800"'],
    [{ toJSON: () => "short" }, '"short"'],
  ])("%o is kept as JSON", (value, json) => {
    const outcome = outcomeOfValue(value);
    if (outcome.kind !== "completed") throw new Error(`it is ${outcome.kind}`);
    expect(text(outcome.result)).toBe(json);
  });

  const { buffer } = Uint8Array.of(9, 0, 255, 10, 9);
  test.each([
    ["a Buffer", Buffer.from([0, 255, 10])],
    ["an ArrayBuffer", Uint8Array.of(0, 255, 10).buffer],
    ["a DataView", new DataView(buffer, 1, 3)],
    ["an Int8Array", new Int8Array(buffer, 1, 3)],
    ["none at all", new Uint8Array(0)],
  ])("bytes are kept as they are: %s", (kind, value) => {
    const outcome = outcomeOfValue(value);
    if (outcome.kind !== "completed") throw new Error(`it is ${outcome.kind}`);
    expect([...(outcome.result ?? [])]).toEqual(kind === "none at all" ? [] : [0, 255, 10]);
  });

  test("a snooze is one", () => {
    expect(outcomeOfValue(snooze("5m"))).toEqual({ kind: "snoozed", delayMs: 300_000 });
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  test.each([
    ["a BigInt", 1n, "BigInt"],
    ["a cycle", cycle, "circular"],
    ["no number", Number.NaN, "is NaN, which becomes null"],
    ["a function", () => 1, "is a function"],
    ["a symbol", Symbol("s"), "is a symbol"],
    ["a Map", new Map([["a", 1]]), "send Object.fromEntries(map)"],
    ["a Set", { seen: new Set([1]) }, "result.seen is a Set"],
    ["an Error", new Error("no"), "send { message: error.message }"],
    ["a Blob", new Blob(["a"]), "send await blob.arrayBuffer()"],
    ["a toJSON that throws", { toJSON: hostile }, "do not look at me"],
    ["a toJSON that throws undefined", { toJSON: throwUndefined }, "undefined"],
    ["a toJSON that gives nothing", { toJSON: () => undefined }, "has no form in JSON"],
    ["what throws when it is touched", untouchable, "do not look at me"],
  ])("%s fails for good and says why", (_, value, why) => {
    expect(outcomeOfValue(value)).toMatchObject({
      kind: "failed",
      permanent: true,
      message: expect.stringContaining(why),
    });
  });

  test("how large it may be is left to the source", () => {
    const result = new Uint8Array(DEFAULT_LIMITS.resultBytes + 1);
    expect(outcomeOfValue(result)).toEqual({ kind: "completed", result });
  });
});

function throwUndefined(): never {
  throw undefined;
}

describe("what another copy of the package made", async () => {
  const copy: typeof import("./outcome-signals.ts") = await import(
    // @ts-expect-error A query makes it another module; the compiler knows none of that name.
    "./outcome-signals.ts?copy"
  );

  test("is what it is here", () => {
    expect(copy.PermanentError).not.toBe(PermanentError);
    expect(outcomeOfValue(copy.snooze("1h"))).toEqual({ kind: "snoozed", delayMs: 3_600_000 });
    expect(outcomeOfError(new copy.PermanentError("gone"))).toMatchObject({ permanent: true });
    expect(outcomeOfError(new copy.RetryAfter("7s"))).toMatchObject({ retryAfterMs: 7_000 });
    expect(new copy.AttemptAborted("cancel", "stop")).toBeInstanceOf(AttemptAborted);
  });
});

describe("what a handler throws", () => {
  test("that it was throttled is no failure", () => {
    expect(outcomeOfError(new Throttled("9s", { scope: "QUEUE" }))).toEqual({
      ...{ kind: "throttled", retryAfterMs: 9_000, scope: "QUEUE" },
    });
  });

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

  const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:80"), {
    code: "ECONNREFUSED",
  });
  test.each([
    [
      "a cause",
      new TypeError("fetch failed", { cause: refused }),
      ["fetch failed: connect ECONNREFUSED 10.0.0.1:80", "code: 'ECONNREFUSED'"],
    ],
    [
      "a cause in its cause",
      new Error("cannot bill", { cause: new Error("no answer", { cause: refused }) }),
      ["cannot bill: no answer: connect ECONNREFUSED 10.0.0.1:80", "[cause]: Error: no answer"],
    ],
    [
      "a cause that is a text",
      new Error("cannot bill", { cause: "card expired" }),
      ["cannot bill: card expired", "[cause]: 'card expired'"],
    ],
    [
      "a cause that it names",
      new Error("cannot bill: card expired", { cause: new Error("card expired") }),
      ["cannot bill: card expired", "[cause]: Error: card expired"],
    ],
    [
      "errors",
      new AggregateError([new Error("mirror 1 is away"), refused], "All promises were rejected"),
      [
        "All promises were rejected: mirror 1 is away; connect ECONNREFUSED 10.0.0.1:80",
        "[errors]:",
      ],
    ],
    [
      "errors but no message",
      new Error("fetch failed", { cause: new AggregateError([refused]) }),
      ["fetch failed: connect ECONNREFUSED 10.0.0.1:80", "code: 'ECONNREFUSED'"],
    ],
  ])("an error with %s tells of it", (_, error, [message, shown]) => {
    expect(outcomeOfError(error)).toMatchObject({
      message,
      details: expect.stringContaining(`${shown}`),
    });
  });

  test("an error of another realm is one", () => {
    const error: unknown = runInNewContext("new TypeError('no such user')");
    expect(outcomeOfError(error)).toMatchObject({
      message: "no such user",
      details: expect.stringContaining("TypeError: no such user"),
    });
  });

  const cyclic = new Error("around");
  cyclic.cause = new AggregateError([cyclic, new Error("and around", { cause: cyclic })], "and");
  const endless = {
    get cause(): unknown {
      return Object.assign(new Error("more"), { cause: endless });
    },
  };
  const withNames = (message: unknown, name: unknown) =>
    Object.defineProperties(new Error(), { message: { value: message }, name: { value: name } });
  const getter = (field: string) => Object.defineProperty(new Error("m"), field, { get: hostile });
  test.each([
    ["causes in a cycle", cyclic, "around: and"],
    ["causes without an end", Object.assign(new Error("m"), { cause: endless }), "m"],
    [
      "a thousand errors",
      new AggregateError(Array.from({ length: 1_000 }, () => new Error("x".repeat(99)))),
      "x",
    ],
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
    ["a message that throws", getter("message"), "cannot be printed"],
    ["a stack that throws", getter("stack"), "m"],
    ["what throws when it is touched", untouchable, "cannot be printed"],
    [
      "an error behind such a proxy",
      new Proxy(new Error("m"), { get: hostile }),
      "cannot be printed",
    ],
    [
      "an inspection that throws",
      { [Symbol.for("nodejs.util.inspect.custom")]: hostile },
      "printed",
    ],
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
