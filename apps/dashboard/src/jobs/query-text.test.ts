import { expect, test } from "vitest";
import { withStatus, withTerm } from "./query-text.ts";

test("a status takes the place of the one before, and leaves all else as it was written", () => {
  const query = 'email status:failed error:"timed out"';
  expect(withStatus(query, "RETRYING")).toBe('email error:"timed out" status:retrying');
  expect(withStatus(query, undefined)).toBe('email error:"timed out"');
  expect(withTerm("", "worker", "a b")).toBe('worker:"a b"');
});
