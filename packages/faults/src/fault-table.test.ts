import { expect, test } from "vitest";
import { faultTable } from "./fault-table.ts";
import { withTable } from "./marked-table.ts";

const ROW = {
  engine: "Redis",
  fault: "Redis is killed",
  times: 5,
  audit: {
    ...{ jobs: 12_345, underFlow: 678, runs: 90, replicated: 0, lost: 0, runTwice: 7 },
    ...{ settledTwice: 0, brokenRules: 0, broken: [] },
  },
};
const MARKS = ["<!-- faults: written by `pnpm faults` -->", "<!-- /faults -->"] as const;

test("a document gets its table between the marks, in place of the one before", () => {
  const [start, end] = MARKS;
  const written = withTable(`# A\n\n${start}\nold\n${end}\n\nB\n`, "faults", faultTable([ROW]));
  expect(written).toBe(
    [
      "# A",
      "",
      start,
      "| store | fault | times | jobs | under flow control | runs | lost | run twice | settled twice | rules broken |",
      "|---|---|---|---|---|---|---|---|---|---|",
      "| Redis | Redis is killed | 5 | 12,345 | 678 | 90 | 0 | 7 | 0 | 0 |",
      end,
      "",
      "B",
      "",
    ].join("\n"),
  );
  expect(withTable(written, "faults", faultTable([ROW]))).toBe(written);
});

test("a document without marks is refused", () => {
  expect(() => withTable("# A\n", "faults", "")).toThrow(MARKS[0]);
});
