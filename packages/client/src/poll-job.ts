import {
  type Clock,
  isFinal,
  type Job,
  type JobEvent,
  sleep,
  type WatchRequest,
} from "@millrace/core";
import type { ClientStore } from "./client-store.ts";

/** How long to wait between two reads of a job. */
export const POLL_MS = 2_000;

/** Polls jobs, with one call at a time for all of them: however many there are, the load is bounded. */
export class JobPolls {
  readonly #store: Pick<ClientStore, "get">;
  readonly #clock: Clock;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: Pick<ClientStore, "get">, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The job as it stands, then as often as a look finds it changed, until it has finished. */
  async *watch({
    id,
    afterSequence = 0,
    signal,
  }: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    let sequence = afterSequence;
    while (!signal?.aborted) {
      const job = await this.#get(id);
      if (signal?.aborted) return;
      if (job.sequence > sequence) {
        sequence = job.sequence;
        yield { sequence, job };
      }
      if (isFinal(job.status)) return;
      await sleep(this.#clock, POLL_MS, signal);
    }
  }

  #get(id: string): Promise<Job> {
    const job = this.#turn.then(() => this.#store.get(id));
    this.#turn = job.catch(() => {});
    return job;
  }
}
