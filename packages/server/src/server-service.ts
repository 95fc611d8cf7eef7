import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  decodeWorkerQuery,
  encodeWorkerPage,
  GetServerInfoResponseSchema,
  type ServerService,
} from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** The calls about the server itself, which tells its `version`. */
export function createServerService(
  version: string,
  options: ServiceOptions,
): ServiceImpl<typeof ServerService> {
  const { storeOf, limits, messageBytes } = options;
  return {
    async getServerInfo(_, context) {
      const { kind } = await storeOf(context);
      return create(GetServerInfoResponseSchema, {
        version,
        store: kind,
        limits: { ...limits, messageBytes },
      });
    },

    async listWorkers(request, context) {
      const query = decodeWorkerQuery(request);
      return encodeWorkerPage(
        await callStore(context, options, ({ workers }) => workers.list(query)),
      );
    },
  };
}
