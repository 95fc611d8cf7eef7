import { type Clock, checkWatchRequest, type JobEvent, type WatchRequest } from "@millrace/core";
import type { ClientStore } from "./client-store.ts";
import { followJob } from "./follow-job.ts";
import { JobFeed } from "./job-feed.ts";
import { JobPolls } from "./poll-job.ts";

/** A job that somebody watches. */
interface Topic {
  readonly feed: JobFeed;
  readonly left: AbortController;
  readers: number;
}

/**
 * Watches jobs for many: each job once, however many watch it, and by so many streams at a time as it
 * may have. Jobs beyond that are polled until a stream is free.
 */
export class WatchHub {
  readonly #store: Pick<ClientStore, "get" | "watch">;
  readonly #polls: JobPolls;
  readonly #maxStreams: number;
  readonly #topics = new Map<string, Topic>();
  #streams = 0;
  /** Ends the polling of a job, the one that has waited longest first. */
  readonly #polled = new Set<AbortController>();

  constructor(store: Pick<ClientStore, "get" | "watch">, maxStreams: number, clock: Clock) {
    this.#store = store;
    this.#polls = new JobPolls(store, clock);
    this.#maxStreams = maxStreams;
  }

  /**
   * The events of a job, which goes on by itself after the connection broke. Slow readers miss events
   * that are out of date.
   *
   * @throws MillraceError as `watch` of a client.
   */
  async *watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    checkWatchRequest(request);
    const topic = this.#join(request.id);
    try {
      yield* topic.feed.read(request);
    } finally {
      topic.readers--;
      if (topic.readers === 0) this.#close(request.id, topic);
    }
  }

  #join(id: string): Topic {
    const present = this.#topics.get(id);
    const topic = present ?? { feed: new JobFeed(), left: new AbortController(), readers: 0 };
    topic.readers++;
    if (present === undefined) {
      this.#topics.set(id, topic);
      void this.#follow(id, topic);
    }
    return topic;
  }

  #close(id: string, topic: Topic): void {
    topic.left.abort();
    if (this.#topics.get(id) === topic) this.#topics.delete(id);
  }

  /** Never rejects: what goes wrong is the readers' error. */
  async #follow(id: string, { feed, left }: Topic): Promise<void> {
    const source = {
      get: (jobId: string) => this.#store.get(jobId),
      watch: (request: WatchRequest) => this.#watchOnce(request),
    };
    try {
      for await (const event of followJob(() => source, { id }, left.signal)) feed.put(event);
      feed.end();
    } catch (error) {
      feed.fail(error);
    } finally {
      // Whoever comes later begins anew.
      if (this.#topics.get(id)?.feed === feed) this.#topics.delete(id);
    }
  }

  /** By a stream, or by polling until it is this job's turn to have one. */
  async *#watchOnce(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    if (this.#streams < this.#maxStreams) {
      this.#streams++;
      try {
        yield* this.#store.watch(request);
      } finally {
        this.#streams--;
        const [next] = this.#polled;
        next?.abort();
      }
      return;
    }
    const turn = new AbortController();
    this.#polled.add(turn);
    const ends = [turn.signal, ...(request.signal === undefined ? [] : [request.signal])];
    try {
      yield* this.#polls.watch({ ...request, signal: AbortSignal.any(ends) });
    } finally {
      this.#polled.delete(turn);
    }
  }
}
