import type {
  ExtendItem,
  ExtendResult,
  JobSource,
  Lease,
  LeaseRequest,
  Settlement,
  SettleOptions,
  SettleResult,
} from "@millrace/core";
import type { Machine } from "./machine.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

export interface FaultyPortOptions {
  readonly machine: Machine;
  /** The worker's number. */
  readonly worker: number;
  readonly network: Network;
  readonly timeline: Timeline;
  readonly random: Random;
}

/** `inner`, as a worker on some machine reaches it over the network. */
export class FaultyPort implements JobSource {
  readonly #inner: JobSource;
  readonly #options: FaultyPortOptions;
  readonly #polls = new Set<AbortController>();

  constructor(inner: JobSource, options: FaultyPortOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    const poll = new AbortController();
    const { timeline, network, random } = this.#options;
    const leave = () => timeline.setTimer(network.wayMs(random), () => poll.abort());
    request.signal?.addEventListener("abort", leave);
    this.#polls.add(poll);
    try {
      return await this.#call("lease", () =>
        this.#inner.lease({ ...request, signal: poll.signal }),
      );
    } finally {
      this.#polls.delete(poll);
      request.signal?.removeEventListener("abort", leave);
    }
  }

  extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    return this.#call("extend", () => this.#inner.extend(items, leaseMs));
  }

  settle(items: readonly Settlement[], options?: SettleOptions): Promise<SettleResult[]> {
    return this.#call("settle", () => this.#inner.settle(items, options));
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    const { machine, network, timeline, random, worker } = this.#options;
    return this.#inner.onCancelRequested((jobId) => {
      if (network.fate(random, worker) !== "ok") return;
      timeline.setTimer(network.wayMs(random), () => machine.happen(() => listener(jobId)));
    });
  }

  async close(): Promise<void> {}

  /** The store notices that the machine is gone. */
  cut(): void {
    for (const poll of this.#polls) poll.abort();
  }

  #call<Answer>(name: string, send: () => Promise<Answer>): Promise<Answer> {
    const { machine, network, random, worker } = this.#options;
    return network.call(name, machine, random, send, worker);
  }
}
