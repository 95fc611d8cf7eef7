import {
  type ConcurrencyKey,
  type EpochMs,
  FieldCheck,
  type HoldOptions,
  type KeyLimits,
  type KeyPage,
  type KeyQuery,
  type MinuteStats,
  type Queue,
  type QueueLimits,
  type QueuePage,
  type QueueQuery,
  type QueueStore,
  type StatsQuery,
  timeMs,
} from "@millrace/core";

/** How to pause or drain a queue. */
export interface PauseOptions extends Omit<HoldOptions, "until"> {
  /** When it ends by itself, by the store's clock. Defaults to when somebody ends it. */
  readonly until?: Date | EpochMs | undefined;
}

/**
 * The queues, one for each type that has jobs or settings: how many jobs are in which status, how old the
 * oldest ones are, and what holds them up. See `Client.queues`.
 */
export class ClientQueues {
  readonly #call: <Answer>(work: (queues: QueueStore) => Promise<Answer>) => Promise<Answer>;

  constructor(call: <Answer>(work: (queues: QueueStore) => Promise<Answer>) => Promise<Answer>) {
    this.#call = call;
  }

  /**
   * Looks at the queue of a type. A type without jobs has an empty one, whether or not it ever had any.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when `type` is not the name of a type.
   */
  get(type: string): Promise<Queue> {
    return this.#call((queues) => queues.get(type));
  }

  /**
   * Lists the queues that have jobs or settings, by name, page by page as they are read; `pageSize` is how many
   * come by one call.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  async *list(query: QueueQuery = {}): AsyncGenerator<Queue, void, undefined> {
    let next: QueueQuery | undefined = query;
    while (next !== undefined) {
      const page: QueuePage = await this.listPage(next);
      yield* page.queues;
      const pageToken: string | undefined = page.nextPageToken;
      next = pageToken === undefined ? undefined : { ...query, pageToken };
    }
  }

  /**
   * One page of queues.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  listPage(query: QueueQuery = {}): Promise<QueuePage> {
    return this.#call((queues) => queues.list(query));
  }

  /**
   * Tells what has happened minute by minute in the last hour, or up to a day: to jobs of a type, or of
   * all types together. Minutes in which nothing has happened are left out; the earliest comes first.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  stats(query: StatsQuery = {}): Promise<MinuteStats[]> {
    return this.#call((queues) => queues.stats(query));
  }

  /**
   * Has no job of the queue leased from now on, until it is resumed or `until` has come. Once this has
   * resolved, none is leased, also by a worker that waits for one. All else goes on: what runs is extended
   * and settled, jobs are enqueued and come due.
   *
   * @returns the queue as it is now.
   * @throws MillraceError `INVALID_ARGUMENT`; `UNAVAILABLE` when the store, or a part of it, is away: then
   *   the message says where the queue is paused, and the same call again goes on.
   */
  pause(type: string, options: PauseOptions = {}): Promise<Queue> {
    return this.#call(async (queues) => queues.pause(type, holdOptions(options, "cannot pause")));
  }

  /**
   * Ends the pause and the drain of the queue.
   *
   * @returns the queue as it is now.
   * @throws MillraceError as {@link pause} does.
   */
  resume(type: string): Promise<Queue> {
    return this.#call((queues) => queues.resume(type));
  }

  /**
   * Has the queue take no new jobs from now on, until it is resumed or `until` has come, and work off those
   * that are there: an enqueue is refused with `FAILED_PRECONDITION`, which says who has drained it and why.
   *
   * @returns the queue as it is now.
   * @throws MillraceError as {@link pause} does.
   */
  drain(type: string, options: PauseOptions = {}): Promise<Queue> {
    return this.#call(async (queues) => queues.drain(type, holdOptions(options, "cannot drain")));
  }

  /**
   * Sets the limits of the queue, from its next lease on, in place of those that it had: `{}` ends them. A
   * lower limit stops nobody: nothing is leased until fewer jobs run. A higher one, or none any more, acts at
   * once.
   *
   * @returns the queue as it is now.
   * @throws MillraceError as {@link pause} does.
   */
  setLimits(type: string, limits: QueueLimits): Promise<Queue> {
    return this.#call((queues) => queues.setLimits(type, limits));
  }

  /**
   * Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for
   * it: `{}` ends that. It holds whether or not the key has jobs, until it is ended.
   *
   * @returns the key as it is now.
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    return this.#call((queues) => queues.setKeyLimits(type, key, limits));
  }

  /**
   * Have the jobs of a concurrency key go on, also while one that has failed keeps its turn (see `keyOnFailure` of
   * the limits), be it that it waits for its retry. A job that has failed for good stays as it is, and is forgotten
   * after its retention from now on.
   *
   * @returns the key as it is now.
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  resumeKey(type: string, key: string): Promise<ConcurrencyKey> {
    return this.#call((queues) => queues.resumeKey(type, key));
  }

  /**
   * List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own,
   * page by page. A key whose standing changes meanwhile may be told twice, or not at all.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  listKeys(type: string, query?: KeyQuery): Promise<KeyPage> {
    return this.#call((queues) => queues.listKeys(type, query));
  }
}

function holdOptions(options: PauseOptions, what: string): HoldOptions {
  // What is no object, the store refuses.
  if (options?.until === undefined) return options as HoldOptions;
  const check = new FieldCheck();
  const until = timeMs(check, "until", options.until);
  check.throwIfInvalid(what);
  return { ...options, until };
}
