import fc from "fast-check";
import { expect, test } from "vitest";
import { checkJobId, MAX_PARTITIONS, newJobId, newJobIds, partitionOf } from "./job-id.ts";

test("an id tells its partition", () => {
  fc.assert(
    fc.property(fc.nat(MAX_PARTITIONS - 1), (partition) => {
      const id = newJobId(partition);
      expect(id).toMatch(new RegExp(`^${partition}-[0-9A-Za-z]{16}$`));
      checkJobId(id);
      expect(partitionOf(id)).toBe(partition);
    }),
  );
});

test("the ids of one call grow, and none comes twice", () => {
  const calls = Array.from({ length: 20 }, () => newJobIds(0, 5_000));
  for (const ids of calls) {
    expect(ids).toHaveLength(5_000);
    expect(ids).toEqual([...ids].sort());
  }
  expect(new Set(calls.flat()).size).toBe(100_000);
  expect(newJobIds(7, 0)).toEqual([]);
});

test("every letter and digit is as likely as any other", () => {
  const counts = new Map<string, number>();
  const draws = 5_000;
  for (let i = 0; i < draws; i++) {
    for (const letter of newJobId(0).slice(2, 14))
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect(counts.size).toBe(62);
  const mean = (draws * 12) / 62;
  // Ten standard deviations: chance alone does not go there.
  const bound = 10 * Math.sqrt(mean);
  for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(bound);
});

test.each([
  "",
  "0-",
  "0-short",
  "0-V1StGXR8Z5jdHi6B7",
  "00-V1StGXR8Z5jdHi6B",
  "10000-V1StGXR8Z5jdHi6B",
  "-1-V1StGXR8Z5jdHi6B",
  "0-V1StGXR8Z5jdHi6_",
  " 0-V1StGXR8Z5jdHi6B",
  "0-V1StGXR8Z5jdHi6B\n",
  "x".repeat(10_000),
])("%o is none", (text) => {
  expect(partitionOf(text)).toBeUndefined();
  expect(() => checkJobId(text)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      violations: [expect.objectContaining({ field: "id" })],
    }),
  );
  expect(() => checkJobId(text)).not.toThrow("x".repeat(65));
});
