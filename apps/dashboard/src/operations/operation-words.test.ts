import type { Operation } from "@millrace/client";
import { BOUNDS } from "@millrace/core";
import { expect, test } from "vitest";
import { actionWord, operationQuery, progressWords } from "./operation-words.ts";

function operation(part: Partial<Operation>): Operation {
  return {
    ...{ id: "o", action: "RETRY", filter: { type: "email" }, reason: "", dryRun: false },
    ...{ state: "RUNNING", matched: 12_000, more: true, done: 1_000, skipped: 0, failed: 0 },
    ...{ errors: [], startedAt: 0 },
    ...part,
  } as Operation;
}

test("an operation says what it does, to which jobs, and how far it is", () => {
  expect(actionWord(operation({}))).toBe("Retry");
  expect(progressWords(operation({}))).toBe("1,000 of 12,000+ retried");
  expect(progressWords(operation({ more: false, skipped: 2, failed: 1, done: 11_997 }))).toBe(
    "11,997 of 12,000 retried, 2 had moved on, 1 could not be",
  );
  const count = operation({ dryRun: true, action: "DELETE", done: 0 });
  expect([actionWord(count), progressWords(count)]).toEqual(["Count to delete", "12,000+ counted"]);
  const filter = { type: "email", statuses: ["FAILED"], createdBefore: BOUNDS.maxTime } as const;
  expect(operationQuery(operation({ filter }))).toBe("type:email status:failed");
});
