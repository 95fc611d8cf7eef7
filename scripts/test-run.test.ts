import { expect, test } from "vitest";
import type { TestReport } from "./tally-reporter.ts";
import { judge } from "./test-run.ts";

const clean: TestReport = { passed: 3, failed: 0, skipped: [], faults: [], contracts: {} };

test("a clean run counts its tests", () => {
  expect(judge(clean, 0)).toEqual({ tally: { passed: 3, failed: 0, skipped: 0 }, notes: [] });
});

test("a run that dies before its report is a failure", () => {
  const { tally, notes } = judge(undefined, null);
  expect(tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(notes).toEqual(["vitest ended (exit code null) without a report"]);
});

test("a run without tests is a failure, even when all were skipped", () => {
  const report = { ...clean, passed: 0, skipped: ["a > b"] };
  expect(judge(report, 0).tally).toEqual({ passed: 0, failed: 1, skipped: 1 });
});

test("a file that broke adds a failure to those of its tests", () => {
  const report = { ...clean, failed: 2, faults: ["broken outside of its tests: a.test.ts: no"] };
  expect(judge(report, 1).tally).toEqual({ passed: 3, failed: 3, skipped: 0 });
});

test("an exit code that nothing explains is a failure", () => {
  expect(judge(clean, 1).tally.failed).toBe(1);
});

test("each store's contract is counted", () => {
  const contracts = {
    "the B store keeps the contract of a store": { passed: 2, failed: 0, skipped: 1 },
    "the A store keeps the contract of a store": { passed: 3, failed: 0, skipped: 0 },
  };
  expect(judge({ ...clean, contracts }, 0).notes).toEqual([
    "the A store keeps the contract of a store: 3 passed, 0 failed",
    "the B store keeps the contract of a store: 2 passed, 0 failed, 1 skipped",
  ]);
});

test("each skipped test is named with its reason", () => {
  const report = { ...clean, skipped: ["a.test.ts > b: needs a redis-server binary"] };
  expect(judge(report, 0).notes).toEqual(["skipped: a.test.ts > b: needs a redis-server binary"]);
});
