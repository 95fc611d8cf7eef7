import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { Batcher, type BatcherOptions } from "./batcher.ts";

/** Sends that wait until the test answers them. */
class Sends {
  readonly batches: number[][] = [];
  readonly #answers: ((error?: Error) => void)[] = [];
  inFlight = 0;

  sendBatch(items: number[]): Promise<string[]> {
    this.batches.push(items);
    this.inFlight++;
    return new Promise((resolve, reject) => {
      this.#answers.push((error) => {
        this.inFlight--;
        if (error === undefined) resolve(items.map((item) => `r${item}`));
        else reject(error);
      });
    });
  }

  /** Answers the oldest send, and lets what follows from that happen. */
  async answer(error?: Error): Promise<void> {
    this.#answers.shift()?.(error);
    // The next batch is put together at the end of the turn in which the answer is heard.
    await turn();
    await turn();
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const range = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

let sends: Sends;
beforeEach(() => {
  sends = new Sends();
});

function batcherOf(options: Partial<BatcherOptions<number>> = {}) {
  return new Batcher<number, string>(sends, { maxItems: 3, maxInFlight: 1, ...options });
}

describe("items", () => {
  test("of one turn go out together, in order, each with its own result", async () => {
    const batcher = batcherOf();
    const results = Promise.all([batcher.add(1), batcher.add(2), batcher.add(3)]);
    expect(sends.batches).toEqual([]);
    await turn();
    expect(sends.batches).toEqual([[1, 2, 3]]);
    await sends.answer();
    expect(await results).toEqual(["r1", "r2", "r3"]);
  });

  test("alone wait for the end of the turn only", async () => {
    const added = batcherOf().add(1);
    await turn();
    await sends.answer();
    expect(await added).toBe("r1");
  });

  test("that come one at a time go out at once, until several come together", async () => {
    const batcher = batcherOf();
    void batcher.add(1);
    await turn();
    await sends.answer();
    void batcher.add(2);
    expect(sends.batches).toEqual([[1], [2]]);
    await sends.answer();
    for (const item of [3, 4, 5]) void batcher.add(item);
    expect(sends.batches.slice(2)).toEqual([[3]]);
    await sends.answer();
    await sends.answer();
    void batcher.add(6);
    expect(sends.batches.slice(2)).toEqual([[3], [4, 5]]);
    await turn();
    expect(sends.batches.slice(2)).toEqual([[3], [4, 5], [6]]);
  });

  test("over the most of a batch wait for the next, which goes out with what came meanwhile", async () => {
    const batcher = batcherOf();
    const first = batcher.addAll(range(4));
    await turn();
    const second = batcher.add(4);
    await turn();
    expect(sends.batches).toEqual([[0, 1, 2]]);
    await sends.answer();
    expect(sends.batches).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
    await sends.answer();
    expect(await first).toEqual(["r0", "r1", "r2", "r3"]);
    expect(await second).toBe("r4");
  });

  test("go out in as many batches at once as allowed", async () => {
    const results = batcherOf({ maxInFlight: 2 }).addAll(range(9));
    await turn();
    expect(sends.inFlight).toBe(2);
    for (let i = 0; i < 3; i++) await sends.answer();
    expect(await results).toHaveLength(9);
  });

  test("none at all are none", async () => {
    expect(await batcherOf().addAll([])).toEqual([]);
    await turn();
    expect(sends.batches).toEqual([]);
  });
});

describe("weights", () => {
  const weighing = { maxItems: 100, maxWeight: 10, weigh: (item: number) => item };

  test.each([
    [
      [5, 5, 5],
      [[5, 5], [5]],
    ],
    [[11], [[11]]],
    [
      [1, 11, 1],
      [[1], [11], [1]],
    ],
    [
      [10, 0, 0, 1],
      [[10, 0, 0], [1]],
    ],
  ])("%j go out as %j", async (items, batches) => {
    const results = batcherOf(weighing).addAll(items);
    await turn();
    for (const _ of batches) await sends.answer();
    expect(sends.batches).toEqual(batches);
    expect(await results).toEqual(items.map((item) => `r${item}`));
  });
});

describe("a send that fails", () => {
  test("rejects the calls with items in it, and no others", async () => {
    const batcher = batcherOf();
    const calls = [batcher.addAll([1, 2]), batcher.addAll([3, 4]), batcher.add(5)];
    const settled = Promise.allSettled(calls);
    await turn();
    const error = new Error("lost");
    await sends.answer();
    await sends.answer(error);
    expect(await settled).toEqual([
      { status: "fulfilled", value: ["r1", "r2"] },
      { status: "rejected", reason: error },
      { status: "rejected", reason: error },
    ]);
  });

  test("makes room for the next", async () => {
    const batcher = batcherOf();
    const failed = expect(batcher.addAll([1, 2, 3])).rejects.toThrow("lost");
    const next = batcher.add(4);
    await turn();
    await sends.answer(new Error("lost"));
    await failed;
    await sends.answer();
    expect(await next).toBe("r4");
  });

  test("by throwing at once is one as well", async () => {
    const receiver = {
      sendBatch: () => {
        throw new Error("at once");
      },
    };
    const batcher = new Batcher<number, string>(receiver, { maxItems: 3, maxInFlight: 1 });
    await expect(batcher.add(1)).rejects.toThrow("at once");
    await expect(batcher.add(2)).rejects.toThrow("at once");
  });
});

test("each batch goes to the receiver that is next then", async () => {
  const others = new Sends();
  let next = sends;
  const batcher = new Batcher(() => next, { maxItems: 1, maxInFlight: 2 });
  const first = batcher.add(1);
  await turn();
  next = others;
  const second = batcher.add(2);
  await turn();
  expect([sends.batches, others.batches]).toEqual([[[1]], [[2]]]);
  await Promise.all([sends.answer(), others.answer()]);
  expect(await Promise.all([first, second])).toEqual(["r1", "r2"]);
});

test("a bound that has changed holds for the next batch", async () => {
  const bounds = { maxItems: 3, maxInFlight: 1 };
  const results = new Batcher(sends, bounds).addAll(range(5));
  await turn();
  bounds.maxItems = 1;
  for (let i = 0; i < 3; i++) await sends.answer();
  expect(sends.batches).toEqual([[0, 1, 2], [3], [4]]);
  expect(await results).toHaveLength(5);
});

test("whatever is added, everything goes out once, in order, within the bounds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(20), { maxLength: 12 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (calls, maxItems, maxInFlight) => {
        const sent: number[][] = [];
        let inFlight = 0;
        let most = 0;
        const sendBatch = async (items: number[]) => {
          sent.push(items);
          most = Math.max(most, ++inFlight);
          await turn();
          inFlight--;
          return items.map(String);
        };
        const options = { maxItems, maxInFlight, maxWeight: 30, weigh: (item: number) => item };
        const batcher = new Batcher({ sendBatch }, options);
        const results = await Promise.all(calls.map((items) => batcher.addAll(items)));
        expect(results).toEqual(calls.map((items) => items.map(String)));
        expect(sent.flat()).toEqual(calls.flat());
        expect(most).toBeLessThanOrEqual(maxInFlight);
        for (const batch of sent) {
          const weight = batch.reduce((sum, item) => sum + item, 0);
          expect(batch.length).toBeLessThanOrEqual(maxItems);
          expect(weight <= 30 || batch.length === 1).toBe(true);
        }
      },
    ),
    { numRuns: 50 },
  );
});
