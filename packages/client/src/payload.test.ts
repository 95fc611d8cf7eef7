import { expect, test } from "vitest";
import { encodePayload } from "./payload.ts";

const text = (payload: unknown) => new TextDecoder().decode(encodePayload(payload));

test("bytes go as they are", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(encodePayload(bytes)).toBe(bytes);
});

test("nothing goes as nothing", () => {
  expect(encodePayload(undefined)).toBeUndefined();
});

test.each([
  [{ to: "añb" }, '{"to":"añb"}'],
  ["text", '"text"'],
  [null, "null"],
  [[1, 2], "[1,2]"],
  [0, "0"],
])("%j goes as JSON", (payload, json) => {
  expect(text(payload)).toBe(json);
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;

test.each([
  ["a function", () => {}],
  ["a symbol", Symbol("s")],
  ["a BigInt", 1n],
  ["a cycle", cycle],
])("%s is refused", (_, payload) => {
  expect(() => encodePayload(payload)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      violations: [expect.objectContaining({ field: "payload" })],
    }),
  );
});
