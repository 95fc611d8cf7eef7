import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Limits, Store } from "@millrace/core";
import { GetServerInfoResponseSchema, type ServerService } from "@millrace/protocol";

/** What the server tells about itself. */
export interface ServerInfo {
  readonly version: string;
  readonly limits: Limits;
  /** The largest message of a call. */
  readonly messageBytes: number;
}

/** The calls about the server itself. */
export function createServerService(
  store: Store,
  { version, limits, messageBytes }: ServerInfo,
): ServiceImpl<typeof ServerService> {
  return {
    getServerInfo: () =>
      create(GetServerInfoResponseSchema, {
        version,
        store: store.kind,
        limits: { ...limits, messageBytes },
      }),
  };
}
