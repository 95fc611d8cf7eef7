import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createAsyncIterable } from "@connectrpc/connect/protocol";
import { createNodeHttpClient } from "@connectrpc/connect-node";
import { readMessage } from "@millrace/protocol";
import { connectTransport, type SendRequest } from "../connect-transport.ts";
import type { ServerTransport, ServerTransportOptions } from "../server-transport.ts";
import { GuardedSessionManager } from "./guarded-session-manager.ts";
import { repeatUntaken } from "./repeat-untaken.ts";
import { SessionPool } from "./session-pool.ts";

/** The way to a server over Node's own HTTP clients. */
export function createTransport({
  url,
  httpVersion = "2",
}: ServerTransportOptions): ServerTransport {
  return httpVersion === "2" ? http2Transport(url) : http1Transport(url);
}

/**
 * The way over HTTP/2: all calls share one connection, on which a server sees them in order; streams
 * have others, so that no call waits for one of them to end.
 */
function http2Transport(url: string): ServerTransport {
  const calls = new GuardedSessionManager(url);
  const streams = new SessionPool(url);
  return {
    calls: connectTransport(url, repeatUntaken(calls), readMessage),
    streams: connectTransport(url, repeatUntaken(streams), readMessage),
    close: () => {
      calls.abort();
      streams.abort();
    },
  };
}

/** The way over HTTP/1.1: each call that is under way has a connection of its own. */
function http1Transport(url: string): ServerTransport {
  const agent = url.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  const client = createNodeHttpClient({ httpVersion: "1.1", nodeOptions: { agent } });
  const send: SendRequest = (request) =>
    client({ ...request, body: createAsyncIterable([request.body]) });
  const transport = connectTransport(url, send, readMessage);
  return { calls: transport, streams: transport, close: () => agent.destroy() };
}
