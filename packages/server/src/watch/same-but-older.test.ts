import { expect, test } from "vitest";
import { isSameButOlder } from "./same-but-older.ts";

test.each<[string, unknown, unknown, boolean]>([
  ["the same", { a: [1, { b: "c" }] }, { a: [1, { b: "c" }] }, true],
  ["another value", { a: 1 }, { a: 2 }, false],
  ["one field more", { a: 1 }, { a: 1, b: 1 }, false],
  ["another field", { a: undefined }, { b: undefined }, false],
  ["nothing instead", { a: {} }, { a: null }, false],
  ["the same bytes", { p: new Uint8Array([1]) }, { p: new Uint8Array([1]) }, true],
  ["other bytes", { p: new Uint8Array([1]) }, { p: new Uint8Array([2]) }, false],
  ["an age that has grown", { oldestAgeMs: 5 }, { oldestAgeMs: 10_300 }, true],
  ["an age that has not", { oldestAgeMs: 5 }, { oldestAgeMs: 5 }, false],
  ["no age any more", { oldestAgeMs: 5 }, {}, false],
  ["a heartbeat", { heartbeatAgeMs: 9_000 }, { heartbeatAgeMs: 1 }, false],
  ["a rate that decays", { failedPerSecond: 20 }, { failedPerSecond: 19.9 }, true],
  ["another rate", { failedPerSecond: 20 }, { failedPerSecond: 19 }, false],
  ["a rate that has ended", { failedPerSecond: 0.005 }, { failedPerSecond: 0 }, false],
])("%s, ten seconds later", (_, before, after, same) => {
  expect(isSameButOlder(before, after, 10_000)).toBe(same);
});
