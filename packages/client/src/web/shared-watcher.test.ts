import { type Clock, systemClock, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../client.ts";
import { POLL_MS } from "../poll-job.ts";
import { WatchHub } from "../watch-hub.ts";
import { serveWatches, TAB_LOST_MS, TabPort } from "./serve-watches.ts";
import { PING_MS, SharedWatcher, type WatchWorker } from "./shared-watcher.ts";
import type { Port } from "./watch-message.ts";

let store: MemoryStore;
let clock: VirtualClock;
let hub: WatchHub;
let channels: InstanceType<typeof MessageChannel>[];
let clients: Client[];

beforeEach(() => {
  store = new MemoryStore();
  clock = new VirtualClock();
  hub = new WatchHub(store, 4, systemClock);
  channels = [];
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  for (const { port1, port2 } of channels) {
    port1.close();
    port2.close();
  }
  vi.unstubAllGlobals();
  await store.close();
});

/** A worker as a tab sees it, and a way to have it fail. */
class FakeWorker implements WatchWorker {
  readonly port: WatchWorker["port"];
  fail = () => {};

  /** The worker's end has a clock of its own; without one nobody is there. */
  constructor(workerClock?: Clock) {
    const channel = new MessageChannel();
    channels.push(channel);
    this.port = channel.port1 as unknown as Port;
    if (workerClock !== undefined) {
      new TabPort(hub, channel.port2 as unknown as Port, workerClock);
    }
  }

  addEventListener(_type: "error", listener: () => void): void {
    this.fail = listener;
  }
}

function tab(connect: () => WatchWorker, tabClock: Clock = systemClock): Client {
  const client = new Client({ store, watcher: new SharedWatcher(connect, tabClock) });
  clients.push(client);
  return client;
}

async function enqueue(): Promise<string> {
  const [result] = await store.enqueue([{ type: "email", payload: new Uint8Array([34, 97, 34]) }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

function watch(client: Client, id: string, signal?: AbortSignal) {
  const statuses: string[] = [];
  const ended = (async () => {
    for await (const { job } of client.watch({ id, signal })) statuses.push(job.status);
  })();
  ended.catch(() => {});
  return { statuses, ended };
}

test("tabs watch through the worker, to the end of the job", async () => {
  const id = await enqueue();
  const tabs = [tab(() => new FakeWorker(systemClock)), tab(() => new FakeWorker(systemClock))];
  const watches = tabs.map((each) => watch(each, id));
  await expect
    .poll(() => watches.map(({ statuses }) => statuses))
    .toEqual([["PENDING"], ["PENDING"]]);
  await store.cancel(id);
  const done = await tabs[0]?.waitFor(id);
  expect(done?.json()).toBe("a");
  await Promise.all(watches.map(({ ended }) => ended));
  expect(watches[0]?.statuses).toEqual(["PENDING", "CANCELLED"]);
});

test("an error keeps its code on its way through the worker", async () => {
  const id = await enqueue();
  await store.delete(id);
  const { ended } = watch(
    tab(() => new FakeWorker(systemClock)),
    id,
  );
  await expect(ended).rejects.toMatchObject({ name: "MillraceError", code: "NOT_FOUND" });
});

test("a watch that is left is left by the worker too", async () => {
  const watched = vi.spyOn(hub, "watch");
  const id = await enqueue();
  const left = new AbortController();
  const { statuses, ended } = watch(
    tab(() => new FakeWorker(systemClock)),
    id,
    left.signal,
  );
  await expect.poll(() => statuses).toEqual(["PENDING"]);
  left.abort();
  await ended;
  await expect.poll(() => watched.mock.calls[0]?.[0].signal?.aborted).toBe(true);
});

test("without a SharedWorker, jobs are polled", async () => {
  const id = await enqueue();
  const connect = vi.fn(() => {
    throw new ReferenceError("SharedWorker is not defined");
  });
  const { statuses, ended } = watch(tab(connect, clock), id);
  await expect.poll(() => statuses).toEqual(["PENDING"]);
  await store.cancel(id);
  clock.advance(POLL_MS);
  await ended;
  expect(statuses).toEqual(["PENDING", "CANCELLED"]);
  expect(connect).toHaveBeenCalledOnce();
});

test("when the worker fails, jobs are polled from where it has come to", async () => {
  const id = await enqueue();
  const worker = new FakeWorker(systemClock);
  const { statuses, ended } = watch(
    tab(() => worker, clock),
    id,
  );
  await expect.poll(() => statuses).toEqual(["PENDING"]);
  worker.fail();
  await store.cancel(id);
  await ended;
  expect(statuses).toEqual(["PENDING", "CANCELLED"]);
});

test("a worker that does not answer counts as failed", async () => {
  const id = await enqueue();
  const { statuses } = watch(
    tab(() => new FakeWorker(), clock),
    id,
  );
  // The watch begins after a turn.
  await expect
    .poll(() => {
      clock.advance(PING_MS);
      return statuses;
    })
    .toEqual(["PENDING"]);
});

test("a worker that answers is asked on and on", async () => {
  const id = await enqueue();
  const port = vi.spyOn(hub, "watch");
  const { statuses } = watch(
    tab(() => new FakeWorker(systemClock), clock),
    id,
  );
  await expect.poll(() => statuses).toEqual(["PENDING"]);
  const pongs = new Promise((resolve) => {
    channels[0]?.port1.addEventListener("message", resolve, { once: true });
  });
  clock.advance(PING_MS);
  await pongs;
  clock.advance(3 * PING_MS);
  expect(port).toHaveBeenCalledOnce();
});

test("the worker forgets a tab that is silent; one that was frozen goes on", async () => {
  const id = await enqueue();
  const watched = vi.spyOn(hub, "watch");
  const { statuses, ended } = watch(
    tab(() => new FakeWorker(clock)),
    id,
  );
  await expect.poll(() => statuses).toEqual(["PENDING"]);
  clock.advance(TAB_LOST_MS);
  await expect.poll(() => watched.mock.calls.length).toBe(2);
  await store.cancel(id);
  await ended;
  expect(statuses).toEqual(["PENDING", "CANCELLED"]);
});

test("a page that goes leaves its watches; when it comes back they go on", async () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  const id = await enqueue();
  const watched = vi.spyOn(hub, "watch");
  const { statuses, ended } = watch(
    tab(() => new FakeWorker(systemClock)),
    id,
  );
  await expect.poll(() => statuses).toEqual(["PENDING"]);
  page.dispatchEvent(new Event("pagehide"));
  await expect.poll(() => watched.mock.calls[0]?.[0].signal?.aborted).toBe(true);
  page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await store.cancel(id);
  await ended;
  expect(statuses).toEqual(["PENDING", "CANCELLED"]);
});

test("the worker's options and the client's are checked", () => {
  const scope = new EventTarget() as never;
  const url = "http://localhost:1";
  expect(() => serveWatches({ url, maxStreams: 0 }, scope)).toThrow(/maxStreams/);
  expect(() => serveWatches({ url: "redis://localhost" }, scope)).toThrow(/url/);
  expect(() => new Client({ store, watcher: {} as never })).toThrow(/watcher must have the method/);
});
