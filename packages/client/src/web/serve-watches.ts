import { type Clock, FieldCheck, systemClock } from "@millrace/core";
import { Connection, type ConnectionOptions } from "../connection.ts";
import { RemoteJobStore } from "../remote-job-store.ts";
import { WatchHub } from "../watch-hub.ts";
import { type Port, plainError, type TabMessage, type WorkerMessage } from "./watch-message.ts";

/** How the tabs of an origin watch jobs together. */
export interface ServeWatchesOptions extends ConnectionOptions {
  /**
   * How many streams there are at a time; jobs beyond that are polled, every 2 s, until a stream is
   * free. Over HTTP/1.1 a browser has six connections to a server, for all its tabs together; where it
   * speaks HTTP/2, through a proxy with TLS, it may be 50. Defaults to 4.
   */
  readonly maxStreams?: number | undefined;
}

const DEFAULT_STREAMS = 4;
const MAX_STREAMS = 1_000;

/** What a SharedWorker is for those who connect to it. */
interface WorkerScope {
  addEventListener(
    type: "connect",
    listener: (event: { readonly ports: readonly Port[] }) => void,
  ): void;
}

/**
 * Makes a SharedWorker, which calls it at once, watch jobs for all tabs that have a `SharedWatcher`.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every option at fault.
 */
export function serveWatches(
  { maxStreams = DEFAULT_STREAMS, ...options }: ServeWatchesOptions,
  scope: WorkerScope = globalThis as unknown as WorkerScope,
): void {
  const check = new FieldCheck();
  check.integer("maxStreams", maxStreams, 1, MAX_STREAMS);
  check.throwIfInvalid("cannot serve watches");
  const store = new RemoteJobStore(new Connection(options));
  const hub = new WatchHub(store, maxStreams, systemClock);
  scope.addEventListener("connect", ({ ports: [port] }) => {
    if (port !== undefined) new TabPort(hub, port, systemClock);
  });
}

/** How long a tab may be silent: browsers let those in the background have a timer once a minute. */
export const TAB_LOST_MS = 150_000;

/** The watches of one tab. */
export class TabPort {
  readonly #hub: WatchHub;
  readonly #port: Port;
  readonly #clock: Clock;
  readonly #watches = new Map<number, AbortController>();
  #stopTimer = () => {};

  constructor(hub: WatchHub, port: Port, clock: Clock) {
    this.#hub = hub;
    this.#port = port;
    this.#clock = clock;
    port.addEventListener("message", ({ data }) => this.#receive(data as TabMessage));
    port.start();
  }

  #receive(message: TabMessage): void {
    this.#stopTimer();
    // No event tells of a tab that has crashed, and one that is frozen would only gather messages.
    this.#stopTimer = this.#clock.setTimer(TAB_LOST_MS, () => this.#endAll());
    if (message.kind === "watch") void this.#serve(message);
    else if (message.kind === "leave") this.#watches.get(message.watch)?.abort();
    else if (message.kind === "ping") this.#send({ kind: "pong" });
    else this.#endAll();
  }

  #endAll(): void {
    this.#stopTimer();
    for (const watch of this.#watches.values()) watch.abort();
  }

  async #serve({ watch, id, afterSequence }: TabMessage & { kind: "watch" }): Promise<void> {
    const left = new AbortController();
    this.#watches.set(watch, left);
    try {
      const request = { id, afterSequence, signal: left.signal };
      for await (const event of this.#hub.watch(request))
        this.#send({ kind: "event", watch, event });
      this.#send({ kind: "end", watch });
    } catch (error) {
      this.#send({ kind: "error", watch, error: plainError(error) });
    } finally {
      this.#watches.delete(watch);
    }
  }

  #send(message: WorkerMessage): void {
    this.#port.postMessage(message);
  }
}
