import type { Outcome, Settlement } from "@millrace/core";
import { expect, test } from "vitest";
import { splitSettlements } from "./split-settlements.ts";

const MIB = 1024 * 1024;
const settlements = (count: number, outcome: Outcome): Settlement[] =>
  Array.from({ length: count }, (_, i) => ({ jobId: `${i}`, token: i, outcome }));
const completed = (bytes: number): Outcome => ({
  kind: "completed",
  result: new Uint8Array(bytes),
});

test.each([
  ["nothing", [], []],
  ["1,000 without results", settlements(1_000, { kind: "completed" }), [1_000]],
  ["1,000 that were given back", settlements(1_000, { kind: "released", started: false }), [1_000]],
  ["10 of 1 MiB", settlements(10, completed(MIB)), [4, 4, 2]],
  ["2 that are too large by themselves", settlements(2, completed(5 * MIB)), [1, 1]],
  [
    "200 with long errors",
    settlements(200, { kind: "failed", message: "m".repeat(8_192), details: "d".repeat(32_768) }),
    [102, 98],
  ],
])("%s", (_, items, lengths) => {
  const parts = splitSettlements(items);
  expect(parts.map((part) => part.length)).toEqual(lengths);
  expect(parts.flat()).toEqual(items);
});
