import { type JobFilter, readJobQuery } from "@millrace/core";
import { expect, test } from "vitest";
import { filterText } from "./filter-text.ts";

const FILTERS: readonly JobFilter[] = [
  {},
  { type: "a:b", statuses: ["FAILED", "RETRYING"] },
  { errorContains: 'said "no"', errorGroup: "0ocqDPQQqFVmD_dTCLkA9w" },
  {
    metadata: { team: "core", note: "two words" },
    workerId: "w 1",
    idPrefix: "0-a",
    attemptMin: 3,
  },
  { createdAfter: Date.UTC(2030, 0, 31), createdBefore: Date.UTC(2030, 1, 1) },
];

test.each(FILTERS)("the text of %o is read as that filter", (filter) => {
  expect(readJobQuery(filterText(filter), 0).filter).toEqual(filter);
});
