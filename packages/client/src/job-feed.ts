import { type JobEvent, systemClock, type WatchRequest, within } from "@millrace/core";

/**
 * The newest event of a job, for any number of readers. One that is slow misses what is out of date by
 * the time it reads on, so that nothing piles up.
 */
export class JobFeed {
  #newest: JobEvent | undefined;
  #end: { readonly error?: unknown } | undefined;
  #change = Promise.withResolvers<void>();

  put(event: JobEvent): void {
    this.#newest = event;
    this.#tell();
  }

  /** Ends the feed of every reader, once it has read the newest event. */
  end(): void {
    this.#end ??= {};
    this.#tell();
  }

  /** As `end`, by an error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#tell();
  }

  /** The events from now on, beginning with the newest, after `afterSequence` and until `signal` aborts. */
  async *read({
    afterSequence = 0,
    signal,
  }: Omit<WatchRequest, "id">): AsyncGenerator<JobEvent, void, undefined> {
    let sequence = afterSequence;
    while (!signal?.aborted) {
      const newest = this.#newest;
      if (newest !== undefined && newest.sequence > sequence) {
        sequence = newest.sequence;
        yield newest;
      } else if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      } else {
        await within(systemClock, Number.POSITIVE_INFINITY, this.#change.promise, signal);
      }
    }
  }

  #tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
