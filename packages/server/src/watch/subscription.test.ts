import {
  type CursoredTopic,
  MillraceError,
  observed,
  type QueuePage,
  type Store,
  silentLogger,
  VirtualClock,
} from "@millrace/core";
import { SIGN_OF_LIFE, type WireSubscribeResponse } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SIGN_OF_LIFE_MS, subscription } from "./subscription.ts";
import { TopicHub } from "./topic-hub.ts";

let clock: VirtualClock;
let store: MemoryStore;
let end: AbortController;
/** The store's calls, as those tell of them who count them. */
let calls: string[];

beforeEach(() => {
  clock = new VirtualClock();
  store = new MemoryStore({ clock });
  end = new AbortController();
  calls = [];
});

afterEach(async () => {
  end.abort();
  await store.close();
});

function hubOf(of: Store = store, messageBytes = 4_000_000): TopicHub {
  const counted = observed(of, ({ name }) => {
    calls.push(name);
    return () => {};
  });
  const options = { clock, storeTimeoutMs: 30_000, logger: silentLogger };
  return new TopicHub({ ...options, messageBytes, store: counted });
}

function subscribe(hub: TopicHub, topics: readonly CursoredTopic[], signal = end.signal) {
  return subscription(hub, topics, clock, signal);
}

type Stream = ReturnType<typeof subscribe>;

async function next(stream: Stream): Promise<WireSubscribeResponse> {
  const { value } = await stream.next();
  if (value === undefined) throw new Error("the stream is over");
  return value;
}

/** Reads a stream on and on, as a quick viewer does, and keeps what follows its first sign of life. */
function viewer(stream: Stream): WireSubscribeResponse[] {
  const told: WireSubscribeResponse[] = [];
  void (async () => {
    expect((await stream.next()).value).toBe(SIGN_OF_LIFE);
    for await (const change of stream) told.push(change);
  })();
  return told;
}

