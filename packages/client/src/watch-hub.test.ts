import { type JobEvent, systemClock, VirtualClock, type WatchRequest } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { JobPolls, POLL_MS } from "./poll-job.ts";
import { WatchHub } from "./watch-hub.ts";

let store: MemoryStore;
/** The streams that are open, by their jobs. */
let streams: string[];
let gets: string[];
const counted = {
  get: (id: string) => {
    gets.push(id);
    return store.get(id);
  },
  async *watch(request: WatchRequest) {
    streams.push(request.id);
    try {
      yield* store.watch(request);
    } finally {
      streams.splice(streams.indexOf(request.id), 1);
    }
  },
};

beforeEach(() => {
  store = new MemoryStore();
  streams = [];
  gets = [];
});

afterEach(() => store.close());

async function enqueue(): Promise<string> {
  const [result] = await store.enqueue([{ type: "email" }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

/** Reads a watch to its end, into a list that can be looked at meanwhile. */
function read(events: AsyncIterable<JobEvent>) {
  const statuses: string[] = [];
  const ended = (async () => {
    for await (const { job } of events) statuses.push(job.status);
  })();
  ended.catch(() => {});
  return { statuses, ended };
}

test("a job is watched by one stream, however many watch it, and each sees how it stands", async () => {
  const hub = new WatchHub(counted, 4, systemClock);
  const id = await enqueue();
  const readers = Array.from({ length: 10 }, () => read(hub.watch({ id })));
  await expect.poll(() => readers.at(-1)?.statuses).toEqual(["PENDING"]);
  const late = read(hub.watch({ id }));
  await expect.poll(() => late.statuses).toEqual(["PENDING"]);
  expect(streams).toEqual([id]);
  await store.cancel(id);
  await Promise.all([...readers, late].map(({ ended }) => ended));
  expect(readers.map(({ statuses }) => statuses)).toEqual(
    readers.map(() => ["PENDING", "CANCELLED"]),
  );
  expect(streams).toEqual([]);
});

test("what a reader has seen is not repeated to it", async () => {
  const hub = new WatchHub(counted, 4, systemClock);
  const id = await enqueue();
  const { sequence } = await store.get(id);
  const reader = read(hub.watch({ id, afterSequence: sequence }));
  await expect.poll(() => streams).toEqual([id]);
  await store.cancel(id);
  await reader.ended;
  expect(reader.statuses).toEqual(["CANCELLED"]);
});

test("jobs beyond the streams are polled, until one is free", async () => {
  const clock = new VirtualClock();
  const hub = new WatchHub(counted, 1, clock);
  const [first, second, third] = [await enqueue(), await enqueue(), await enqueue()];
  const reader = read(hub.watch({ id: first }));
  await expect.poll(() => reader.statuses).toEqual(["PENDING"]);
  const polled = [second, third].map((id) => read(hub.watch({ id })));
  await expect
    .poll(() => polled.map(({ statuses }) => statuses))
    .toEqual([["PENDING"], ["PENDING"]]);
  expect(streams).toEqual([first]);
  await store.cancel(third);
  clock.advance(POLL_MS);
  await polled[1]?.ended;
  expect(polled[1]?.statuses).toEqual(["PENDING", "CANCELLED"]);
  await store.cancel(first);
  await expect.poll(() => streams).toEqual([second]);
  await store.cancel(second);
  await polled[0]?.ended;
  expect(polled[0]?.statuses).toEqual(["PENDING", "CANCELLED"]);
});

test("the stream ends with the last reader", async () => {
  const hub = new WatchHub(counted, 4, systemClock);
  const id = await enqueue();
  const left = [new AbortController(), new AbortController()] as const;
  const readers = left.map(({ signal }) => read(hub.watch({ id, signal })));
  await expect.poll(() => readers[1]?.statuses).toEqual(["PENDING"]);
  left[0].abort();
  await readers[0]?.ended;
  expect(streams).toEqual([id]);
  left[1].abort();
  await readers[1]?.ended;
  await expect.poll(() => streams).toEqual([]);
  expect(gets).toEqual([]);
});

test("an error is told to every reader; who comes later begins anew", async () => {
  const hub = new WatchHub(counted, 4, systemClock);
  const id = await enqueue();
  await store.delete(id);
  const readers = [read(hub.watch({ id })), read(hub.watch({ id }))];
  for (const { ended } of readers) {
    await expect(ended).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  await expect(read(hub.watch({ id })).ended).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("polls are made one at a time, and an error of one job is no other's", async () => {
  const asked: PromiseWithResolvers<void>[] = [];
  const slow = {
    get: async (id: string) => {
      const gate = Promise.withResolvers<void>();
      asked.push(gate);
      await gate.promise;
      return store.get(id);
    },
  };
  const polls = new JobPolls(slow, new VirtualClock());
  const [gone, id] = [await enqueue(), await enqueue()];
  await store.delete(gone);
  await store.cancel(id);
  const readers = [read(polls.watch({ id: gone })), read(polls.watch({ id }))];
  await expect.poll(() => asked.length).toBe(1);
  asked[0]?.resolve();
  await expect(readers[0]?.ended).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve();
  await readers[1]?.ended;
  expect(readers[1]?.statuses).toEqual(["CANCELLED"]);
});
