import { clearInterval, setInterval } from "node:timers";
import { type MessagePort, parentPort } from "node:worker_threads";
import type { JobSource } from "@millrace/core";
import { LeaseTable, LOOKS_PER_LEASE } from "./lease-table.ts";
import type { LeaseWatchdog } from "./lease-watchdog.ts";
import type { OpenedSource } from "./open-source.ts";

/** What a worker tells the lease thread. */
export type ToLeaseThread =
  | {
      readonly kind: "watch";
      /** The worker's number in its process. */
      readonly worker: number;
      readonly url: string;
      readonly leaseMs: number;
      readonly buffer: SharedArrayBuffer;
      /** Whether to open the source now instead of when it is needed. */
      readonly opensNow: boolean;
    }
  | { readonly kind: "leave"; readonly worker: number };

/** What the lease thread tells: it watches, or it watches no more. */
export interface FromLeaseThread {
  readonly kind: "watching" | "left";
  readonly worker: number;
}

/**
 * Extends the leases of the workers of this process while their event loop is blocked. A bundle with a
 * worker needs a second file, which calls this, for the worker's option `leaseThread`.
 *
 * @throws Error in the main thread.
 */
export function runLeaseThread(): void {
  if (parentPort === null)
    throw new Error("a lease thread is started by a worker; see leaseThread");
  listen(parentPort);
}

function listen(port: MessagePort): void {
  const watches = new Map<number, Watch>();
  const tell = (message: FromLeaseThread) => port.postMessage(message);
  const answer = async (message: ToLeaseThread) => {
    const { worker } = message;
    if (message.kind === "watch") {
      const watch = new Watch(message);
      watches.set(worker, watch);
      if (message.opensNow) await watch.prepare();
      tell({ kind: "watching", worker });
    } else {
      await watches.get(worker)?.end();
      watches.delete(worker);
      tell({ kind: "left", worker });
    }
  };
  port.on("message", (message: ToLeaseThread) => void answer(message));
}

/**
 * The watch over the leases of one worker. Until that worker is first blocked it only looks at the time: a
 * thread that has loaded nothing is as small as Node's threads can be.
 */
class Watch {
  readonly #url: string;
  readonly #leaseMs: number;
  readonly #table: LeaseTable;
  readonly #timer: NodeJS.Timeout;
  readonly #ended = new AbortController();
  #watchdog: Promise<LeaseWatchdog> | undefined;
  #opening: Promise<OpenedSource> | undefined;

  constructor({ url, leaseMs, buffer }: ToLeaseThread & { kind: "watch" }) {
    this.#url = url;
    this.#leaseMs = leaseMs;
    this.#table = new LeaseTable(buffer);
    this.#timer = setInterval(() => {
      if (this.#table.isLate(leaseMs)) void this.#wake();
    }, leaseMs / LOOKS_PER_LEASE);
  }

  /** Opens the source ahead. One that cannot be opened now is tried again when it is needed. */
  async prepare(): Promise<void> {
    await Promise.all([this.#wake(), this.#source().catch(() => {})]);
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#ended.abort();
    (await this.#watchdog)?.stop();
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close().catch(() => {});
  }

  /** Has the watchdog look from now on. */
  async #wake(): Promise<void> {
    clearInterval(this.#timer);
    this.#watchdog ??= this.#loadWatchdog();
    await this.#watchdog;
  }

  async #loadWatchdog(): Promise<LeaseWatchdog> {
    const { LeaseWatchdog } = await import("./lease-watchdog.ts");
    const source = () => this.#source();
    const watchdog = new LeaseWatchdog({ table: this.#table, leaseMs: this.#leaseMs, source });
    watchdog.start();
    return watchdog;
  }

  async #source(): Promise<JobSource> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return (await this.#opening).source;
  }

  async #open(): Promise<OpenedSource> {
    const { openSource } = await import("./open-source.ts");
    // The worker tells of what an operator should know of the source.
    const opened = await openSource(this.#url, { warn: () => {} }, this.#ended.signal);
    if (opened === undefined) throw new Error("the watch has ended");
    return opened;
  }
}
