import type { PreviewOptions, ScheduleTimes } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { Client } from "./client.ts";

const client = new Client({ store: new MemoryStore() });
const after = new Date("2027-01-01T00:00:00Z");

async function locals(schedule: ScheduleTimes, options: PreviewOptions = {}) {
  const times = await client.schedules.preview(schedule, { after, count: 2, ...options });
  return times.map(({ local }) => local.replace(/:00\+00:00$/, ""));
}

test("one pattern or interval needs no list", async () => {
  const daily = ["2027-01-01T09:00", "2027-01-02T09:00"];
  expect(await locals({ cron: "0 9 * * *" })).toEqual(daily);
  expect(await locals({ cron: ["0 9 * * *"], exceptCron: "* 10 * * *" })).toEqual(daily);
  const ofIntervals = ["2027-01-01T00:15", "2027-01-01T00:20"];
  expect(await locals({ every: { interval: "15m" } }, { count: 1 })).toEqual(["2027-01-01T00:15"]);
  expect(await locals({ every: ["15m", { interval: "1h", phase: "20m" }] })).toEqual(ofIntervals);
});

test("times are dates or milliseconds, and lengths are durations", async () => {
  const startAt = new Date("2027-01-01T12:00:00Z");
  const schedule = { every: 3_600_000, startAt, endAt: startAt.getTime() + 3_600_000 };
  expect(await locals(schedule, { after: after.getTime() })).toEqual(["2027-01-01T12:00"]);
  const [jittered] = await client.schedules.preview({ ...schedule, jitter: "10m" }, { name: "a" });
  expect(jittered?.due).toBeGreaterThan(jittered?.nominal ?? 0);
});

test("the times after the present are told by default, ten of them", async () => {
  const times = await client.schedules.preview({ every: "1d" });
  expect(times).toHaveLength(10);
  expect(times[0]?.nominal).toBeGreaterThan(Date.now() - 86_400_000);
});

test.each<[string, unknown, unknown]>([
  ["spec", "0 9 * * *", {}],
  ["spec.crn", { crn: "0 9 * * *" }, {}],
  ["spec.cron[0]", { cron: "0 9 * *" }, {}],
  ["spec.cron[0]", { cron: 9 }, {}],
  ["spec.every[0]", { every: "soon" }, {}],
  ["spec.every[0].interval", { every: [{ interval: "0.5s" }] }, {}],
  ["spec.every[0].phase", { every: [{ interval: "1h", phase: "2h" }] }, {}],
  ["spec.startAt", { every: "1h", startAt: "today" }, {}],
  ["spec.jitter", { every: "1h", jitter: "2d" }, {}],
  ["count", { every: "1h" }, { count: 0 }],
  ["counts", { every: "1h" }, { counts: 1 }],
  ["after", { every: "1h" }, { after: new Date(Number.NaN) }],
])("refuses %s of %o with %o", async (field, schedule, options) => {
  const preview = client.schedules.preview(schedule as ScheduleTimes, options as PreviewOptions);
  await expect(preview).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [expect.objectContaining({ field })],
  });
});

test("a closed client has no answer", async () => {
  const closed = new Client({ store: new MemoryStore() });
  await closed.close();
  await expect(closed.schedules.preview({ every: "1h" })).rejects.toMatchObject({
    message: "the client is closed",
  });
});
