import {
  type ConcurrencyKey,
  checkKey,
  checkKeyLimits,
  checkKeyQuery,
  type KeyLimits,
  type KeyPage,
  type KeyQuery,
} from "./concurrency-key.ts";
import { encodeNameToken } from "./name-token.ts";
import { activityOf, type RecentCounts } from "./queue-activity.ts";
import type { QueueCounts } from "./queue-counts.ts";
import { checkQueueQuery, checkQueueType, checkStatsQuery } from "./queue-query.ts";
import {
  checkHold,
  checkLimits,
  type HoldOptions,
  type QueueLimits,
  type SettingsChange,
} from "./queue-settings.ts";
import type {
  MinuteStats,
  Queue,
  QueuePage,
  QueueQuery,
  QueueStore,
  StatsQuery,
} from "./queue-store.ts";
import type { QueueEngine, WorkerEngine } from "./store-engine.ts";

/** The queues of a `CheckedStore`. */
export class CheckedQueues implements QueueStore {
  readonly #engine: QueueEngine;
  readonly #workers: Pick<WorkerEngine, "count">;
  readonly #requireOpen: () => void;

  constructor(engine: QueueEngine, workers: Pick<WorkerEngine, "count">, requireOpen: () => void) {
    this.#engine = engine;
    this.#workers = workers;
    this.#requireOpen = requireOpen;
  }

  async list(query: QueueQuery = {}): Promise<QueuePage> {
    this.#requireOpen();
    const { queues: counted, last } = await this.#engine.list(checkQueueQuery(query));
    const queues = await this.#withActivity(counted);
    return last === undefined
      ? { queues }
      : { queues, nextPageToken: encodeNameToken("queues", last) };
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

  async pause(type: string, options: HoldOptions = {}): Promise<Queue> {
    this.#requireOpen();
    return this.#configure(type, { paused: checkHold(type, options, "cannot pause") });
  }

  async resume(type: string): Promise<Queue> {
    this.#requireOpen();
    checkHold(type, {}, "cannot resume");
    return this.#configure(type, { paused: null, draining: null, throttled: null });
  }

  async drain(type: string, options: HoldOptions = {}): Promise<Queue> {
    this.#requireOpen();
    return this.#configure(type, { draining: checkHold(type, options, "cannot drain") });
  }

  async setLimits(type: string, limits: QueueLimits): Promise<Queue> {
    this.#requireOpen();
    checkLimits(type, limits);
    return this.#configure(type, { limits });
  }

  async setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    this.#requireOpen();
    checkKeyLimits(type, key, limits);
    return this.#engine.setKeyLimits(type, key, limits);
  }

  async resumeKey(type: string, key: string): Promise<ConcurrencyKey> {
    this.#requireOpen();
    checkKey(type, key, "cannot resume the concurrency key");
    return this.#engine.resumeKey(type, key);
  }

  async listKeys(type: string, query: KeyQuery = {}): Promise<KeyPage> {
    this.#requireOpen();
    const { keys, last } = await this.#engine.listKeys(type, checkKeyQuery(type, query));
    return last === undefined ? { keys } : { keys, nextPageToken: encodeNameToken("keys", last) };
  }

  async #configure(type: string, change: SettingsChange): Promise<Queue> {
    await this.#engine.configure(type, change);
    return this.get(type);
  }

  async #withActivity(counted: readonly QueueCounts[]): Promise<Queue[]> {
    if (counted.length === 0) return [];
    const types = counted.map(({ type }) => type);
    const [recent, workers] = await Promise.all([
      this.#engine.recent(types),
      this.#workers.count(types),
    ]);
    return counted.map((queue, i) => ({
      ...queue,
      workers: workers[i] as number,
      activity: activityOf(recent[i] as RecentCounts),
    }));
  }
}
