import { createClient, type Client as RpcClient } from "@connectrpc/connect";
import {
  checkQueueType,
  MillraceError,
  type MinuteStats,
  type Queue,
  type QueuePage,
  type QueueQuery,
  type QueueStore,
  type StatsQuery,
} from "@millrace/core";
import {
  decodeQueue,
  decodeQueuePage,
  decodeStats,
  encodeQueueQuery,
  encodeStatsQuery,
} from "@millrace/protocol";
import { QueueService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

/** The queues behind a server, over `QueueService`. */
export class RemoteQueues implements QueueStore {
  readonly #rpc: RpcClient<typeof QueueService>;

  constructor(connection: Connection) {
    this.#rpc = createClient(QueueService, connection.transport);
  }

  async list(query: QueueQuery = {}): Promise<QueuePage> {
    return decodeQueuePage(await this.#rpc.listQueues(encodeQueueQuery(query)));
  }

  async get(type: string): Promise<Queue> {
    checkQueueType(type);
    const { queue } = await this.#rpc.getQueue({ type });
    if (queue !== undefined) return decodeQueue(queue);
    throw new MillraceError(
      "INTERNAL",
      "the server's answer has no queue; use a client and a server of the same version",
    );
  }

  async stats(query: StatsQuery = {}): Promise<MinuteStats[]> {
    return decodeStats(await this.#rpc.getStats(encodeStatsQuery(query)));
  }
}
