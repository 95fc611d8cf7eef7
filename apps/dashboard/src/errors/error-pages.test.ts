import type { ErrorGroup, ErrorGroupPage } from "@millrace/client";
import { expect, test } from "vitest";
import { summaryOf } from "./error-pages.ts";

function group(id: string, failed: number, lastSeenAt: number): ErrorGroup {
  return {
    ...{ id, type: "email", message: "no", frame: "", failed, retrying: 1 },
    ...{ firstSeenAt: lastSeenAt - 1, lastSeenAt, sampleJobId: `job of ${lastSeenAt}` },
    sampleMessage: "no",
  };
}

function page(groups: readonly ErrorGroup[], jobs: number): ErrorGroupPage {
  return { groups, otherJobs: 1, lookedAt: 10, jobs, more: false };
}

test("groups of several pages are one, with the latest error and all jobs", () => {
  const pages = [page([group("a", 1, 10)], 40), page([group("b", 2, 5), group("a", 4, 20)], 40)];
  const summary = summaryOf(pages, true);
  expect(summary).toMatchObject({ otherJobs: 2, lookedAt: 20, jobs: 40, more: false });
  expect(summary.groups).toMatchObject([
    { id: "a", failed: 5, retrying: 2, firstSeenAt: 9, lastSeenAt: 20, sampleJobId: "job of 20" },
    { id: "b", failed: 2 },
  ]);
  expect(summaryOf(pages, false).jobs).toBe(80);
  expect(summaryOf([], true)).toMatchObject({ groups: [], jobs: 0 });
});
