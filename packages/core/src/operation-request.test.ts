import { expect, test } from "vitest";
import type { OperationRequest } from "./operation.ts";
import { planOperation, purgeRequest } from "./operation-request.ts";

const filter = { type: "a" };
const retry = { action: "RETRY", filter } as const;

test.each([
  ["RETRY", ["FAILED"]],
  ["CANCEL", ["SCHEDULED", "PENDING", "RUNNING", "RETRYING", "BLOCKED"]],
] as const)("%s means by itself %j", (action, statuses) => {
  expect(planOperation({ action, filter })).toEqual({
    action,
    filter: { type: "a", statuses },
    reason: "",
    dryRun: false,
  });
});

test.each<[string, object, RegExp]>([
  ["no object", [], /object/],
  ["an unknown field", { ...retry, rat: 1 }, /rat is no field of an operation/],
  ["an unknown action", { ...retry, action: "REDRIVE" }, /action must be one of RETRY, CANCEL/],
  ["no filter", { action: "RETRY" }, /filter must be an object/],
  ["an empty filter", { ...retry, filter: {} }, /filter must say more than the status/],
  [
    "nothing but statuses",
    { ...retry, filter: { statuses: ["FAILED"], metadata: {}, type: undefined } },
    /filter must say more/,
  ],
  ["a misspelt filter", { ...retry, filter: { ...filter, typ: "b" } }, /filter.typ .*mean type/],
  ["a page", { ...retry, filter: { ...filter, pageSize: 1 } }, /filter.pageSize is no field/],
  [
    "a status of no job",
    { ...retry, filter: { ...filter, statuses: ["DEAD"] } },
    /filter.statuses\[0\] must be one of/,
  ],
  [
    "what is not finished",
    { ...retry, filter: { ...filter, statuses: ["FAILED", "PENDING"] } },
    /has PENDING: only finished jobs can be retried/,
  ],
  [
    "what is finished",
    { action: "CANCEL", filter: { ...filter, statuses: ["FAILED"] } },
    /finished jobs cannot be cancelled/,
  ],
  ["a deletion of anything", { action: "DELETE", filter }, /filter.statuses must name/],
  ["a reason to retry", { ...retry, reason: "why" }, /reason is of use with CANCEL only/],
  ["a dry run of text", { ...retry, dryRun: "yes" }, /dryRun must be true or false/],
  ["no job a second", { ...retry, maxPerSecond: 0 }, /maxPerSecond must be a whole number/],
  ["a negative count", { ...retry, expectCount: -1 }, /expectCount must be a whole number/],
])("%s is refused", (_, request, words) => {
  expect(() => planOperation(request as OperationRequest)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(words),
    }),
  );
});

test("a purge is a deletion of all but what runs, or of some statuses", () => {
  const all = ["SCHEDULED", "PENDING", "RETRYING", "BLOCKED", "COMPLETED", "FAILED", "CANCELLED"];
  expect(purgeRequest("a", {})).toEqual({
    action: "DELETE",
    filter: { type: "a", statuses: all },
  });
  const options = { statuses: ["FAILED"], expectCount: 1 } as const;
  expect(planOperation(purgeRequest("a", options))).toMatchObject({
    filter: { type: "a", statuses: ["FAILED"] },
    expectCount: 1,
  });
  for (const [type, wrong, words] of [
    ["a b", {}, /type/],
    ["a", { statuses: ["RUNNING"] }, /statuses must be among .*cancel them first/],
    ["a", { statuses: [] }, /statuses must not be empty/],
    ["a", { filter: {} }, /filter is no field/],
  ] as const) {
    expect(() => purgeRequest(type, wrong as never)).toThrow(words);
  }
});
