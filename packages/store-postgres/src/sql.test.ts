import { describe, expect, test } from "vitest";
import { SQL } from "./gen/sql.ts";
import { FUNCTIONS_REVISION, functionsDigest } from "./schema-functions.ts";
import { FUNCTION_NAMES, functionStatements, requireDigest } from "./sql.ts";

describe("a text that is not the one of the build", () => {
  test.each(Object.entries(SQL))("%s is told by its digest", (name, { text, sha256 }) => {
    expect(() => requireDigest(name, text, sha256)).not.toThrow();
    expect(() => requireDigest(name, `${text} `, sha256)).toThrow(
      `the SQL of ${name} is not what this version of Millrace was built with`,
    );
  });
});

test("every file of a function makes the function of its name", () => {
  const made = functionStatements("s").map((text) => /FUNCTION "s"\.(\w+)\(/.exec(text)?.[1]);
  expect(made).toEqual(FUNCTION_NAMES);
  const files = Object.keys(SQL).filter((name) => name.startsWith("functions/"));
  expect(files.map((name) => name.slice("functions/".length)).sort()).toEqual(made.sort());
});

test("no text depends on how backslashes are read", () => {
  for (const [name, { text }] of Object.entries(SQL)) {
    expect(text.includes("\\"), name).toBe(false);
  }
});

test("functions that have changed have a new revision", () => {
  // After a change of a function: add 1 to FUNCTIONS_REVISION, and put both here.
  expect([FUNCTIONS_REVISION, functionsDigest()]).toEqual([
    6,
    "e17e753c8b42d6ad66c3c40eb7377889aba65f4ab502cbd5423e331317040311",
  ]);
});
