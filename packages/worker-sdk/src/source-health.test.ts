import { expect, test } from "vitest";
import { SourceHealth } from "./source-health.ts";
import { NotingLogger } from "./test/notes.ts";

test("an outage is logged once, and so is its end; every failure is heard of", () => {
  const logger = new NotingLogger();
  const errors: unknown[] = [];
  const health = new SourceHealth(logger, (error) => errors.push(error));
  health.answered();
  expect(logger.lines).toEqual([]);
  for (const outage of [1, 2]) {
    health.failed(`a${outage}`);
    health.failed(`b${outage}`);
    health.answered();
    health.answered();
  }
  expect(logger.lines.map(({ level }) => level)).toEqual(["error", "info", "error", "info"]);
  expect(errors).toEqual(["a1", "b1", "a2", "b2"]);
});
