import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import { type Clock, systemClock } from "@millrace/core";
import { FairQueue } from "./fair-queue.ts";
import { detectProtocol } from "./protocol-detector.ts";
import type { NodeServerRequest, NodeServerResponse } from "./rpc-handler.ts";
import { dropUnreadBody } from "./unread-body.ts";

// A connection that has said nothing for so long is closed.
const FIRST_BYTES_TIMEOUT_MS = 60_000;
// Longer than the idle time after which common proxies and clients drop a connection themselves.
const KEEP_ALIVE_MS = 75_000;
// What a client may send before it hears that it was taken, on one stream and on all of a connection;
// by the protocol's 64 KiB, a connection carries that much a round trip. With more, Node's clients as
// they come hold more than they may when a large request is refused early.
const WINDOW_BYTES = 1024 * 1024;
const MAX_CONCURRENT_STREAMS = 1_000;
// What one HTTP/2 session may hold; the default of 10 refuses streams of a few large messages.
const MAX_SESSION_MEMORY_MB = 256;
// How many calls start in one turn of the event loop, of one connection and in all: what arrives at
// once beyond that waits its turn, so that a flood on some connections does not starve the others.
const STARTS_PER_CONNECTION = 32;
const STARTS_PER_TURN = 64;
// How many streams of a connection a client may reset in a second. Node's 1,000, and 33 a second in
// the long run, end the connection of a client that does no more than watch and cancel a lot.
const STREAM_RESETS_PER_SECOND = 3_000;
// How long a request that has been answered may go on sending: enough for one that is too large to
// get through, so that clients which send before they read find the answer.
const UNREAD_BODY_MS = 10_000;
// When to ask a quiet connection whether its client is still there.
const TCP_KEEP_ALIVE_MS = 60_000;
// How long closed connections may take to say goodbye.
const GOODBYE_MS = 500;

export type RequestListener = (request: NodeServerRequest, response: NodeServerResponse) => void;

/** One TCP port for HTTP/1.1 and HTTP/2 (h2c with prior knowledge) alike. */
export class PortListener {
  readonly #tcp: net.Server;
  readonly #onError: (error: Error) => void;
  readonly #http1: http.Server;
  readonly #http2: http2.Http2Server;
  readonly #starts: FairQueue;
  readonly #sockets = new Set<net.Socket>();
  readonly #sessions = new Set<http2.ServerHttp2Session>();
  #open = 0;
  #idle: (() => void) | undefined;

  /** `onError` hears of connections that could not be accepted, for example for want of files. */
  constructor(
    listener: RequestListener,
    onError: (error: Error) => void,
    clock: Clock = systemClock,
  ) {
    this.#starts = new FairQueue({
      perOwner: STARTS_PER_CONNECTION,
      inAll: STARTS_PER_TURN,
      clock,
    });
    const counted: RequestListener = (request, response) => {
      this.#open++;
      let over = false;
      const end = () => {
        if (over) return;
        over = true;
        if (--this.#open === 0) this.#idle?.();
      };
      // A client that goes on sending after the last word of its answer is not waited for; of
      // HTTP/2 only the stream tells when that was.
      ("stream" in response ? response.stream : response).once("finish", () => {
        end();
        dropUnreadBody(request, UNREAD_BODY_MS);
      });
      response.once("close", end);
      listener(request, response);
    };
    this.#onError = onError;
    this.#http1 = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      this.#starts.run(request.socket, () => {
        if (response.destroyed) return false;
        counted(request, response);
        return true;
      });
    });
    // Listens to nothing: makes requests and responses of streams, and only of those that get so far.
    const requests = http2.createServer(counted);
    this.#http2 = http2.createServer({
      maxSessionMemory: MAX_SESSION_MEMORY_MB,
      streamResetBurst: STREAM_RESETS_PER_SECOND,
      streamResetRate: STREAM_RESETS_PER_SECOND,
      settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: MAX_CONCURRENT_STREAMS },
    });
    this.#http2.on("stream", (stream, ...head) => {
      if (stream.closed) return;
      stream.on("error", () => {
        // The peer broke the stream; whoever answers it sees it closed.
      });
      this.#starts.run(stream.session as object, () => {
        return !stream.closed && requests.emit("stream", stream, ...head);
      });
    });
    this.#http2.on("session", (session) => {
      this.#sessions.add(session);
      session.setLocalWindowSize(WINDOW_BYTES);
      session.once("close", () => this.#sessions.delete(session));
      session.on("error", () => {
        // The peer broke the connection or the protocol; its streams have been told.
      });
    });
    this.#tcp = net.createServer(
      { noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS },
      (socket) => this.#accept(socket),
    );
  }

  /** @throws the system's error, such as `EADDRINUSE`. */
  async listen(port: number, host: string): Promise<AddressInfo> {
    this.#tcp.listen(port, host);
    await once(this.#tcp, "listening");
    this.#tcp.on("error", this.#onError);
    // Only now does Node's HTTP server watch over its connections: closes idle and slow ones.
    this.#http1.emit("listening");
    return this.#tcp.address() as AddressInfo;
  }

  /** Accepts nothing new, waits up to `graceMs` for open requests, then closes every connection. */
  async close(graceMs: number): Promise<void> {
    if (this.#tcp.listening) this.#tcp.close();
    for (const session of this.#sessions) session.close();
    this.#http1.close();
    await this.#requestsEnd(graceMs);
    // A connection counts as idle only a turn after its last response.
    await new Promise(setImmediate);
    this.#http1.closeIdleConnections();
    await this.#socketsEnd();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const onError = () => socket.destroy();
    socket.on("error", onError);
    socket.setTimeout(FIRST_BYTES_TIMEOUT_MS, onError);
    detectProtocol(socket, (protocol) => {
      socket.setTimeout(0);
      socket.off("timeout", onError);
      socket.off("error", onError);
      const server = protocol === "HTTP/2" ? this.#http2 : this.#http1;
      server.emit("connection", socket);
    });
  }

  async #requestsEnd(graceMs: number): Promise<void> {
    if (this.#open === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #socketsEnd(): Promise<void> {
    const patience = new AbortController();
    // Unlike that of AbortSignal.timeout, keeps the process alive: a socket that nobody reads does
    // not, and the process would end before it has stopped.
    const timer = setTimeout(() => patience.abort(), GOODBYE_MS);
    try {
      for (const socket of this.#sockets) {
        if (!socket.closed) await once(socket, "close", { signal: patience.signal });
      }
    } catch {
      // Out of patience: the caller destroys them.
    } finally {
      clearTimeout(timer);
    }
  }
}
