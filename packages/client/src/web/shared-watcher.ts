import { type Clock, type JobEvent, systemClock, type WatchRequest } from "@millrace/core";
import type { ClientStore } from "../client-store.ts";
import { JobFeed } from "../job-feed.ts";
import type { JobWatcher } from "../job-watcher.ts";
import { JobPolls } from "../poll-job.ts";
import { fromPlainError, type Port, type TabMessage, type WorkerMessage } from "./watch-message.ts";

/** A SharedWorker that has called `serveWatches`. */
export interface WatchWorker {
  readonly port: Port;
  addEventListener(type: "error", listener: () => void): void;
}

/** How often a tab that watches shows that it is there, and sees whether the worker is. */
export const PING_MS = 20_000;
/** So many pings without an answer mean that the worker is gone. */
const MAX_UNANSWERED = 3;

/**
 * Watches jobs together with the other tabs of the origin, through a SharedWorker that calls
 * `serveWatches`: the browser's six connections to a server, which HTTP/1.1 has for all tabs together,
 * are not used up by them. Where there is no SharedWorker, or it fails, each job is polled every 2 s,
 * with one call at a time. For `watcher` of a client; one for each page.
 */
export class SharedWatcher implements JobWatcher {
  readonly #connect: () => WatchWorker;
  readonly #clock: Clock;
  #channel: Channel | undefined;
  #isBroken = false;
  #polls: JobPolls | undefined;

  /**
   * `connect` makes the worker: `new SharedWorker(new URL("./watch-worker.ts", import.meta.url),
   * { type: "module" })`, which bundlers know by this form. It is called by the first watch.
   */
  constructor(connect: () => WatchWorker, clock: Clock = systemClock) {
    this.#connect = connect;
    this.#clock = clock;
  }

  watch(request: WatchRequest, store: Pick<ClientStore, "get">): AsyncIterable<JobEvent> {
    const channel = this.#open();
    if (channel !== undefined) return channel.watch(request);
    this.#polls ??= new JobPolls(store, this.#clock);
    return this.#polls.watch(request);
  }

  #open(): Channel | undefined {
    if (this.#isBroken) return undefined;
    try {
      this.#channel ??= new Channel(this.#connect(), this.#clock, () => {
        this.#isBroken = true;
      });
      return this.#channel;
    } catch {
      // This browser has none, or the page may not have one.
      this.#isBroken = true;
      return undefined;
    }
  }
}

/** What is said between a tab and the worker. */
class Channel {
  readonly #port: Port;
  readonly #clock: Clock;
  readonly #onBroken: () => void;
  readonly #feeds = new Map<number, JobFeed>();
  #lastWatch = 0;
  #unanswered = 0;
  #stopTimer = () => {};

  constructor(worker: WatchWorker, clock: Clock, onBroken: () => void) {
    this.#port = worker.port;
    this.#clock = clock;
    this.#onBroken = onBroken;
    worker.addEventListener("error", () => this.#break());
    worker.port.addEventListener("message", ({ data }) => this.#receive(data as WorkerMessage));
    worker.port.start();
    const page = globalThis as Partial<Pick<EventTarget, "addEventListener">>;
    page.addEventListener?.("pagehide", () => this.#send({ kind: "bye" }));
    // A page that comes back by the history goes on where it was.
    page.addEventListener?.("pageshow", (event) => {
      if ((event as { readonly persisted?: boolean }).persisted === true) this.#endAll();
    });
  }

  async *watch({
    id,
    afterSequence = 0,
    signal,
  }: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    this.#lastWatch++;
    const watch = this.#lastWatch;
    const feed = new JobFeed();
    this.#feeds.set(watch, feed);
    if (this.#feeds.size === 1) this.#ping();
    this.#send({ kind: "watch", watch, id, afterSequence });
    try {
      yield* feed.read({ afterSequence, signal });
    } finally {
      // What the worker has ended by itself it forgets by itself.
      this.#send({ kind: "leave", watch });
      this.#feeds.delete(watch);
      if (this.#feeds.size === 0) this.#stopTimer();
    }
  }

  #receive(message: WorkerMessage): void {
    this.#unanswered = 0;
    if (message.kind === "pong") return;
    const feed = this.#feeds.get(message.watch);
    if (message.kind === "event") feed?.put(message.event);
    else if (message.kind === "end") feed?.end();
    else feed?.fail(fromPlainError(message.error));
  }

  #ping(): void {
    this.#unanswered = 0;
    const next = () => {
      if (this.#unanswered === MAX_UNANSWERED) return this.#break();
      this.#unanswered++;
      this.#send({ kind: "ping" });
      this.#stopTimer = this.#clock.setTimer(PING_MS, next);
    };
    next();
  }

  #break(): void {
    this.#stopTimer();
    this.#onBroken();
    this.#endAll();
  }

  /** Has all who watch go on by other watches. */
  #endAll(): void {
    for (const feed of this.#feeds.values()) feed.end();
  }

  #send(message: TabMessage): void {
    this.#port.postMessage(message);
  }
}
