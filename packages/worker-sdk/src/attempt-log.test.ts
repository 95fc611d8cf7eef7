import { expect, test } from "vitest";
import { AttemptLog } from "./attempt-log.ts";

test("each line of a text is one of the log, taken once", () => {
  const log = new AttemptLog();
  log.add("one\ntwo");
  log.add("");
  expect(log.take()).toEqual(["one", "two", ""]);
  expect(log.isEmpty).toBe(true);
});

test("a line that is too long is cut within no character, with a mark", () => {
  const log = new AttemptLog();
  log.add("x".repeat(640));
  log.add("é".repeat(321));
  log.add("\ud83d");
  const lines = log.take();
  expect(lines).toEqual(["x".repeat(640), `${"é".repeat(318)}…`, "\ufffd"]);
  expect(lines.map((line) => Buffer.byteLength(line))).toEqual([640, 639, 3]);
});

test("of more than a hundred lines the last ones are kept", () => {
  const log = new AttemptLog();
  for (let n = 0; n < 150; n++) log.add(`${n}`);
  const lines = log.take();
  expect(lines).toHaveLength(100);
  expect(lines[99]).toBe("149");
});
