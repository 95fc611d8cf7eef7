import type { JobSource, LeaseRequest } from "@millrace/core";
import { faultyStore, type SendCall } from "@millrace/store-conformance/faulty-store";
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

/** A source of jobs, as a worker on some machine reaches it over the network. */
export class FaultyPort {
  readonly source: JobSource;
  readonly #options: FaultyPortOptions;
  readonly #polls = new Set<AbortController>();

  constructor(inner: JobSource, options: FaultyPortOptions) {
    this.#options = options;
    this.source = faultyStore(inner, {
      carry: async (name, args, send) => {
        // The store outlives its workers.
        if (name === "close") return undefined;
        if (name === "lease") return this.#lease(args[0] as LeaseRequest, send);
        return this.#call(name, () => send(...args));
      },
      notify: (deliver) => this.#notify(deliver),
    });
  }

  /** The store notices that the machine is gone. */
  cut(): void {
    for (const poll of this.#polls) poll.abort();
  }

  async #lease(request: LeaseRequest, send: SendCall): Promise<unknown> {
    const poll = new AbortController();
    const { timeline, network, random } = this.#options;
    const leave = () => timeline.setTimer(network.wayMs(random), () => poll.abort());
    request.signal?.addEventListener("abort", leave);
    this.#polls.add(poll);
    try {
      return await this.#call("lease", () => send({ ...request, signal: poll.signal }));
    } finally {
      this.#polls.delete(poll);
      request.signal?.removeEventListener("abort", leave);
    }
  }

  #notify(deliver: () => void): void {
    const { machine, network, timeline, random, worker } = this.#options;
    if (network.fate(random, worker) !== "ok") return;
    timeline.setTimer(network.wayMs(random), () => machine.happen(deliver));
  }

  #call<Answer>(name: string, send: () => Promise<Answer>): Promise<Answer> {
    const { machine, network, random, worker } = this.#options;
    return network.call(name, machine, random, send, worker);
  }
}
