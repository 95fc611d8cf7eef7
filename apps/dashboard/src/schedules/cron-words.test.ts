import { expect, it } from "vitest";
import { timesInWords } from "./cron-words.ts";

it.each([
  [["0 2 * * *"], "at 02:00"],
  [["*/15 9-17 * * MON-FRI"], "every 15 minutes, between 09:00 and 17:59, Monday through Friday"],
  [["@daily"], "at 00:00"],
  [["CRON_TZ=Europe/Berlin 30 6 1 * *"], "at 06:30, on day 1 of the month"],
  [["@every 1h30m", "0 0 * * 0"], "every 1h30m; at 00:00, only on Sunday"],
])("%j is %s", (cron, words) => {
  expect(timesInWords({ cron })).toBe(words);
});

it("has words for intervals", () => {
  expect(timesInWords({ every: [{ intervalMs: 300_000 }] })).toBe("every 5m");
});

it.each(["0 0 13 * +5", "nonsense", "* ".repeat(500), "0 2 * * * * * * *"])(
  "has no words for %j, nor for what stands beside it",
  (pattern) => {
    expect(timesInWords({ cron: ["0 2 * * *", pattern] })).toBeUndefined();
  },
);
