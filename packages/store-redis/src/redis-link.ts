import { readFileSync } from "node:fs";
import { MillraceError, type RetryDelay, retryDelayMs } from "@millrace/core";
import type { RedisUrl } from "@millrace/store-url";
import type { Command, Redis } from "ioredis";

/** A connection that listens to channels. */
export interface Subscriber {
  /** Listens to these channels too. */
  add(channels: readonly string[]): void;
  /** Resolves when every message was heard that was sent before. */
  catchUp(): Promise<void>;
  /** Listens to nothing any more; resolves when every message was heard that was sent before. */
  leave(): Promise<void>;
  /** Gives up the connection; a new one is made, and listens. */
  breakUp(): void;
  close(): void;
}

/** What a subscriber calls. */
export interface SubscriberEvents {
  readonly onMessage: (channel: string, message: Buffer) => void;
  /** Called each time when it has (again) begun to listen: messages before that may be lost. */
  readonly onReady: () => void;
}

/** What takes commands, such as a connection to one node, over which they keep their order. */
export interface CommandTaker {
  /** Sends a command, once; what it returns resolves with the answer. */
  sendCommand(command: Command): unknown;
}

/** The connections to one kind of Redis: alone, behind Sentinels, a cluster. */
export interface RedisLink {
  /** Whether commands can be sent now. */
  readonly isReady: boolean;
  /** Calls `listener` when commands can be sent again, unless the returned function is called before. */
  onceReady(listener: () => void): () => void;
  /** Takes commands. What a node refuses because another one is responsible goes there. */
  readonly commands: CommandTaker;
  /** The connection to the node that is responsible for `command`, if one is known. */
  nodeOf(command: Command): CommandTaker | undefined;
  /** Looks again which node is responsible for what. */
  lookForNodes(): void;
  /** Gives up the connection over which `command` went; a new one is made. */
  breakUp(command: Command): void;
  subscribe(channels: readonly string[], events: SubscriberEvents): Subscriber;
  close(): void;
}

/** How to connect. */
export interface LinkOptions {
  /** The purpose of the connection, shown in Redis' list of clients. */
  readonly purpose: string;
  readonly timeoutMs: number;
  readonly onError: (error: Error) => void;
  /** Called behind `onError` when there is no connection to any node because of it. */
  readonly onDown: () => void;
}

/** A subscription can be silent for long; this tells a quiet connection from a dead one. */
export const KEEP_ALIVE_MS = 10_000;

/** How often a connection that only listens is asked for an answer: TCP may be well without any. */
export const PROBE_INTERVAL_MS = 5_000;

const RECONNECT: RetryDelay = { minMs: 40, maxMs: 1_000 };

/** How long to wait before connecting once more, after so many attempts that failed. */
export function reconnectDelayMs(failures: number): number {
  return retryDelayMs(failures, RECONNECT);
}

/**
 * The driver listens for the first error of a socket alone; one by TLS can have another, which would end
 * the process.
 */
export function outliveErrors(redis: Redis): void {
  redis.on("error", () => redis.stream?.on("error", () => {}));
}

/** What TLS needs to know, or undefined without it. */
export function tlsOptions(
  url: RedisUrl,
): { ca?: Buffer; cert?: Buffer; key?: Buffer } | undefined {
  if (!url.tls) return undefined;
  const { caFile, certificateFile, keyFile } = url;
  return {
    ...(caFile !== undefined && { ca: readPem("ca", caFile) }),
    ...(certificateFile !== undefined && { cert: readPem("cert", certificateFile) }),
    ...(keyFile !== undefined && { key: readPem("key", keyFile) }),
  };
}

function readPem(parameter: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const description = `${parameter} names a file that cannot be read: ${reason}`;
    throw new MillraceError("INVALID_ARGUMENT", description, {
      violations: [{ field: parameter, description }],
      cause,
    });
  }
}
