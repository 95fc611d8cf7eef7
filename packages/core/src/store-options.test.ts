import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "./limits.ts";
import { checkStoreOptions, type LimitOptions } from "./store-options.ts";

interface Options extends LimitOptions {
  readonly timeoutMs?: number;
}

const check = (options: unknown) =>
  checkStoreOptions(options as Options, { limits: true, timeoutMs: true }, "a store", [
    "timeoutMs",
  ]);

test("limits have their defaults, field by field", () => {
  expect(check({ timeoutMs: 5 })).toEqual(DEFAULT_LIMITS);
  const limits = { payloadBytes: 0, resultBytes: undefined };
  expect(check({ limits })).toEqual({ ...DEFAULT_LIMITS, payloadBytes: 0 });
});

test.each([
  [{ timeout: 5 }, "timeout is no field of a store (did you mean timeoutMs?)"],
  [{ timeoutMs: 0 }, "timeoutMs must be from 1 to"],
  [{ timeoutMs: "5s" }, 'timeoutMs must be from 1 to 9007199254740991, but is "5s"'],
  [{ limits: { payload: 5 } }, "limits.payload is no field of the limits"],
  [{ limits: { payloadBytes: "1MiB" } }, "limits.payloadBytes must be a whole number"],
  [{ limits: 5 }, "limits must be an object"],
  [null, "options must be an object"],
])("%j is refused", (options, message) => {
  expect(() => check(options)).toThrow(message);
});
