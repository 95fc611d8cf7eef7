import { Worker as Thread } from "node:worker_threads";
import { type Logger, systemClock, within } from "@millrace/core";
import { LeaseTable } from "./lease-table.ts";
import type { FromLeaseThread, ToLeaseThread } from "./lease-thread.ts";

export interface LeaseThreadOptions {
  /** Where the jobs come from. */
  readonly url: string;
  readonly leaseMs: number;
  /** How many leases there may be; any further ones are not extended by the thread. */
  readonly room: number;
  /** The thread's program. Defaults to that of this package. */
  readonly file?: URL | undefined;
  readonly logger: Pick<Logger, "warn">;
}

/** Shorter leases leave no time to start a thread and to connect once an event loop is blocked. */
const SHORT_LEASE_MS = 6_000;
/** How long a worker with such leases waits for the thread before it leases. */
const START_MS = 10_000;
/** How long the end of a watch may take. */
const END_MS = 2_000;

/**
 * The lease thread, as a worker sees it. All workers of a process share one: it starts with the first
 * lease of one of them, and ends with the last of them.
 */
export class LeaseThreadLink {
  readonly table: LeaseTable;
  readonly #options: LeaseThreadOptions;
  #thread: SharedThread | undefined;
  #number = 0;

  constructor(options: LeaseThreadOptions) {
    this.#options = options;
    this.table = new LeaseTable(options.room);
  }

  /** Resolves when the thread is there, if leases are so short that it must be from the start. */
  async ready(): Promise<void> {
    const { leaseMs } = this.#options;
    if (leaseMs < SHORT_LEASE_MS) await within(systemClock, START_MS, this.#start());
  }

  /** Enters a lease for the thread, which starts unless it runs. Returns the lease's slot. */
  add(jobId: string, token: number): number {
    if (this.#thread === undefined) void this.#start();
    return this.table.add(jobId, token);
  }

  /** Ends the watch over the worker's leases, and the thread if that was the last one. */
  async stop(): Promise<void> {
    await this.#thread?.leave(this.#number);
  }

  /** Never rejects: without the thread, leases end while the event loop is blocked, which is told. */
  #start(): Promise<void> {
    const { url, leaseMs, file, logger } = this.#options;
    this.#thread = SharedThread.of(file);
    this.#number = this.#thread.join((reason) => {
      logger.warn(
        { reason },
        "no thread extends the leases of this worker while its event loop is blocked, as its program cannot run; in a bundle, give its file as the option leaseThread, or set that to false",
      );
    });
    const opensNow = leaseMs < SHORT_LEASE_MS;
    const { buffer } = this.table;
    const worker = this.#number;
    return this.#thread.ask({ kind: "watch", worker, url, leaseMs, buffer, opensNow });
  }
}

/** One thread of a program, and who uses it. */
class SharedThread {
  static readonly #running = new Map<string, SharedThread>();
  static #lastNumber = 0;

  readonly #program: string;
  readonly #thread: Thread | undefined;
  readonly #users = new Map<number, (reason: string) => void>();
  /** Those who wait for what the thread tells next of a worker. */
  readonly #asked = new Map<number, () => void>();
  #fault: string | undefined;

  /** The one that runs, or a new one. */
  static of(file: URL | undefined): SharedThread {
    const program = file?.href ?? ownProgram() ?? "";
    const running = SharedThread.#running.get(program) ?? new SharedThread(program);
    SharedThread.#running.set(program, running);
    return running;
  }

  private constructor(program: string) {
    this.#program = program;
    try {
      this.#thread = new Thread(new URL(program), {
        name: "millrace-leases",
        // From source, the thread must find its imports as source too, whatever runs this process.
        execArgv: program.endsWith(".ts") ? ["--conditions=@millrace/source"] : [],
      });
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#thread.unref();
    this.#thread.on("message", ({ worker }: FromLeaseThread) => this.#answer(worker));
    this.#thread.on("error", (error) => this.#fail(error));
    this.#thread.on("exit", () => this.#fail("it has ended"));
  }

  /** Takes in a worker, which is told why there is no thread. Returns its number. */
  join(onFault: (reason: string) => void): number {
    const number = ++SharedThread.#lastNumber;
    this.#users.set(number, onFault);
    if (this.#fault !== undefined) onFault(this.#fault);
    return number;
  }

  /** Resolves when the thread has done what it was told, or when there is no thread. */
  ask(message: ToLeaseThread): Promise<void> {
    if (this.#fault !== undefined || this.#thread === undefined) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked.set(message.worker, resolve);
    this.#thread.postMessage(message);
    return promise;
  }

  async leave(worker: number): Promise<void> {
    if (!this.#users.delete(worker)) return;
    const isLast = this.#users.size === 0;
    // Whoever comes from now on gets another one.
    if (isLast) SharedThread.#running.delete(this.#program);
    await within(systemClock, END_MS, this.ask({ kind: "leave", worker }));
    if (isLast) await this.#thread?.terminate();
  }

  #answer(worker: number): void {
    this.#asked.get(worker)?.();
    this.#asked.delete(worker);
  }

  #fail(error: unknown): void {
    if (this.#fault !== undefined) return;
    this.#fault = error instanceof Error ? error.message : String(error);
    if (SharedThread.#running.get(this.#program) === this) {
      SharedThread.#running.delete(this.#program);
    }
    for (const onFault of this.#users.values()) onFault(this.#fault);
    for (const worker of [...this.#asked.keys()]) this.#answer(worker);
  }
}

/** The program beside this module; absent where a bundler has left no place to look. */
function ownProgram(): string | undefined {
  // In two steps, so that no bundler takes the program for a file to copy.
  const here: string | undefined = import.meta.url;
  if (here === undefined) return undefined;
  return new URL(`./lease-thread-main${here.endsWith(".ts") ? ".ts" : ".js"}`, here).href;
}
