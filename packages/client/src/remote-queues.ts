import {
  type ConcurrencyKey,
  checkHold,
  checkQueueType,
  type HoldOptions,
  type KeyLimits,
  type KeyPage,
  type KeyQuery,
  MillraceError,
  type MinuteStats,
  type Queue,
  type QueueLimits,
  type QueuePage,
  type QueueQuery,
  type QueueStore,
  type StatsQuery,
} from "@millrace/core";
import {
  decodeKey,
  decodeKeyPage,
  decodeQueue,
  decodeQueuePage,
  decodeStats,
  encodeHoldRequest,
  encodeKeyLimitsRequest,
  encodeKeyQuery,
  encodeLimitsRequest,
  encodeQueueQuery,
  encodeResumeKeyRequest,
  encodeStatsQuery,
  type WireKey,
  type WireQueue,
} from "@millrace/protocol";
import { QueueService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

const rpc = QueueService.method;

/** The queues behind a server, over `QueueService`. */
export class RemoteQueues implements QueueStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(query: QueueQuery = {}): Promise<QueuePage> {
    return decodeQueuePage(await this.#connection.call(rpc.listQueues, encodeQueueQuery(query)));
  }

  async get(type: string): Promise<Queue> {
    checkQueueType(type);
    return queueOf(await this.#connection.call(rpc.getQueue, { type }));
  }

  async stats(query: StatsQuery = {}): Promise<MinuteStats[]> {
    return decodeStats(await this.#connection.call(rpc.getStats, encodeStatsQuery(query)));
  }

  async pause(type: string, options: HoldOptions = {}): Promise<Queue> {
    const request = encodeHoldRequest(type, options, "cannot pause");
    return queueOf(await this.#connection.call(rpc.pauseQueue, request));
  }

  async resume(type: string): Promise<Queue> {
    checkHold(type, {}, "cannot resume");
    return queueOf(await this.#connection.call(rpc.resumeQueue, { type }));
  }

  async drain(type: string, options: HoldOptions = {}): Promise<Queue> {
    const request = encodeHoldRequest(type, options, "cannot drain");
    return queueOf(await this.#connection.call(rpc.drainQueue, request));
  }

  async setLimits(type: string, limits: QueueLimits): Promise<Queue> {
    return queueOf(
      await this.#connection.call(rpc.setQueueLimits, encodeLimitsRequest(type, limits)),
    );
  }

  async setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    const request = encodeKeyLimitsRequest(type, key, limits);
    return keyOf(await this.#connection.call(rpc.setKeyLimits, request));
  }

  async resumeKey(type: string, key: string): Promise<ConcurrencyKey> {
    const request = encodeResumeKeyRequest(type, key);
    return keyOf(await this.#connection.call(rpc.resumeKey, request));
  }

  async listKeys(type: string, query: KeyQuery = {}): Promise<KeyPage> {
    const request = encodeKeyQuery(type, query);
    return decodeKeyPage(await this.#connection.call(rpc.listKeys, request));
  }
}

function queueOf({ queue }: { readonly queue?: WireQueue | undefined }): Queue {
  if (queue !== undefined) return decodeQueue(queue);
  throw lacking("queue");
}

function keyOf({ key }: { readonly key?: WireKey | undefined }): ConcurrencyKey {
  if (key !== undefined) return decodeKey(key);
  throw lacking("key");
}

function lacking(what: string): MillraceError {
  return new MillraceError(
    "INTERNAL",
    `the server's answer has no ${what}; use a client and a server of the same version`,
  );
}
