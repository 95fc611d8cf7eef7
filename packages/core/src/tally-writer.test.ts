import { expect, test } from "vitest";
import { TallyWriter } from "./tally-writer.ts";
import { VirtualClock } from "./virtual-clock.ts";

function open(fails = false) {
  const clock = new VirtualClock();
  const written: string[][] = [];
  const writer = new TallyWriter(async (counted) => {
    written.push([...counted.keys()]);
    if (fails) throw new Error("the store is away");
  }, clock);
  return { clock, written, writer, tally: writer.tally };
}

test("what was counted is written once a second, all of it at once", () => {
  const { clock, written, tally } = open();
  tally.enqueued("a");
  clock.advance(999);
  tally.enqueued("b");
  expect(written).toEqual([]);
  clock.advance(1);
  expect(written).toEqual([["a", "b"]]);
  tally.enqueued("c");
  clock.advance(1_000);
  expect(written).toEqual([["a", "b"], ["c"]]);
});

test("without anything to write nothing is done", async () => {
  const { clock, written, writer } = open();
  clock.advance(10_000);
  await writer.end();
  expect(written).toEqual([]);
});

test("the end writes what is left", async () => {
  const { clock, written, writer, tally } = open();
  tally.ended("a", "COMPLETED", 5);
  await writer.end();
  clock.advance(10_000);
  expect(written).toEqual([["a"]]);
});

test("what the store does not take is lost, and the next is written all the same", async () => {
  const { clock, written, writer, tally } = open(true);
  tally.enqueued("a");
  clock.advance(1_000);
  tally.enqueued("b");
  await writer.end();
  expect(written).toEqual([["a"], ["b"]]);
});
