import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("a schedule is made once, and fires by hand", async () => {
  await using example = await Example.open("schedules");
  expect(await example.run("report.ts")).toEqual([
    "first true 1",
    "second false 1",
    "MANUAL report",
    "PAUSED the database moves",
  ]);
});

test("a preview tells when a schedule fires", async () => {
  await using example = await Example.open("schedules");
  expect(await example.run("preview.ts")).toEqual([
    "2027-03-28T03:00:00+02:00 gap: shifted",
    "2027-03-29T02:30:00+02:00 ",
    "2027-12-23T22:00:00+00:00",
    "2027-12-27T00:00:00+00:00",
  ]);
});

test("schedules are declared in code, put by a worker and by a deploy", async () => {
  await using example = await Example.open("schedules");
  const lines = await example.run("declared.ts");
  expect(lines.slice(-2)).toEqual(["tick SCHEDULE", "report true [ 'tick' ]"]);
});
