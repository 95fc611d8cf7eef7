import type {
  MinuteStats,
  Queue,
  QueuePage,
  QueueQuery,
  QueueStore,
  StatsQuery,
} from "@millrace/core";

/**
 * The queues, one for each type that has jobs: how many jobs are in which status, and how old the oldest
 * ones are. See `Client.queues`.
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
   * Lists the queues that have jobs, by name, page by page as they are read; `pageSize` is how many
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
}
