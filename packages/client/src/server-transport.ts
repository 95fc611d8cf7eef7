import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Transport } from "@connectrpc/connect";
import type { UniversalClientFn } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-connect";
import { createNodeHttpClient } from "@connectrpc/connect-node";
import { GuardedSessionManager } from "./guarded-session-manager.ts";
import { repeatUntaken } from "./repeat-untaken.ts";
import { serverAnswersOnly } from "./server-answer.ts";
import { SessionPool } from "./session-pool.ts";

/** The ways to a server. */
export interface ServerTransport {
  /** For calls of one answer. */
  readonly calls: Transport;
  /** For streams, which may stay open for long. */
  readonly streams: Transport;
  /** Ends all calls and connections. Idempotent. */
  close(): void;
}

/**
 * The way over HTTP/2: all calls share one connection, on which a server sees them in order; streams
 * have others, so that no call waits for one of them to end.
 */
export function http2Transport(url: string): ServerTransport {
  const calls = new GuardedSessionManager(url);
  const streams = new SessionPool(url);
  return {
    calls: connectTransport(url, repeatUntaken(calls)),
    streams: connectTransport(url, repeatUntaken(streams)),
    close: () => {
      calls.abort();
      streams.abort();
    },
  };
}

/** The way over HTTP/1.1: each call that is under way has a connection of its own. */
export function http1Transport(url: string): ServerTransport {
  const agent = url.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  const client = createNodeHttpClient({ httpVersion: "1.1", nodeOptions: { agent } });
  const transport = connectTransport(url, client);
  return { calls: transport, streams: transport, close: () => agent.destroy() };
}

function connectTransport(baseUrl: string, send: UniversalClientFn): Transport {
  return createTransport({
    baseUrl,
    httpClient: serverAnswersOnly(send),
    useBinaryFormat: true,
    interceptors: [],
    // Payloads are the caller's to compress.
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: Number.POSITIVE_INFINITY,
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
  });
}

// What an array of bytes can hold: the limits are the server's.
const MAX_MESSAGE_BYTES = 2 ** 32 - 1;
