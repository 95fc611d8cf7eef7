import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { GetServerInfoResponseSchema, type ServerService } from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";

/** The calls about the server itself, which tells its `version`. */
export function createServerService(
  version: string,
  { storeOf, limits, messageBytes }: ServiceOptions,
): ServiceImpl<typeof ServerService> {
  return {
    async getServerInfo(_, context) {
      const { kind } = await storeOf(context);
      return create(GetServerInfoResponseSchema, {
        version,
        store: kind,
        limits: { ...limits, messageBytes },
      });
    },
  };
}
