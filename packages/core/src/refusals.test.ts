import { expect, test } from "vitest";
import { MillraceError } from "./millrace-error.ts";
import { checkItems, Refusals } from "./refusals.ts";

const odd = new MillraceError("INVALID_ARGUMENT", "it is odd");
const large = new MillraceError("RESOURCE_EXHAUSTED", "it is large");

function refuse(errors: Readonly<Record<number, MillraceError>>) {
  const refusals = new Refusals();
  for (const [place, error] of Object.entries(errors)) refusals.add(Number(place), error);
  return refusals;
}

test("results and errors come in the order of the items", () => {
  expect(refuse({ 0: odd, 2: large, 5: odd }).among(["1", "3", "4"])).toEqual([
    { error: odd },
    "1",
    { error: large },
    "3",
    "4",
    { error: odd },
  ]);
});

test("without any, the results are those that there are", () => {
  const results = ["4!", "2!"];
  expect(new Refusals().among(results)).toBe(results);
});

test("of every item, they are all there is", () => {
  expect(refuse({ 0: odd, 1: large }).among([])).toEqual([{ error: odd }, { error: large }]);
});

test.each([undefined, null, 5, {}])("%j in place of the items is refused", (items) => {
  expect(() => checkItems(items)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("must be an array, but are"),
    }),
  );
});
