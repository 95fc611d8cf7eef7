import { checkQueueQuery, checkQueueType, encodeQueueToken } from "./queue-query.ts";
import type { Queue, QueuePage, QueueQuery, QueueStore } from "./queue-store.ts";
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
    const { queues, last } = await this.#engine.list(checkQueueQuery(query));
    return last === undefined ? { queues } : { queues, nextPageToken: encodeQueueToken(last) };
  }

  async get(type: string): Promise<Queue> {
    this.#requireOpen();
    checkQueueType(type);
    return this.#engine.get(type);
  }
}