async function enqueue(type: string): Promise<string> {
  const [result] = await store.enqueue([{ type, payload: new Uint8Array() }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

/** All that needs no time has happened. */
function turn(): Promise<void> {
  return new Promise((resolve) => clock.afterTurn(resolve));
}

async function seconds(count: number): Promise<void> {
  for (let second = 0; second < count; second++) {
    clock.advance(1_000);
    await turn();
  }
}

const EVERYTHING: readonly CursoredTopic[] = [
  { all: "QUEUES" },
  { all: "WORKERS" },
  { all: "OPERATIONS" },
  { all: "SCHEDULES" },
  { queue: "email" },
  { jobs: { type: "email", statuses: ["FAILED"] } },
  { jobs: { type: "email", errorContains: "timeout" } },
];

test("the store is called as often for 50 viewers as for one, and not at all for none", async () => {
  const job = await enqueue("email");
  const topics = [...EVERYTHING, { job }];
  const callsOf = async (viewers: number) => {
    calls = [];
    const left = new AbortController();
    const hub = hubOf();
    const told = Array.from({ length: viewers }, () => viewer(subscribe(hub, topics, left.signal)));
    await turn();
    await seconds(20);
    for (const each of told) {
      expect(new Set(each.map(({ topic }) => topic))).toEqual(new Set(topics.keys()));
    }
    left.abort();
    const made = calls.sort();
    calls = [];
    await turn();
    await seconds(20);
    expect(calls).toEqual([]);
    return made;
  };
  const forOne = await callsOf(1);
  expect(forOne.length).toBeGreaterThan(60);
  expect(await callsOf(50)).toEqual(forOne);
});

test("a viewer is told all at first, then what changes, while others are away", async () => {
  await enqueue("email");
  await enqueue("sms");
  const told = viewer(subscribe(hubOf(), [{ all: "QUEUES" }]));
  await turn();
  expect(told).toMatchObject([
    { topic: 0, snapshot: true, queues: [{ type: "email" }, { type: "sms" }] },
  ]);
  await enqueue("sms");
  await seconds(2);
  expect(told.slice(1)).toMatchObject([
    { snapshot: false, queues: [{ type: "sms" }], removed: [] },
  ]);
});

test("a slow reader is told the newest state, and nothing of what came between", async () => {
  const stream = subscribe(hubOf(), [{ queue: "email" }]);
  const pending = ({ queues }: WireSubscribeResponse) => queues[0]?.counts[1]?.jobs;
  expect(await next(stream)).toBe(SIGN_OF_LIFE);
  expect(pending(await next(stream))).toBe(0);
  for (let job = 0; job < 5; job++) {
    await enqueue("email");
    await seconds(1);
  }
  expect(pending(await next(stream))).toBe(5);
  await enqueue("email");
  const later = stream.next();
  await seconds(1);
  expect(pending((await later).value as WireSubscribeResponse)).toBe(6);
});

test("a silent stream shows that it is alive", async () => {
  const told = viewer(subscribe(hubOf(), [{ all: "OPERATIONS" }]));
  await turn();
  await seconds(SIGN_OF_LIFE_MS / 1_000);
  expect(told.slice(1)).toEqual([SIGN_OF_LIFE]);
});

test("a job is followed to its end, from its sequence number on", async () => {
  const job = await enqueue("email");
  const hub = hubOf();
  const told = viewer(subscribe(hub, [{ job, view: "BASIC" }]));
  await turn();
  const resumed = viewer(subscribe(hub, [{ job, view: "BASIC", cursor: told[0]?.cursor }]));
  await store.cancel(job);
  await turn();
  const cancelled = await store.get(job);
  expect(told.map(({ job }) => Number(job?.sequence))).toEqual([1, cancelled.sequence]);
  expect(resumed.map(({ job }) => Number(job?.sequence))).toEqual([cancelled.sequence]);
  // Whoever comes later sees whether it runs again.
  await store.redrive(job);
  const again = viewer(subscribe(hub, [{ job, view: "BASIC" }]));
  await turn();
  expect(again).toMatchObject([{ job: { sequence: BigInt(cancelled.sequence + 1) } }]);
});

test("a job that does not exist, or is deleted, ends its topic and no other", async () => {
  const job = await enqueue("email");
  const missing = "0-0000000000000000";
  const told = viewer(subscribe(hubOf(), [{ job }, { job: missing }, { all: "QUEUES" }]));
  await turn();
  expect(told.find(({ topic }) => topic === 1)).toMatchObject({ error: { code: 5 } });
  await store.delete(job);
  await turn();
  expect(told.at(-1)).toMatchObject({ topic: 0, error: { code: 5 } });
  await seconds(2);
  expect(told.at(-1)).toMatchObject({ topic: 2, removed: ["email"] });
});

test("while the store is down that is told once, and again when it is back", async () => {
  const list = vi.spyOn(store.queues, "list");
  const told = viewer(subscribe(hubOf(), [{ all: "QUEUES" }]));
  await turn();
  list.mockRejectedValue(new MillraceError("UNAVAILABLE", "the store is down"));
  await seconds(5);
  expect(told.slice(1)).toMatchObject([{ error: { message: "the store is down" } }]);
  list.mockReset();
  await seconds(2);
  expect(told.slice(2)).toMatchObject([{ error: undefined, snapshot: false, queues: [] }]);
});

test("a store that hangs is not asked again beside that, and a slow one less often", async () => {
  const hung = Promise.withResolvers<QueuePage>();
  const list = vi.spyOn(store.queues, "list").mockReturnValue(hung.promise);
  const told = viewer(subscribe(hubOf(), [{ all: "QUEUES" }]));
  await seconds(40);
  expect(told.filter(({ error }) => error !== undefined)).toHaveLength(1);
  expect(told.find(({ error }) => error !== undefined)?.error?.message).toMatch(/30 s/);
  expect(list).toHaveBeenCalledOnce();
  hung.resolve({ queues: [] });
  await turn();
  await seconds(100);
  // 40 s of a look are followed by 160 s of rest.
  expect(list).toHaveBeenCalledOnce();
});

test("what is too large for one message comes in several, and a cursor in between begins anew", async () => {
  for (let i = 0; i < 20; i++) await enqueue(`type-${i}`);
  const hub = hubOf(store, 600);
  const told = viewer(subscribe(hub, [{ all: "QUEUES" }]));
  await turn();
  expect(told.length).toBeGreaterThan(3);
  expect(told.map(({ snapshot }) => snapshot)).toEqual(told.map((_, place) => place === 0));
  expect(told.flatMap(({ queues }) => queues.map(({ type }) => type)).sort()).toEqual(
    Array.from({ length: 20 }, (_, i) => `type-${i}`).sort(),
  );
  const resumed = (cursor = "") => viewer(subscribe(hub, [{ all: "QUEUES", cursor }]));
  const [within, after] = [resumed(told[0]?.cursor), resumed(told.at(-1)?.cursor)];
  await turn();
  expect(within).toHaveLength(told.length);
  expect(after).toEqual([]);
});

test("a thousand topics are watched at a time", async () => {
  const hub = hubOf();
  const leaves = Array.from({ length: 1_000 }, (_, i) => hub.join({ queue: `q${i}` }).leave);
  hub.join({ queue: "q1" }).leave();
  await expect(
    subscribe(hub, [{ queue: "q1" }, { queue: "one-more" }]).next(),
  ).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  for (const leave of leaves) leave();
  hub.join({ queue: "one-more" }).leave();
});
