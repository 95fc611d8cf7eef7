import { expect, test } from "vitest";
import { untilAnswered } from "./started-server.ts";

/** Rejects so many times before it answers. */
function answersAfter(rejections: number) {
  let asked = 0;
  return async () => {
    asked++;
    if (asked <= rejections) throw new Error(`refused ${asked}`);
    return `answer ${asked}`;
  };
}

test("who rejects is asked again until there is an answer", async () => {
  expect(await untilAnswered(answersAfter(2), 60_000)).toBe("answer 3");
});

test("without patience it is asked once, and its reason is told", async () => {
  await expect(untilAnswered(answersAfter(2), 0)).rejects.toThrow("refused 1");
});
