import fc from "fast-check";
import { expect, test } from "vitest";
import { splitBySize } from "./split-by-size.ts";

const bounds = { maxItems: 3, maxSize: 10 };
const split = (sizes: number[]) => [...splitBySize(sizes, (size) => size, bounds)];

test.each([
  [[], []],
  [[1, 1], [[1, 1]]],
  [
    [1, 1, 1, 1],
    [[1, 1, 1], [1]],
  ],
  [
    [5, 5, 1],
    [[5, 5], [1]],
  ],
  [
    [11, 1, 11],
    [[11], [1], [11]],
  ],
])("%j comes in the parts %j", (sizes, parts) => {
  expect(split(sizes)).toEqual(parts);
});

test("parts keep the order, the bounds, and every item", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 15 })), (sizes) => {
      const parts = split(sizes);
      expect(parts.flat()).toEqual(sizes);
      for (const part of parts) {
        const bytes = part.reduce((sum, size) => sum + size, 0);
        expect(part.length).toBeLessThanOrEqual(bounds.maxItems);
        expect(part.length).toBeGreaterThan(0);
        if (part.length > 1) expect(bytes).toBeLessThanOrEqual(bounds.maxSize);
      }
    }),
  );
});
