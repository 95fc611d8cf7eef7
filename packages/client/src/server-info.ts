import type { Limits } from "@millrace/core";
import { decodeTimestamp, type WireServerInfo } from "@millrace/protocol";

/** What a server says about itself. */
export interface ServerInfo {
  /** For example `0.1.0`. */
  readonly version: string;
  /** The kind of its store, for example `redis`. */
  readonly store: string;
  readonly limits: ServerLimits;
  /** What it and its store do; absent unless it was asked for. */
  readonly status?: ServerStatus;
}

/** What to ask a server about itself. */
export interface ServerInfoOptions {
  /** Whether to tell `status` too, for which the store is asked. Defaults to false. */
  readonly withStatus?: boolean | undefined;
}

/** What a server and its store do at the moment; times are in milliseconds since 1970. */
export interface ServerStatus {
  /** The machine that the server runs on. */
  readonly host: string;
  /** When it began to serve, by its own clock. */
  readonly startedAt: number;
  /** The server's time. */
  readonly serverTime: number;
  /** The store's time, by which jobs are due. */
  readonly storeTime: number;
  /** What one of all servers and workers does for the others, as long as somebody does it. */
  readonly roles: readonly ServerRole[];
  /** What an operator should know of the settings of the database behind the store, in sentences. */
  readonly warnings: readonly string[];
  /** What it costs to show pages what goes on, on this server. */
  readonly watch: WatchStatus;
}

/** Something that one process does for all of a store. */
export interface ServerRole {
  /** For example `maintenance`. */
  readonly name: string;
  /** Who has it: a server or a worker. */
  readonly holder: string;
  /** Grows each time that it changes hands. */
  readonly fence: number;
  /** When another may take it unless it is held on to, by the store's clock. */
  readonly expiresAt: number;
}

/** What is watched by `subscribe` on a server. */
export interface WatchStatus {
  /** Streams that are open, such as one of a browser. */
  readonly streams: number;
  /** Topics that those watch, each looked at once, however many watch it. */
  readonly topics: number;
  /** Looks at the store since the server began to serve. */
  readonly looks: number;
}

/** What a server accepts. */
export interface ServerLimits extends Limits {
  /** The largest message of a call. */
  readonly messageBytes: number;
}

export function decodeServerInfo({ version, store, limits, status }: WireServerInfo): ServerInfo {
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
    ...(status !== undefined && { status: decodeStatus(status) }),
  };
}

function decodeStatus(status: NonNullable<WireServerInfo["status"]>): ServerStatus {
  const { host, startedAt, serverTime, storeTime, roles, warnings, watch } = status;
  return {
    host,
    startedAt: timeOf(startedAt),
    serverTime: timeOf(serverTime),
    storeTime: timeOf(storeTime),
    roles: roles.map(({ name, holder, fence, expiresAt }) => {
      return { name, holder, fence: Number(fence), expiresAt: timeOf(expiresAt) };
    }),
    warnings,
    watch: {
      streams: watch?.streams ?? 0,
      topics: watch?.topics ?? 0,
      looks: Number(watch?.looks ?? 0),
    },
  };
}

function timeOf(time: Parameters<typeof decodeTimestamp>[0] | undefined): number {
  return time === undefined ? 0 : decodeTimestamp(time);
}
