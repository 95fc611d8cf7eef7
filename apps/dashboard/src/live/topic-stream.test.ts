import type { TopicUpdate } from "@millrace/client";
import { MillraceError, type Topic, VirtualClock } from "@millrace/core";
import { expect, test } from "vitest";
import type { TabMessage, WorkerMessage } from "./live-message.ts";
import { topicKey } from "./live-message.ts";
import { TAB_LOST_MS, TabPort } from "./tab-port.ts";
import { TopicStream } from "./topic-stream.ts";

const QUEUES: Topic = { all: "QUEUES" };
const WORKERS: Topic = { all: "WORKERS" };
const NO_QUEUES = { kind: "queues", queues: [], more: false } as const;

/** A server's streams, one after the other. */
class FakeStreams {
  readonly asked: (readonly Topic[])[] = [];
  #signal: AbortSignal | undefined;
  #updates: TopicUpdate[] = [];
  #wake = () => {};

  get isOpen(): boolean {
    return this.#signal?.aborted === false;
  }

  tell(update: TopicUpdate): void {
    this.#updates.push(update);
    this.#wake();
  }

  async *subscribe(topics: readonly Topic[], options: { signal?: AbortSignal | undefined } = {}) {
    const signal = options.signal as AbortSignal;
    this.asked.push(topics);
    this.#signal = signal;
    this.#updates = [];
    signal.addEventListener("abort", () => this.#wake());
    while (!signal.aborted) {
      const update = this.#updates.shift();
      if (update !== undefined) yield update;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

function open() {
  const clock = new VirtualClock();
  const server = new FakeStreams();
  const stream = new TopicStream(server, clock);
  const tab = () => {
    const heard: WorkerMessage[] = [];
    return { heard, reader: (message: WorkerMessage) => void heard.push(message) };
  };
  return { clock, server, stream, tab };
}

test("all tabs have one stream, and one that comes later hears at once what was told", async () => {
  const { clock, server, stream, tab } = open();
  const [one, two] = [tab(), tab()];
  stream.want(QUEUES, one.reader);
  stream.want(WORKERS, one.reader);
  clock.advance(50);
  server.tell({ topic: QUEUES, place: 0, ...NO_QUEUES });
  const told = { kind: "state", key: topicKey(QUEUES), state: NO_QUEUES };
  await expect.poll(() => one.heard).toEqual([told]);
  stream.want(QUEUES, two.reader);
  expect(two.heard).toEqual([told]);
  clock.advance(50);
  expect(server.asked).toEqual([[QUEUES, WORKERS]]);
});

test("the stream ends when nobody looks any more, and begins anew for other topics", async () => {
  const { clock, server, stream, tab } = open();
  const [one, two] = [tab(), tab()];
  stream.want(QUEUES, one.reader);
  stream.want(QUEUES, two.reader);
  clock.advance(50);
  stream.leaveAll(one.reader);
  clock.advance(50);
  expect(server.isOpen).toBe(true);
  stream.want(WORKERS, two.reader);
  clock.advance(50);
  expect(server.asked).toEqual([[QUEUES], [QUEUES, WORKERS]]);
  stream.leaveAll(two.reader);
  clock.advance(50);
  expect(server.isOpen).toBe(false);
});

test("that the stream is broken, every tab hears once", async () => {
  const { clock, server, stream, tab } = open();
  const one = tab();
  stream.want(QUEUES, one.reader);
  stream.want(WORKERS, one.reader);
  clock.advance(50);
  server.tell({ kind: "disconnected", error: new MillraceError("UNAVAILABLE", "it is away") });
  await expect
    .poll(() => one.heard)
    .toEqual([{ kind: "failed", key: undefined, reason: "it is away" }]);
});

test("a topic that cannot be told leaves the others alone", async () => {
  const { clock, server, stream, tab } = open();
  const one = tab();
  stream.want(QUEUES, one.reader);
  clock.advance(50);
  const error = new MillraceError("UNAVAILABLE", "the store is down");
  server.tell({ topic: QUEUES, place: 0, kind: "error", error });
  await expect
    .poll(() => one.heard)
    .toEqual([{ kind: "failed", key: topicKey(QUEUES), reason: "the store is down" }]);
});

test("a tab that has crashed wants nothing any more", () => {
  const { clock, server, stream } = open();
  let say: (message: TabMessage) => void = () => {};
  const port = {
    postMessage: () => {},
    addEventListener: (_: "message", listener: (event: { data: unknown }) => void) => {
      say = (data) => listener({ data });
    },
    start: () => {},
  };
  new TabPort(stream, port, clock);
  say({ kind: "want", key: topicKey(QUEUES), topic: QUEUES });
  clock.advance(TAB_LOST_MS - 1);
  say({ kind: "ping" });
  clock.advance(TAB_LOST_MS - 1);
  expect(server.isOpen).toBe(true);
  clock.advance(100);
  expect(server.isOpen).toBe(false);
});
