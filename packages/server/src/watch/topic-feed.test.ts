import { MillraceError } from "@millrace/core";
import { expect, test } from "vitest";
import { type FeedChange, TopicFeed } from "./topic-feed.ts";

interface Thing {
  readonly size: number;
  readonly oldestAgeMs?: number;
}

const as = (change: FeedChange<Thing>) => change;
const found = (things: Readonly<Record<string, Thing>>, more = false) => ({
  items: new Map(Object.entries(things)),
  more,
});
const start = (cursor = "") => ({ version: -1, cursor });

test("the first read is all, each later one what has changed since the reader's last", () => {
  const feed = new TopicFeed({ show: as });
  const [quick, slow] = [start(), start()];
  expect(feed.read(quick)).toBeUndefined();
  feed.put(found({ a: { size: 1 }, b: { size: 1 } }), 0);
  const all = { snapshot: true, items: [{ size: 1 }, { size: 1 }], removed: [], more: false };
  expect(feed.read(quick)).toMatchObject(all);
  expect(feed.read(slow)).toMatchObject(all);
  expect(feed.read(quick)).toBeUndefined();
  feed.put(found({ a: { size: 2 }, b: { size: 1 } }), 0);
  expect(feed.read(quick)).toMatchObject({ snapshot: false, items: [{ size: 2 }], removed: [] });
  feed.put(found({ a: { size: 3 } }, true), 0);
  expect(feed.read(quick)).toMatchObject({ items: [{ size: 3 }], removed: ["b"], more: true });
  // One that has missed both is told the outcome of both.
  expect(feed.read(slow)).toMatchObject({ snapshot: false, items: [{ size: 3 }], removed: ["b"] });
});

test("what went and came back is there, and what came and went is gone", () => {
  const feed = new TopicFeed({ show: as });
  const place = start();
  feed.put(found({ a: { size: 1 } }), 0);
  feed.read(place);
  feed.put(found({ c: { size: 1 } }), 0);
  feed.put(found({ a: { size: 1 } }), 0);
  expect(feed.read(place)).toMatchObject({ items: [{ size: 1 }], removed: ["c"] });
});

test("who looks on is told by one and the same change", () => {
  let shows = 0;
  const feed = new TopicFeed<Thing, FeedChange<Thing>>({
    show: (change) => {
      shows++;
      return change;
    },
  });
  feed.put(found({ a: { size: 1 } }), 0);
  for (let reader = 0; reader < 50; reader++) feed.read(start());
  expect(shows).toBe(1);
});

test("an age that has only grown is not told, but is of now to who comes", () => {
  const feed = new TopicFeed({ show: as });
  const place = start();
  feed.put(found({ a: { size: 1, oldestAgeMs: 5_000 } }), 0);
  feed.read(place);
  feed.put(found({ a: { size: 1, oldestAgeMs: 35_200 } }), 30_000);
  expect(feed.read(place)).toBeUndefined();
  expect(feed.read(start())?.items).toEqual([{ size: 1, oldestAgeMs: 35_200 }]);
  // Another one is the oldest now.
  feed.put(found({ a: { size: 1, oldestAgeMs: 100 } }), 31_000);
  expect(feed.read(place)?.items).toEqual([{ size: 1, oldestAgeMs: 100 }]);
});

test("an age that creeps away from its growth is told in the end", () => {
  const feed = new TopicFeed({ show: as });
  const place = start();
  feed.put(found({ a: { size: 1, oldestAgeMs: 0 } }), 0);
  feed.read(place);
  let tells = 0;
  for (let second = 1; second <= 10; second++) {
    feed.put(found({ a: { size: 1, oldestAgeMs: second * 500 } }), second * 1_000);
    if (feed.read(place) !== undefined) tells++;
  }
  expect(tells).toBe(2);
});

test("a cursor goes on where it was, and begins anew where that is not known", () => {
  const feed = new TopicFeed({ show: as });
  feed.put(found({ a: { size: 1 }, b: { size: 1 } }), 0);
  const cursor = feed.read(start())?.cursor as string;
  expect(feed.read(start(cursor))).toBeUndefined();
  feed.put(found({ a: { size: 2 }, b: { size: 1 } }), 0);
  expect(feed.read(start(cursor))).toMatchObject({ snapshot: false, items: [{ size: 2 }] });
  for (const other of ["-", "other.1", "1", `${cursor}9`, "."]) {
    expect(feed.read(start(other)), other).toMatchObject({ snapshot: true });
  }
});

test("a cursor by a sequence number is one for every feed", () => {
  const form = { show: as, sequenceOf: ({ size }: Thing) => size };
  const [one, other] = [new TopicFeed(form), new TopicFeed(form)];
  for (const feed of [one, other]) feed.put(found({ "": { size: 7 } }), 0);
  const cursor = one.read(start())?.cursor;
  expect(cursor).toBe("7");
  const place = start(cursor);
  expect(other.read(place)).toBeUndefined();
  other.put(found({ "": { size: 8 } }), 0);
  expect(other.read(place)?.items).toEqual([{ size: 8 }]);
  expect(other.read(start("6"))?.items).toEqual([{ size: 8 }]);
});

test("so many removals are remembered; a reader that is further behind is told all", () => {
  const feed = new TopicFeed({ show: as });
  const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`t${i}`, { size: i }]));
  feed.put(found({ ...many, last: { size: 1 } }), 0);
  const [behind, current] = [start(), start()];
  feed.read(behind);
  feed.put(found({ last: { size: 1 } }), 0);
  feed.read(current);
  feed.put(found({ last: { size: 2 } }), 0);
  expect(feed.read(behind)).toMatchObject({ snapshot: true, items: [{ size: 2 }], removed: [] });
  expect(feed.read(current)).toMatchObject({ snapshot: false });
});

test("an error is told once, beside what stands, and its end is told", () => {
  const feed = new TopicFeed({ show: as });
  const [early, place] = [start(), start()];
  const down = () => new MillraceError("UNAVAILABLE", "the store is down");
  feed.fail(down());
  expect(feed.read(early)).toMatchObject({ cursor: "", snapshot: false, items: [] });
  feed.put(found({ a: { size: 1 } }), 0);
  expect(feed.read(early)).toMatchObject({ snapshot: true, error: undefined });
  feed.read(place);
  feed.fail(down());
  feed.fail(down());
  expect(feed.read(place)).toMatchObject({ items: [], error: { code: "UNAVAILABLE" } });
  expect(feed.read(place)).toBeUndefined();
  expect(feed.read(start())).toMatchObject({
    items: [{ size: 1 }],
    error: { code: "UNAVAILABLE" },
  });
  feed.put(found({ a: { size: 1 } }), 0);
  expect(feed.read(place)).toMatchObject({ snapshot: false, items: [], error: undefined });
});
