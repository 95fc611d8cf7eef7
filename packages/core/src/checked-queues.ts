import { activityOf, type RecentCounts } from "./queue-activity.ts";
import type { QueueCounts } from "./queue-counts.ts";
import {
  checkQueueQuery,
  checkQueueType,
  checkStatsQuery,
  encodeQueueToken,
} from "./queue-query.ts";
import type {
  MinuteStats,
  Queue,
  QueuePage,
  QueueQuery,
  QueueStore,
  StatsQuery,
} from "./queue-store.ts";
import type { QueueEngine } from "./store-engine.ts";

/** The queues of a `CheckedStore`. */
export class CheckedQueues implements QueueStore {
  readonly #engine: QueueEngine;
  readonly #requireOpen: () => void;

  constructor(engine: QueueEngine, requireOpen: () => void) {
    this.#engine = engine;
    this.#requireOpen = requireOpen;
  }

  async list(query: QueueQuery = {}): Promise<QueuePage> {
    this.#requireOpen();
    const { queues: counted, last } = await this.#engine.list(checkQueueQuery(query));
    const queues = await this.#withActivity(counted);
    return last === undefined ? { queues } : { queues, nextPageToken: encodeQueueToken(last) };
  }

  async get(type: string): Promise<Queue> {
    this.#requireOpen();
    checkQueueType(type);
    const [queue] = await this.#withActivity([await this.#engine.get(type)]);
    return queue as Queue;
  }

  async stats(query: StatsQuery = {}): Promise<MinuteStats[]> {
    this.#requireOpen();
    return this.#engine.minutes(checkStatsQuery(query));
  }

  async #withActivity(counted: readonly QueueCounts[]): Promise<Queue[]> {
    if (counted.length === 0) return [];
    const recent = await this.#engine.recent(counted.map(({ type }) => type));
    return counted.map((queue, i) => ({
      ...queue,
      activity: activityOf(recent[i] as RecentCounts),
    }));
  }
}
