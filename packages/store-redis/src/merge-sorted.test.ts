import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeSorted } from "./merge-sorted.ts";

const ascending = (a: number, b: number) => a - b;

async function* each(values: readonly number[]): AsyncGenerator<number> {
  yield* values;
}

test("every value comes once, in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(50))), async (lists) => {
      const sequences = lists.map((list) => each(list.toSorted(ascending)));
      const merged = await Array.fromAsync(mergeSorted(sequences, ascending));
      expect(merged).toEqual(lists.flat().sort(ascending));
    }),
  );
});
