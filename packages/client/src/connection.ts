import type { CallOptions, Transport } from "@connectrpc/connect";
import { type Duration, FieldCheck, type FieldNames, MillraceError, timerMs } from "@millrace/core";
import { decodeCallError } from "./call-error.ts";
import { http1Transport, http2Transport, type ServerTransport } from "./server-transport.ts";

/** Where the server is, and how to talk to it. */
export interface ConnectionOptions {
  /** The server's address, for example `http://localhost:8080`. */
  readonly url: string;
  /**
   * How long a call may take before it fails with `UNAVAILABLE`; a lease's wait comes on top, a
   * watch has no end. Defaults to 30 s.
   */
  readonly callTimeout?: Duration | undefined;
  /**
   * The version of HTTP. `2` (without TLS for an `http:` URL, which a proxy must pass on as it is)
   * makes all calls over one connection, and watches over further ones. `1.1` goes through every
   * proxy, but takes a connection for each call that is under way. Defaults to `2`.
   */
  readonly httpVersion?: "1.1" | "2" | undefined;
  /** Replaces the way to the server that `url` names. Defaults to one of that HTTP version. */
  readonly transport?: Transport | undefined;
}

const OPTIONS: FieldNames<ConnectionOptions> = {
  url: true,
  callTimeout: true,
  httpVersion: true,
  transport: true,
};

/** What one call asks for besides its request. */
export interface CallLimits {
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
  /** Comes on top of the time that a call may take. Defaults to 0. */
  readonly extraMs?: number;
  /** The most time that this call may take. Defaults to no other bound. */
  readonly maxMs?: number;
}

const DEFAULT_CALL_TIMEOUT: Duration = "30s";

/**
 * What connects to a server: opened by the first call, checked by pings while calls are under way,
 * opened anew by the next call after it broke. It does not keep the process alive.
 */
export class Connection {
  /** For calls of one answer. */
  readonly transport: Transport;
  /** For streams, which may stay open for long. */
  readonly streams: Transport;
  readonly #server: ServerTransport | undefined;
  readonly #callTimeoutMs: number;
  readonly #closed = new AbortController();

  /** @throws MillraceError `INVALID_ARGUMENT` when the URL or the timeout is malformed. */
  constructor(options: ConnectionOptions) {
    const check = new FieldCheck();
    if (!check.only(options, OPTIONS, "a connection")) check.throwIfInvalid("cannot connect");
    const { url, callTimeout = DEFAULT_CALL_TIMEOUT, transport, httpVersion = "2" } = options;
    this.#callTimeoutMs = check.duration("callTimeout", callTimeout);
    if (!isServerUrl(url)) {
      check.invalid("url", `must be the address of a server, such as "http://localhost:8080"`);
    }
    check.oneOf("httpVersion", httpVersion, ["2", "1.1"]);
    check.throwIfInvalid("cannot connect");
    if (transport !== undefined) {
      this.transport = transport;
      this.streams = transport;
      return;
    }
    this.#server = httpVersion === "2" ? http2Transport(url) : http1Transport(url);
    this.transport = this.#server.calls;
    this.streams = this.#server.streams;
  }

  /** Aborts when the connection is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /**
   * Makes one call.
   *
   * @throws MillraceError whatever the server or the transport answers; `UNAVAILABLE` once closed.
   */
  async call<Answer>(
    send: (options: CallOptions) => Promise<Answer>,
    { signal, extraMs = 0, maxMs = Number.POSITIVE_INFINITY }: CallLimits = {},
  ): Promise<Answer> {
    this.checkOpen();
    try {
      return await send({
        signal: this.linkSignal(signal),
        timeoutMs: timerMs(Math.min(this.#callTimeoutMs + extraMs, maxMs)),
      });
    } catch (error) {
      throw this.decodeError(error);
    }
  }

  /** A signal that aborts with `signal` and when the connection is closed. */
  linkSignal(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.closed : AbortSignal.any([this.closed, signal]);
  }

  /** What the error of a call means. */
  decodeError(error: unknown): MillraceError {
    return this.closed.aborted ? clientClosed() : decodeCallError(error);
  }

  /** @throws MillraceError `UNAVAILABLE` once closed. */
  checkOpen(): void {
    if (this.closed.aborted) throw clientClosed();
  }

  /** Ends every call that is under way, and the connection. Idempotent. */
  close(): void {
    this.#closed.abort();
    this.#server?.close();
  }
}

function isServerUrl(url: string): boolean {
  // URL.parse came with Node 22.1.
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function clientClosed(): MillraceError {
  return new MillraceError("UNAVAILABLE", "the client is closed");
}
