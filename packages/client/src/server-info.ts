import type { Limits } from "@millrace/core";
import type { WireServerInfo } from "@millrace/protocol";

/** What a server says about itself. */
export interface ServerInfo {
  /** For example `0.1.0`. */
  readonly version: string;
  /** The kind of its store, for example `redis`. */
  readonly store: string;
  readonly limits: ServerLimits;
}

/** What a server accepts. */
export interface ServerLimits extends Limits {
  /** The largest message of a call. */
  readonly messageBytes: number;
}

export function decodeServerInfo({ version, store, limits }: WireServerInfo): ServerInfo {
  return {
    version,
    store,
    limits: {
      messageBytes: limits?.messageBytes ?? 0,
      payloadBytes: limits?.payloadBytes ?? 0,
      resultBytes: limits?.resultBytes ?? 0,
      batchJobs: limits?.batchJobs ?? 0,
      metadataEntries: limits?.metadataEntries ?? 0,
      metadataBytes: limits?.metadataBytes ?? 0,
    },
  };
}
