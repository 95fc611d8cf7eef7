import { expect, test } from "vitest";
import { closestName } from "./closest-name.ts";

const KNOWN = [
  "type",
  "delay",
  "timeout",
  "maxAttempts",
  "statuses",
  "initial",
  "concurrency",
  "url",
  "metrics",
  "metricsPort",
];

test.each([
  ["dealy", "delay"],
  ["delayMs", "delay"],
  ["status", "statuses"],
  ["max_attempts", "maxAttempts"],
  ["MaxAttempts", "maxAttempts"],
  ["concurency", "concurrency"],
  ["initialMs", "initial"],
  ["timeOut", "timeout"],
  ["tyep", "type"],
  ["uri", "url"],
  ["metricsProt", "metricsPort"],
  ["metricsprt", "metricsPort"],
  ["metric", "metrics"],
])("%s may mean %s", (name, meant) => {
  expect(closestName(name, KNOWN)).toBe(meant);
});

test.each(["colour", "x", "", "__proto__"])("%j is near to none", (name) => {
  expect(closestName(name, KNOWN)).toBeUndefined();
});
