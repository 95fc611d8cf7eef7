import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import {
  type Clock,
  keepAliveClock,
  type Logger,
  silentLogger,
  steadyClock,
  systemClock,
  within,
} from "@millrace/core";
import { type ByteAccount, ByteBudget } from "./byte-budget.ts";
import { type Connection, Connections } from "./connections.ts";
import type { Exchange } from "./exchange.ts";
import { FairQueue } from "./fair-queue.ts";
import { Http1Exchange, hasManyHosts } from "./http1-exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { addressOf, listenOn } from "./listen-on.ts";
import { connectionsByOpenFiles } from "./open-files.ts";
import { DEFAULT_PORT_LIMITS, type PortLimits } from "./port-limits.ts";
import { detectProtocol } from "./protocol-detector.ts";
import { ResetAllowance } from "./reset-allowance.ts";
import { dropUnreadBody } from "./unread-body.ts";

// What a client may send before it hears that it was taken, on one stream and on all of a connection;
// by the protocol's 64 KiB, a connection carries that much a round trip. With more, Node's clients as
// they come hold more than they may when a large request is refused early.
const WINDOW_BYTES = 1024 * 1024;
// What Node counts of an HTTP/2 session beside what the byte budget does, such as headers.
const SESSION_OVERHEAD_MB = 32;
// How many calls start in one turn of the event loop, of one connection and in all: what arrives at
// once beyond that waits its turn, so that a flood on some connections does not starve the others.
const STARTS_PER_CONNECTION = 32;
const STARTS_PER_TURN = 64;
// How long a request that has been answered may go on sending: enough for one that is too large to
// get through, so that clients which send before they read find the answer.
const UNREAD_BODY_MS = 10_000;
// When to ask a quiet connection whether its client is still there.
const TCP_KEEP_ALIVE_MS = 60_000;
// How long a client may take to say goodbye.
const GOODBYE_MS = 500;
// How long it has for that when it is near.
const LEAST_GOODBYE_MS = 5;
// How exact the limits on time are.
const CHECK_EVERY_MS = 5_000;
const LAST_STREAM_OF_ALL = 2 ** 31 - 1;

export type RequestListener = (exchange: Exchange) => void;

/** Makes the exchange of a request whose turn has come. */
type MakeExchange = (account: ByteAccount, now: () => number) => Exchange;

export interface PortListenerOptions {
  /** Defaults to `DEFAULT_PORT_LIMITS`, field by field. */
  readonly limits?: Partial<PortLimits>;
  /** Defaults to a steady clock. */
  readonly clock?: Clock;
  /** Defaults to a logger that tells nothing. */
  readonly logger?: Logger;
}

/** How many connections speak what; one that has said nothing yet counts as HTTP/1.1. */
export type ConnectionCounts = { readonly [Protocol in "http1" | "http2"]: number };

/** One TCP port for HTTP/1.1 and HTTP/2 (h2c with prior knowledge) alike. */
export class PortListener {
  readonly #limits: PortLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listener: RequestListener;
  readonly #http1: http.Server;
  readonly #budget: ByteBudget;
  readonly #connections: Connections;
  readonly #byOwner = new WeakMap<object, Connection>();
  /** The answers of each HTTP/1.1 connection that have not ended. */
  readonly #answers = new WeakMap<net.Socket, Set<http.ServerResponse>>();
  readonly #starts: FairQueue;
  readonly #resets: ResetAllowance;
  readonly #exchanges = new Set<Exchange>();
  readonly #sockets = new Set<net.Socket>();
  readonly #sessions = new Set<http2.ServerHttp2Session>();
  #open = 0;
  #idle: (() => void) | undefined;
  #stopChecks = () => {};
  /** One for each address. */
  #tcp: readonly net.Server[] = [];
  #isClosing = false;

