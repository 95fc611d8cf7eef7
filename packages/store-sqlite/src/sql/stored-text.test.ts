import { expect, test } from "vitest";
import { storedText, textOf } from "./stored-text.ts";

/** Every text of up to `length` characters of `alphabet`. */
function textsOf(alphabet: readonly string[], length: number): string[] {
  if (length === 0) return [""];
  const shorter = textsOf(alphabet, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => alphabet.map((c) => text + c))])];
}

const TEXTS = textsOf(["\0", "\\", "0", "a"], 5);

test("a text comes back whatever it holds, and has no U+0000 meanwhile", () => {
  for (const text of TEXTS) {
    const stored = storedText(text);
    expect(stored).not.toContain("\0");
    expect(textOf(stored)).toBe(text);
  }
});

test("texts stay apart", () => {
  expect(new Set(TEXTS.map(storedText)).size).toBe(TEXTS.length);
});

test("a text without such characters is stored as it is", () => {
  expect(storedText("eu:17 é\n")).toBe("eu:17 é\n");
});
