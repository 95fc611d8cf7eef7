import type { StepResultPage } from "@millrace/core";
import { expect, test } from "vitest";
import { AttemptResults } from "./attempt-results.ts";
import { bytes } from "./test/jobs.ts";

const run = { id: "r", step: "ship", epoch: 1 };
const pages: Record<number, StepResultPage> = {
  0: { items: [1, 2], nextItem: 2 },
  2: { items: [3] },
};
const reads: string[] = [];
const source = {
  async stepResult(id: string, step: string, from: number): Promise<StepResultPage> {
    reads.push(`${id} ${step} ${from}`);
    return step === "list" ? (pages[from] as StepResultPage) : { result: { big: true } };
  },
};

test("what came with the lease is not read again; the rest is, a list page by page", async () => {
  const came = new Map([["charge", bytes('{"ref":"x"}')]]);
  const { get } = new AttemptResults({ id: "j", run }, came, source);
  expect(await get("charge")).toEqual({ ref: "x" });
  expect(reads).toEqual([]);
  expect(await get("other")).toEqual({ big: true });
  expect(await get("list")).toEqual([1, 2, 3]);
  expect(reads).toEqual(["r other 0", "r list 0", "r list 2"]);
});

test("a job of no run has none, nor has a source that knows no runs", async () => {
  const none = new AttemptResults({ id: "j" }, undefined, source);
  await expect(none.get("x")).rejects.toThrow("job j is no step of a run");
  const blind = new AttemptResults({ id: "j", run }, undefined, {});
  await expect(blind.get("x")).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
});
