import { describe, expect, test } from "vitest";
import { sendApart, Unsent } from "./send-apart.ts";

/** A receiver of numbers that fails each call which brings one of `bad`. */
function receiver(...bad: number[]) {
  const calls: { readonly items: readonly number[]; readonly again: boolean }[] = [];
  const send = async (items: readonly number[], again: boolean) => {
    calls.push({ items, again });
    const found = items.find((item) => bad.includes(item));
    if (found !== undefined) throw `bad ${found}`;
    return items.map((item) => item * 10);
  };
  return { calls, send };
}

const never = () => false;
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("items that are sent apart", () => {
  test("go by one call when that is answered", async () => {
    const { calls, send } = receiver();
    expect(await sendApart([1, 2, 3], send, never)).toEqual([10, 20, 30]);
    expect(calls).toEqual([{ items: [1, 2, 3], again: false }]);
  });

  test("have their own results whichever of them fail", async () => {
    const { send } = receiver(3, 4, 149);
    const sent = await sendApart(numbers(150), send, never);
    expect(sent).toEqual(
      numbers(150).map((i) => ([3, 4, 149].includes(i) ? new Unsent(`bad ${i}`) : i * 10)),
    );
  });

  test("take few calls more for one that fails, each of them as a repetition", async () => {
    const { calls, send } = receiver(77);
    await sendApart(numbers(200), send, never);
    expect(calls.length).toBeLessThan(20);
    expect(calls.map(({ again }) => again)).toEqual(calls.map((_, i) => i > 0));
  });

  test("stay together in a failure that they share", async () => {
    const { calls, send } = receiver(1);
    const sent = await sendApart([1, 2], send, (error) => error === "bad 1");
    expect(sent).toEqual([new Unsent("bad 1"), new Unsent("bad 1")]);
    expect(calls).toHaveLength(1);
  });
});
