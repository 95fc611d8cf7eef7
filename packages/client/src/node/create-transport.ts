import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { MessageShape } from "@bufbuild/protobuf";
import { createAsyncIterable } from "@connectrpc/connect/protocol";
import { createNodeHttpClient } from "@connectrpc/connect-node";
import { readPlain, writePlain } from "@millrace/protocol";
import { connectTransport, type MessageCodec, type SendRequest } from "../connect-transport.ts";
import * as protobuf from "../protobuf-codec.ts";
import type { ServerTransport, ServerTransportOptions } from "../server-transport.ts";
import { GuardedSessionManager } from "./guarded-session-manager.ts";
import { repeatUntaken } from "./repeat-untaken.ts";
import { SessionPool } from "./session-pool.ts";

export { hintOn } from "./call-hint.ts";

/** Quick with many jobs. A page does without: it has few, and would have to load this. */
const CODEC: MessageCodec = {
  write: (desc, message) => writePlain(message) ?? protobuf.write(desc, message),
  read: (desc, bytes) =>
    (readPlain(desc, bytes) as MessageShape<typeof desc> | undefined) ?? protobuf.read(desc, bytes),
};

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
    calls: connectTransport(url, repeatUntaken(calls), CODEC),
    streams: connectTransport(url, repeatUntaken(streams), CODEC),
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
  const transport = connectTransport(url, send, CODEC);
  return { calls: transport, streams: transport, close: () => agent.destroy() };
}
