import fc from "fast-check";
import { expect, test } from "vitest";
import { FINAL_STATUSES, isFinal, JOB_STATUSES } from "./job-status.ts";
import { AFTER_RULES, isInVain, joinAtStart, WAIT_ENDS, withoutWait } from "./join.ts";

test("only a job that wants the others to complete can wait in vain", () => {
  const vain = AFTER_RULES.flatMap((rule) =>
    WAIT_ENDS.filter((end) => isInVain(rule, end)).map((end) => `${rule} ${end}`),
  );
  expect(vain).toEqual([
    "COMPLETED FAILED",
    "COMPLETED CANCELLED",
    "COMPLETED GONE",
    "COMPLETED ONE_FAILED",
    "COMPLETED ONE_CANCELLED",
  ]);
});

test("a new job waits for what is open, unless that is in vain, or one does not exist", () => {
  const status = fc.option(fc.constantFrom(...JOB_STATUSES), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom(...AFTER_RULES), fc.array(status), (rule, statuses) => {
      const jobIds = statuses.map((_, i) => String(i));
      const join = joinAtStart({ rule, jobIds }, (id) => statuses[Number(id)]);
      const missing = statuses.indexOf(undefined);
      if (missing >= 0) {
        expect(join).toEqual({ missing: String(missing) });
        return;
      }
      const isVain = FINAL_STATUSES.filter((end) => isInVain(rule, end)) as readonly unknown[];
      const vain = statuses.findIndex((of) => isVain.includes(of));
      const open = jobIds.filter((id) => !isFinal(statuses[Number(id)] ?? "PENDING"));
      expect(join).toEqual(
        vain < 0
          ? { open }
          : { open: [String(vain)], inVain: { id: String(vain), end: statuses[vain] } },
      );
    }),
  );
});

test("a wait goes on without a job that has ended", () => {
  const waitsFor = { rule: "FINISHED", count: 2, jobIds: ["a", "b"], delayMs: 5 } as const;
  expect(withoutWait(waitsFor, "a")).toEqual({ ...waitsFor, count: 1, jobIds: ["b"] });
  expect(withoutWait(waitsFor, "c")).toEqual(waitsFor);
});