  constructor(listener: RequestListener, options: PortListenerOptions = {}) {
    const { clock = steadyClock, logger = silentLogger } = options;
    const limits = { ...DEFAULT_PORT_LIMITS, ...options.limits };
    this.#limits = limits;
    this.#clock = clock;
    this.#logger = logger;
    this.#listener = listener;
    this.#budget = new ByteBudget(limits.connectionBytes, limits.heldBytes);
    this.#connections = new Connections({
      limit: connectionLimit(limits, logger),
      budget: this.#budget,
      clock,
      logger,
    });
    this.#starts = new FairQueue({
      perOwner: STARTS_PER_CONNECTION,
      inAll: STARTS_PER_TURN,
      clock,
    });
    this.#resets = new ResetAllowance(clock);
    this.#http1 = http.createServer(
      {
        keepAliveTimeout: limits.idleMs,
        headersTimeout: Math.min(limits.headersMs, limits.requestMs),
        requestTimeout: limits.requestMs,
        connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, limits.headersMs, limits.requestMs),
      },
      (request, response) => {
        const connection = this.#connectionOf(request.socket);
        this.#endWith(request.socket, response);
        if (hasManyHosts(request)) {
          response.writeHead(400, { "content-type": "text/plain", connection: "close" });
          response.end("A request must have one header Host.\n");
          return;
        }
        const make: MakeExchange = (...of) => new Http1Exchange(request, response, ...of);
        this.#callBegins(response, request, connection, make);
      },
    );
  }

  /**
   * Serves on `port` (0 for any free one) of `host`: an address, `localhost` for the loopback of both
   * families, or `*` for all addresses. Resolves with the first one.
   *
   * @throws the system's error, such as `EADDRINUSE`.
   */
  async listen(port: number, host: string): Promise<AddressInfo> {
    const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS };
    const accept = (socket: net.Socket) => this.#accept(socket);
    this.#tcp = await listenOn(() => net.createServer(options, accept), port, host);
    for (const server of this.#tcp) {
      server.on("error", (error) =>
        this.#logger.error({ err: error }, "could not accept a connection"),
      );
    }
    // Only now does Node's HTTP server watch over its connections: closes idle and slow ones.
    this.#http1.emit("listening");
    this.#checkLater();
    return addressOf(this.#tcp[0] as net.Server);
  }

  /** The calls whose connection or stream is still theirs, and the bytes that they hold. */
  get load(): { readonly calls: number; readonly heldBytes: number } {
    return { calls: this.#exchanges.size, heldBytes: this.#budget.heldBytes };
  }

  get connections(): ConnectionCounts {
    const http2 = this.#sessions.size;
    return { http1: this.#sockets.size - http2, http2 };
  }

  /** Accepts nothing new, waits up to `graceMs` for open requests, then closes every connection. */
  async close(graceMs: number): Promise<void> {
    for (const server of this.#tcp) server.close();
    this.#isClosing = true;
    for (const session of this.#sessions) this.#connectionOf(session).retire?.();
    this.#http1.close();
    await this.#requestsEnd(graceMs);
    this.#stopChecks();
    // A connection counts as idle only a turn after its last response.
    await new Promise(setImmediate);
    this.#http1.closeIdleConnections();
    await this.#socketsEnd();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: net.Socket): void {
    const onError = () => socket.destroy();
    socket.on("error", onError);
    const connection = this.#connections.add(onError);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#connections.remove(connection);
    });
    socket.setTimeout(this.#limits.headersMs, onError);
    detectProtocol(socket, (protocol) => {
      socket.setTimeout(0);
      socket.off("timeout", onError);
      if (protocol === "HTTP/2") {
        this.#openSession(socket, connection);
        return;
      }
      this.#byOwner.set(socket, connection);
      socket.off("error", onError);
      this.#http1.emit("connection", socket);
    });
  }

  #openSession(socket: net.Socket, connection: Connection): void {
    const session = http2.performServerHandshake(socket, {
      maxSessionMemory: Math.ceil(this.#limits.connectionBytes / 1_000_000) + SESSION_OVERHEAD_MB,
      ...this.#resets.ofNewConnection(),
      settings: {
        initialWindowSize: WINDOW_BYTES,
        maxConcurrentStreams: this.#limits.connectionCalls,
      },
    });
    this.#byOwner.set(session, connection);
    this.#sessions.add(session);
    const openedMs = this.#clock.now();
    const roundTrip = new Promise<number>((resolve) => {
      session.once("localSettings", () => resolve(this.#clock.now() - openedMs));
    });
    connection.retire = () => retire(session, roundTrip);
    connection.destroy = () => session.destroy();
    session.once("connect", () => session.setLocalWindowSize(WINDOW_BYTES));
    session.once("close", () => this.#sessions.delete(session));
    // Its connection was accepted before the port was closed.
    if (this.#isClosing) connection.retire();
    session.on("error", () => {
      // The peer broke the connection or the protocol; its streams have been told.
    });
    session.on("stream", (stream, headers, _flags, rawHeaders) => {
      stream.on("error", brokenByPeer);
      if (stream.closed) {
        this.#resets.note();
        return;
      }
      if (headers.expect !== undefined) stream.additionalHeaders({ ":status": 100 });
      const make: MakeExchange = (...of) => new Http2Exchange(stream, headers, rawHeaders, ...of);
      this.#callBegins(stream, stream, connection, make);
    });
  }

  /** Node 22 tells an answer that waits behind another one nothing of the end of its connection. */
  #endWith(socket: net.Socket, response: http.ServerResponse): void {
    let answers = this.#answers.get(socket);
    if (answers === undefined) {
      const open = new Set<http.ServerResponse>();
      socket.once("close", () => {
        for (const answer of open) {
          answer.destroy();
          answer.emit("close");
        }
      });
      this.#answers.set(socket, open);
      answers = open;
    }
    answers.add(response);
    response.once("close", () => answers.delete(response));
  }

  #connectionOf(owner: object): Connection {
    const connection = this.#byOwner.get(owner);
    if (connection === undefined) throw new Error("a request of a connection that is not known");
    return connection;
  }

  /**
   * Serves a request in its turn, unless its client has given it up by then.
   *
   * @param call what tells when the last word of the answer was sent, and when all is over.
   * @param source what the request's body comes out of as long as nobody has begun to read it.
   */
  #callBegins(
    call: http2.ServerHttp2Stream | http.ServerResponse,
    source: http2.ServerHttp2Stream | http.IncomingMessage,
    connection: Connection,
    make: MakeExchange,
  ): void {
    let exchange: Exchange | undefined;
    let isOpen = true;
    const end = () => {
      if (!isOpen) return;
      isOpen = false;
      if (--this.#open === 0) this.#idle?.();
    };
    this.#open++;
    this.#connections.callBegins(connection);
    // A client that goes on sending after the last word of its answer is not waited for.
    call.on("finish", () => {
      end();
      dropUnreadBody(exchange?.source ?? source, UNREAD_BODY_MS);
    });
    let endWait: (() => void) | undefined;
    call.on("close", () => {
      end();
      endWait?.();
      this.#connections.callEnds(connection);
      if (exchange === undefined) return;
      this.#exchanges.delete(exchange);
      exchange.end();
    });
    const { account } = connection;
    const start = () => {
      if (call.closed || call.destroyed) {
        this.#resets.note();
        return false;
      }
      if (account.isNearlyFull) {
        endWait = account.whenRoom(() => this.#starts.run(connection, start));
        return false;
      }
      exchange = make(account, this.#clock.now);
      this.#exchanges.add(exchange);
      this.#listener(exchange);
      return true;
    };
    this.#starts.run(connection, start);
  }

  #checkLater(): void {
    const { requestMs, answerMs, idleMs } = this.#limits;
    const waitMs = Math.min(CHECK_EVERY_MS, requestMs, answerMs, idleMs);
    this.#stopChecks = this.#clock.setTimer(waitMs, () => {
      this.#connections.retireIdle(idleMs);
      for (const exchange of this.#exchanges) exchange.endIfLate(this.#limits);
      this.#checkLater();
    });
  }

  async #requestsEnd(graceMs: number): Promise<void> {
    if (this.#open === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    await within(keepAliveClock, graceMs, idle);
  }

  async #socketsEnd(): Promise<void> {
    const open = [...this.#sockets].filter(({ closed }) => !closed);
    const ends = Promise.all(open.map((socket) => once(socket, "close").catch(() => {})));
    // A session that is retired closes after GOODBYE_MS at the latest, and must get to say so. A
    // socket that nobody reads keeps no process alive, which would end before it has stopped.
    await within(keepAliveClock, 2 * GOODBYE_MS, ends);
  }
}

/**
 * Whoever answers a stream that its peer broke sees it closed. One that the peer has closed already still
 * fails with its session.
 */
function brokenByPeer(): void {}

/**
 * Closes a session once its client knows, so that few calls cross the last GOAWAY. Those that do are
 * refused in the way that says that nothing was done. Many clients answer nothing any more once they
 * have heard of it, so how long it takes is told by `roundTrip`, in milliseconds, from the beginning.
 */
function retire(session: http2.ServerHttp2Session, roundTrip: Promise<number>): void {
  if (session.closed || session.destroyed) return;
  session.goaway(http2.constants.NGHTTP2_NO_ERROR, LAST_STREAM_OF_ALL);
  const closeAfter = (ms: number) => systemClock.setTimer(ms, () => session.close());
  session.once("close", closeAfter(GOODBYE_MS));
  void roundTrip.then((ms) => closeAfter(Math.max(2 * ms, LEAST_GOODBYE_MS)));
}

function connectionLimit({ connections }: PortLimits, logger: Logger): number {
  const possible = connectionsByOpenFiles();
  if (possible >= connections) return connections;
  logger.warn(
    { wanted: connections, connections: possible },
    "the process may not open as many files as it may have connections: fewer will do; raise the limit (ulimit -n) or lower the number of connections",
  );
  return possible;
}
