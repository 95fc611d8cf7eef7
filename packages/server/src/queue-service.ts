import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  decodeQueueQuery,
  decodeStatsQuery,
  encodeQueue,
  encodeQueuePage,
  encodeStats,
  GetQueueResponseSchema,
  type QueueService,
} from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** Queues at a glance. */
export function createQueueService(options: ServiceOptions): ServiceImpl<typeof QueueService> {
  return {
    async listQueues(request, context) {
      const query = decodeQueueQuery(request);
      return encodeQueuePage(await callStore(context, options, ({ queues }) => queues.list(query)));
    },

    async getQueue({ type }, context) {
      const queue = await callStore(context, options, ({ queues }) => queues.get(type));
      return create(GetQueueResponseSchema, { queue: encodeQueue(queue) });
    },

    async getStats(request, context) {
      const query = decodeStatsQuery(request);
      return encodeStats(await callStore(context, options, ({ queues }) => queues.stats(query)));
    },
  };
}
