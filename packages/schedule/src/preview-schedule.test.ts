import { execFileSync } from "node:child_process";
import type { PreviewRequest, ScheduleSpec } from "@millrace/core";
import { expect, test } from "vitest";
import { previewSchedule } from "./preview-schedule.ts";

const NOW = Date.parse("2027-03-27T12:00Z");

test("tells when it fires, when it is due and what clocks show then", () => {
  const spec = { cron: ["30 2 * * *"], zone: "Europe/Berlin" };
  const [first, second, ...more] = previewSchedule({ spec }, NOW);
  const [gap, next] = [Date.parse("2027-03-28T01:00Z"), Date.parse("2027-03-29T00:30Z")];
  expect(first).toEqual({
    ...{ nominal: gap, due: gap, local: "2027-03-28T03:00:00+02:00", note: "gap: shifted" },
  });
  expect(second).toEqual({ nominal: next, due: next, local: "2027-03-29T02:30:00+02:00" });
  expect(more).toHaveLength(8);
  const after = Date.parse("2027-10-30T12:00Z");
  expect(previewSchedule({ spec, after, count: 1 }, NOW)).toMatchObject([
    { local: "2027-10-31T02:30:00+02:00", note: "overlap: first of two" },
  ]);
  expect(
    previewSchedule({ spec: { ...spec, onOverlap: "LAST" }, after, count: 1 }, NOW),
  ).toMatchObject([{ local: "2027-10-31T02:30:00+01:00", note: "overlap: last of two" }]);
});

test("tells the jitter of the schedule that it names", () => {
  const spec = { every: [{ intervalMs: 60_000 }], jitterMs: 30_000 };
  const later = (name: string) =>
    previewSchedule({ spec, name }, NOW).map(({ due, nominal }) => due - nominal);
  expect(later("a")).toEqual(later("a"));
  expect(later("a")).not.toEqual(later("b"));
});

test("a schedule that ends has no more times", () => {
  const spec = { cron: ["@daily"], endAt: NOW + 2 * 86_400_000 };
  expect(previewSchedule({ spec }, NOW)).toHaveLength(2);
});

test.each<[string, Partial<ScheduleSpec>, string]>([
  ["spec.zone", { zone: "Mars/Phobos" }, "Europe/Berlin"],
  ["spec.zone", { zone: "Europe/Berln" }, "did you mean Europe/Berlin?"],
  ["spec.cron[0]", { cron: ["0 0 30 2 *"] }, "never fires"],
  ["spec.cron[1]", { cron: ["@every 1h", "0 0 0 1 1 * 2020"] }, "never fires"],
  ["spec.cron[0]", { cron: ["60 * * * *"] }, "minutes and seconds are 0 to 59"],
  ["spec.cron[0]", { cron: ["5/15 * * * *"] }, "5-59/15"],
  ["spec.cron[0]", { cron: ["0 22-2 * * *"] }, "22-23,0-2"],
  ["spec.cron[0]", { cron: ["*/0 * * * *"] }, "a step is 1 or more"],
  ["spec.cron[0]", { cron: ["@reboot"] }, "where a process starts"],
  ["spec.cron[0]", { cron: ["@nightly"] }, "@daily"],
  ["spec.cron[0]", { cron: ["@every 0.5s"] }, "one second"],
  ["spec.cron[0]", { cron: ["@every soon"] }, "@every 5m"],
  ["spec.cron[0]", { cron: ["* *"] }, "six with seconds"],
  ["spec.cron[0]", { cron: ["CRON_TZ=UTC 0 5 * * *"], zone: "Europe/Rome" }, "two schedules"],
  ["spec.cron", { cron: Array(11).fill("* * * * *") }, "0 to 10 items"],
  ["spec.every[0].intervalMs", { every: [{ intervalMs: 500 }] }, "1000"],
  ["spec.every[0].phaseMs", { every: [{ intervalMs: 1_000, phaseMs: 1_000 }] }, "less than"],
  ["spec.exceptCron[0]", { exceptCron: ["0 * * * * *"] }, "five fields"],
  ["spec.exceptDates[0]", { exceptDates: ["2027-02-30"] }, "2027-12-25"],
  ["spec.endAt", { startAt: NOW, endAt: NOW }, "later than startAt"],
  ["spec.onGap", { onGap: "LATER" as never }, "SHIFT, SKIP"],
  ["spec.onOverlap", { onOverlap: "NONE" as never }, "FIRST, LAST, BOTH"],
  ["spec.jitterMs", { jitterMs: 86_400_001 }, "86400000"],
  ["spec.crons", { crons: [] } as never, "did you mean cron?"],
  ["spec", { cron: [] }, "names no time"],
])("refuses %s of %o", (field, spec, hint) => {
  const request = { spec: { cron: ["* * * * *"], ...spec } };
  expect(() => previewSchedule(request, NOW)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(hint),
      violations: [expect.objectContaining({ field })],
    }),
  );
});

test.each<[string, Partial<PreviewRequest>]>([
  ["count", { count: 0 }],
  ["count", { count: 1_001 }],
  ["after", { after: -1 }],
  ["name", { name: "a".repeat(129) }],
])("refuses the %s of %o", (field, more) => {
  const request = { spec: { cron: ["* * * * *"] }, ...more };
  expect(() => previewSchedule(request, NOW)).toThrow(
    expect.objectContaining({ violations: [expect.objectContaining({ field })] }),
  );
});

test("the zone of the machine does not matter", () => {
  const program = `
    import { previewSchedule } from "@millrace/schedule";
    const spec = { cron: ["30 2 * * *", "@hourly"], zone: "Europe/Berlin", exceptDates: ["2027-03-27"] };
    const times = previewSchedule({ spec, count: 50, name: "a" }, ${NOW});
    console.log(JSON.stringify([times, previewSchedule({ spec: { cron: ["0 0 * * 1"] } }, ${NOW})]));
  `;
  const [here, ...elsewhere] = ["UTC", "America/New_York", "Australia/Lord_Howe"].map((TZ) =>
    execFileSync(
      process.execPath,
      ["--conditions=@millrace/source", "--input-type=module", "-e", program],
      { cwd: import.meta.dirname, env: { ...process.env, TZ }, encoding: "utf8" },
    ),
  );
  expect(here).toContain("2027-03-28T03:00:00+02:00");
  for (const there of elsewhere) expect(there).toBe(here);
});
