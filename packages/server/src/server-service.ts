import { hostname } from "node:os";
import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { HeldRole, Store } from "@millrace/core";
import {
  decodeWorkerQuery,
  encodeWorkerPage,
  GetServerInfoResponseSchema,
  type ServerService,
} from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";
import type { TopicHubs } from "./watch/topic-hub.ts";

/** The calls about the server itself, which tells its `version`. */
export function createServerService(
  options: ServiceOptions & { readonly version: string },
  hubs: TopicHubs,
): ServiceImpl<typeof ServerService> {
  const { version, storeOf, limits, messageBytes, clock } = options;
  const startedAt = clock.now();

  async function statusOf(store: Store) {
    const [{ now, roles }, warnings] = await Promise.all([store.listRoles(), store.warnings()]);
    const { streams, topics, looks } = hubs.of(store).load;
    return {
      host: hostname(),
      startedAt: timestampFromMs(startedAt),
      serverTime: timestampFromMs(clock.now()),
      storeTime: timestampFromMs(now),
      roles: roles.map(encodeRole),
      warnings,
      watch: { streams, topics, looks: BigInt(looks) },
    };
  }

  return {
    async getServerInfo({ withStatus }, context) {
      const { kind } = await storeOf(context);
      const info = { version, store: kind, limits: { ...limits, messageBytes } };
      if (!withStatus) return create(GetServerInfoResponseSchema, info);
      const status = await callStore(context, options, statusOf);
      return create(GetServerInfoResponseSchema, { ...info, status });
    },

    async listWorkers(request, context) {
      const query = decodeWorkerQuery(request);
      return encodeWorkerPage(
        await callStore(context, options, ({ workers }) => workers.list(query)),
      );
    },
  };
}

function encodeRole({ role, holder, fence, expiresAt }: HeldRole) {
  return { name: role, holder, fence: BigInt(fence), expiresAt: timestampFromMs(expiresAt) };
}
