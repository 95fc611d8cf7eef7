import { expect, test, vi } from "vitest";
import { actOnValid } from "./act-on-valid.ts";
import { MillraceError } from "./millrace-error.ts";

const refusal = new MillraceError("INVALID_ARGUMENT", "it is odd");

/** Even numbers pass, as text. */
const check = (item: number) => (item % 2 === 0 ? `${item}` : refusal);
const act = vi.fn(async (valid: readonly string[]) => valid.map((text) => `${text}!`));

test("results and errors come in the order of the items, and what is valid is acted on at once", async () => {
  act.mockClear();
  expect(await actOnValid([1, 2, 3, 4, 6, 7], check, act)).toEqual([
    { error: refusal },
    "2!",
    { error: refusal },
    "4!",
    "6!",
    { error: refusal },
  ]);
  expect(act.mock.calls).toEqual([[["2", "4", "6"]]]);
});

test("items that are all valid get the results that they have", async () => {
  expect(await actOnValid([4, 2], check, act)).toEqual(["4!", "2!"]);
});

test.each([[[]], [[1, 3]]])("nothing is done for %j, of which none is valid", async (items) => {
  act.mockClear();
  expect(await actOnValid(items, check, act)).toEqual(items.map(() => ({ error: refusal })));
  expect(act).not.toHaveBeenCalled();
});

test("a failure of the act fails the call", async () => {
  const failing = () => Promise.reject(new Error("it broke"));
  await expect(actOnValid([1, 2], check, failing)).rejects.toThrow("it broke");
});

test.each([undefined, null, 5, {}])("%j in place of the items is refused", async (items) => {
  await expect(actOnValid(items as never, check, act)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining("must be an array, but are"),
  });
});
