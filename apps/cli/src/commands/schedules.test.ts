import { expect, it } from "vitest";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

const put = (lines: readonly string[], ...more: string[]) =>
  cli.run(["schedule", "put", "-f", "-", ...more], { stdin: lines.join("\n") });

const REPORT = [
  "schedules:",
  "  report:",
  "    cron: 0 2 * * *",
  "    zone: Europe/Berlin",
  "    job: { type: report, payload: { day: 1 } }",
];
const SWEEP = ["  sweep:", "    every: 5m", "    job: { type: sweep }"];

it("puts the schedules of a file, once, and prunes what is not in it", async () => {
  const managed = ["--managed-by", "shop", "--prune"];
  const first = await put([...REPORT, ...SWEEP], ...managed, "-o", "json");
  expect(JSON.parse(first.stdout)).toMatchObject([
    { name: "report", outcome: "changed", revision: 1, next: expect.stringMatching(/Z$/) },
    { name: "sweep", outcome: "changed", revision: 1 },
  ]);
  expect((await put([...REPORT, ...SWEEP], "--dry-run")).stdout).toMatch(/^sweep +valid/m);
  const second = await put(REPORT, ...managed);
  expect(second.stdout).toMatch(/^report +unchanged +1 /m);
  expect(second.stdout).toMatch(/^sweep +pruned/m);
  expect(await cli.print("schedule", "list", "--managed-by", "shop", "-o", "id")).toBe("report\n");
  expect(await cli.print("schedule", "list")).toMatch(/^report +ACTIVE +0 2 .*, Europe\/Berlin /m);
});

it("names line and field of what is wrong in a file, and puts nothing", async () => {
  const wrong = [...REPORT, "  broken:", "    cron: 60 * * * *", "    job: { type: a }"];
  expect(await put(wrong)).toMatchObject({
    code: 7,
    stderr: expect.stringMatching(/stdin:7: schedules\.broken\.cron\[0\] is no cron pattern/),
  });
  expect(await cli.run(["schedule", "get", "broken"])).toMatchObject({ code: 3 });
  expect(await cli.run(["schedule", "put", "-f", "/no/such.yaml"])).toMatchObject({ code: 7 });
  expect(await cli.run(["schedule", "put"])).toMatchObject({ code: 2 });
});

it("pauses, triggers and resumes a schedule, and lists its firings", async () => {
  await put(["schedules:", "  nightly: { cron: 0 3 * * *, job: { type: nightly } }"]);
  const paused = await cli.print("schedule", "pause", "nightly", "--note", "the database moves");
  expect(paused).toMatch(/^paused +.* by ada the database moves$/m);
  expect(await cli.print("schedule", "list", "--state", "paused", "-o", "id")).toBe("nightly\n");
  const fired = JSON.parse(await cli.print("schedule", "trigger", "nightly", "-o", "json"));
  expect(fired).toMatchObject({ trigger: "MANUAL", outcome: "FIRED" });
  expect(await cli.print("job", "get", fired.jobId)).toMatch(/millrace\.schedule=nightly/);
  const skipped = await cli.print("schedule", "trigger", "nightly", "--overlap", "SKIP");
  expect(skipped).toMatch(/^outcome +SKIPPED$/m);
  expect(await cli.print("schedule", "resume", "nightly")).toMatch(/^state +ACTIVE$/m);
  expect(await cli.print("schedule", "firings", "nightly")).toMatch(/MANUAL +SKIPPED[\s\S]*FIRED/);
  await cli.print("schedule", "delete", "nightly", "--yes");
  expect(await cli.run(["schedule", "firings", "nightly"])).toMatchObject({ code: 3 });
});

it("fires past times by a backfill", async () => {
  await put(["schedules:", "  daily: { cron: 0 4 * * *, job: { type: daily } }"]);
  const backfill = ["schedule", "backfill", "daily"];
  const range = ["--from", "2026-01-01", "--to", "2026-01-03T12:00:00Z"];
  const begun = JSON.parse(await cli.print(...backfill, ...range, "-o", "json"));
  expect(begun.backfill).toMatchObject({ count: 3, from: "2026-01-01T00:00:00.000Z" });
  await expect
    .poll(() => cli.print("schedule", "get", "daily"))
    .toMatch(/^backfill +DONE .*: 3 fired, 0 skipped of 3/m);
  expect(await cli.print(...backfill, "--cancel")).toMatch(/^backfill +DONE/m);
  expect(await cli.run(backfill)).toMatchObject({ code: 2 });
});

it("previews a schedule and a pattern", async () => {
  await put([
    "schedules:",
    "  hourly: { every: [{ interval: 1h, phase: 10m }], job: { type: a } }",
  ]);
  const preview = ["schedule", "preview"];
  const after = ["--after", "2027-03-27T12:00:00Z", "--count", "2", "-o", "jsonl"];
  const named = (await cli.print(...preview, "hourly", ...after)).trim().split("\n");
  expect(named.map((line) => JSON.parse(line).nominal)).toEqual([
    "2027-03-27T12:10:00.000Z",
    "2027-03-27T13:10:00.000Z",
  ]);
  const pattern = ["--cron", "30 2 * * *", "--zone", "Europe/Berlin"];
  expect(await cli.print(...preview, ...pattern, ...after)).toContain("gap: shifted");
  expect(await cli.run([...preview])).toMatchObject({ code: 2 });
  expect(await cli.run([...preview, "hourly", "--every", "5m"])).toMatchObject({ code: 2 });
});
