import { expect, it } from "vitest";
import { untilAborted } from "./until-aborted.ts";

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

async function* three() {
  yield 1;
  yield 2;
  yield 3;
}

it("hands on every item of a source that ends", async () => {
  expect(await collect(untilAborted(three(), new AbortController().signal))).toEqual([1, 2, 3]);
});

it("ends when it is aborted while it waits", async () => {
  const end = new AbortController();
  async function* silent() {
    yield 1;
    end.abort();
    await new Promise(() => {});
  }
  expect(await collect(untilAborted(silent(), end.signal))).toEqual([1]);
});

it("hands on the failure of the source", async () => {
  async function* failing() {
    yield 1;
    throw new Error("broken");
  }
  const items = untilAborted(failing(), new AbortController().signal);
  await expect(collect(items)).rejects.toThrow("broken");
});

it("begins with nothing when it is aborted before", async () => {
  const silent: AsyncIterable<never> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  };
  expect(await collect(untilAborted(silent, AbortSignal.abort()))).toEqual([]);
});
