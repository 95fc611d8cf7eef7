import type { Run } from "@millrace/core";
import { expect, test } from "vitest";
import { brokenRun } from "./run-load.ts";

const PREDICTIONS = [
  { statuses: "CANCELLED, a CANCELLED ", steps: ["a#1"] },
  { statuses: "COMPLETED, a COMPLETED , b SKIPPED CONDITION", steps: ["a#1"] },
];
const step = (name: string, status: string, cause?: string) => ({ name, status, cause });
const run = (status: string, ...steps: object[]) =>
  ({ id: "r", status, steps }) as unknown as Pick<Run, "id" | "status" | "steps">;
const job = (name: string, index?: number) => ({
  run: { id: "r", step: name, epoch: 1, ...(index !== undefined && { index }) },
});
const RIGHT = run("COMPLETED", step("b", "SKIPPED", "CONDITION"), step("a", "COMPLETED"));

test("a run that has ended as the model predicts has nothing broken", () => {
  expect(brokenRun(RIGHT, PREDICTIONS, [job("a"), job("m", 2)])).toEqual([]);
});

test.each([
  ["another status", run("FAILED", ...(RIGHT.steps ?? [])), [job("a")], /has ended as FAILED/],
  [
    "another cause",
    run("COMPLETED", step("a", "COMPLETED"), step("b", "SKIPPED", "FAILURE")),
    [job("a")],
    /b SKIPPED FAILURE/,
  ],
  ["a job twice", RIGHT, [job("a"), job("a")], /has jobs of a#1,a#1, of a#1/],
  ["a job that it should not have", RIGHT, [job("a"), job("b")], /has jobs of a#1,b#1, of a#1/],
  ["no job", RIGHT, [], /has jobs of , of a#1/],
])("a run with %s is broken", (_, ended, jobs, message) => {
  expect(brokenRun(ended, PREDICTIONS, jobs).join("\n")).toMatch(message);
});
