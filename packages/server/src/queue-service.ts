import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Store } from "@millrace/core";
import {
  DrainQueueResponseSchema,
  decodeHoldOptions,
  decodeKeyLimits,
  decodeKeyQuery,
  decodeLimits,
  decodeQueueQuery,
  decodeStatsQuery,
  encodeKey,
  encodeKeyPage,
  encodeQueue,
  encodeQueuePage,
  encodeStats,
  GetQueueResponseSchema,
  PauseQueueResponseSchema,
  type QueueService,
  ResumeKeyResponseSchema,
  ResumeQueueResponseSchema,
  SetKeyLimitsResponseSchema,
  SetQueueLimitsResponseSchema,
} from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** Queues at a glance, and what operators set for them. */
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

    async pauseQueue(request, context) {
      const how = decodeHoldOptions(request);
      const pause = ({ queues }: Store) => queues.pause(request.type, how);
      const queue = await callStore(context, options, pause);
      return create(PauseQueueResponseSchema, { queue: encodeQueue(queue) });
    },

    async resumeQueue({ type }, context) {
      const queue = await callStore(context, options, ({ queues }) => queues.resume(type));
      return create(ResumeQueueResponseSchema, { queue: encodeQueue(queue) });
    },

    async setQueueLimits({ type, limits }, context) {
      const wanted = limits === undefined ? {} : decodeLimits(limits);
      const set = ({ queues }: Store) => queues.setLimits(type, wanted);
      const queue = await callStore(context, options, set);
      return create(SetQueueLimitsResponseSchema, { queue: encodeQueue(queue) });
    },

    async setKeyLimits({ type, key, limits = {} }, context) {
      const set = ({ queues }: Store) => queues.setKeyLimits(type, key, decodeKeyLimits(limits));
      const found = await callStore(context, options, set);
      return create(SetKeyLimitsResponseSchema, { key: encodeKey(found) });
    },

    async resumeKey({ type, key }, context) {
      const resume = ({ queues }: Store) => queues.resumeKey(type, key);
      const found = await callStore(context, options, resume);
      return create(ResumeKeyResponseSchema, { key: encodeKey(found) });
    },

    async listKeys(request, context) {
      const query = decodeKeyQuery(request);
      const list = ({ queues }: Store) => queues.listKeys(request.type, query);
      return encodeKeyPage(await callStore(context, options, list));
    },

    async drainQueue(request, context) {
      const how = decodeHoldOptions(request);
      const drain = ({ queues }: Store) => queues.drain(request.type, how);
      const queue = await callStore(context, options, drain);
      return create(DrainQueueResponseSchema, { queue: encodeQueue(queue) });
    },
  };
}
