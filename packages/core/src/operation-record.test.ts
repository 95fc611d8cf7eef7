import { describe, expect, test } from "vitest";
import { newJobId } from "./job-id.ts";
import type { JobStatus } from "./job-status.ts";
import { MillraceError } from "./millrace-error.ts";
import type { OperationAction } from "./operation.ts";
import { newOperationId } from "./operation-id.ts";
import {
  beginRound,
  countMore,
  endRound,
  newOperation,
  nextQuery,
  type OperationRecord,
  type OperationResult,
} from "./operation-record.ts";
import { planOperation } from "./operation-request.ts";
import { aJob } from "./test/fake-engine.ts";

const NOW = 1_000_000;

function start(options: object, counted = { matched: 10_000, more: true }): OperationRecord {
  const plan = planOperation({ action: "RETRY", filter: { type: "a" }, ...options });
  return newOperation(plan, newOperationId(NOW), NOW, counted);
}

test("ids stand in the order of their times", () => {
  const ids = [0, 9, 61, 62, 3_844, NOW, 1_900_000_000_000].map(newOperationId);
  expect([...ids].sort()).toEqual(ids);
});

describe("an operation of more jobs than are counted at the start", () => {
  test("begins at once when any number will do", () => {
    expect(start({})).toMatchObject({ state: "RUNNING", matched: 10_000, more: true });
  });

  test.each([
    [9_090, /expectCount is 9090, but 10,000\+ jobs match \(no further ones were looked at\)/],
    [0, /expectCount is 0, but 10,000\+ jobs match/],
  ])("is refused at once where %d were expected", (expectCount, words) => {
    expect(() => start({ expectCount })).toThrow(words);
  });

  test("is counted on before it changes any, from the beginning", () => {
    const record = start({ expectCount: 15_000 });
    expect(record).toMatchObject({ state: "COUNTING", matched: 0, more: true });
    const counted = countMore(record, 13_500, "next");
    expect(counted).toMatchObject({ state: "COUNTING", matched: 13_500, cursor: "next" });
    expect(nextQuery(counted, 5)).toMatchObject({ pageToken: "next", createdBefore: NOW + 1 });
    const over = countMore(counted, 0, undefined);
    expect(over).toMatchObject({ state: "RUNNING", matched: 13_500, more: false });
    expect(over).not.toHaveProperty("cursor");
    const refused = { state: "REFUSED", refusal: expect.stringMatching(/but 13,499 jobs match/) };
    expect(countMore({ ...counted, matched: 13_499 }, 0, undefined)).toMatchObject(refused);
    expect(countMore(counted, 3_001, undefined)).toMatchObject({ state: "REFUSED" });
  });

  test("ends there when it is a dry run", () => {
    const counted = countMore(start({ dryRun: true }), 12_345, undefined);
    expect(counted).toMatchObject({ state: "DONE", matched: 12_345, more: false });
  });
});

test("a filter that ends earlier stays as it is", () => {
  const filter = { type: "a", createdBefore: 5 };
  expect(nextQuery(start({ filter }), 5)).toMatchObject({ createdBefore: 5, pageSize: 5 });
});

describe("the end of a round", () => {
  const id = newJobId(0);
  const jobs = [{ ...aJob, id, sequence: 3 }];
  const moved = new MillraceError("FAILED_PRECONDITION", "moved", {
    violations: [{ field: "ifSequence", description: "" }],
  });
  const forbidden = new MillraceError("FAILED_PRECONDITION", "forbidden");
  const gone = new MillraceError("NOT_FOUND", "gone");

  type Of = { readonly action?: OperationAction; readonly status?: JobStatus };
  test.each<[string, OperationResult, Of, boolean, "done" | "skipped" | "failed"]>([
    ["a job that was changed", undefined, {}, false, "done"],
    ["one that has moved", moved, {}, false, "skipped"],
    ["one that has moved since a round that nobody has ended", moved, {}, true, "done"],
    ["one that is gone", gone, {}, false, "skipped"],
    ["one that is gone since such a round", gone, {}, true, "skipped"],
    ["one that was to go in such a round", gone, { action: "DELETE" }, true, "done"],
    ["one that is held up by another", forbidden, {}, false, "failed"],
    ["a running one that has ended", forbidden, { status: "RUNNING" }, false, "skipped"],
  ])("counts %s", (_, result, { action = "RETRY", status = "FAILED" }, again, count) => {
    const record = { ...start({}, { matched: 1, more: false }), action };
    const begun = beginRound(record, [{ ...aJob, id, sequence: 3, status }], undefined);
    const ended = endRound(begun, [result], again);
    expect(ended).toMatchObject({ state: "DONE", done: 0, skipped: 0, failed: 0, [count]: 1 });
    expect(ended).not.toHaveProperty("round");
  });

  test("keeps ten examples of each code", () => {
    let record = start({});
    for (let round = 0; round < 12; round++) {
      record = endRound(beginRound(record, jobs, "next"), [forbidden], false);
    }
    const [error] = record.errors;
    expect(error).toMatchObject({ code: "FAILED_PRECONDITION", count: 12 });
    expect(error?.samples).toHaveLength(10);
  });
});
