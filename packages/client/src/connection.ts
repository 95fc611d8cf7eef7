import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { Transport } from "@connectrpc/connect";
import { type Duration, FieldCheck, type FieldNames, MillraceError, timerMs } from "@millrace/core";
import { createTransport } from "#create-transport";
import { decodeCallError } from "./call-error.ts";
import type { ServerTransport, ServerTransportOptions } from "./server-transport.ts";

/** Where the server is, and how to talk to it. Either `url` or `transport` is needed. */
export interface ConnectionOptions extends Partial<Omit<ServerTransportOptions, "url">> {
  /** The server's address, for example `http://localhost:8080`. */
  readonly url?: string | undefined;
  /**
   * How long a call may take before it fails with `UNAVAILABLE`; a lease's wait comes on top, a
   * watch has no end. Defaults to 30 s.
   */
  readonly callTimeout?: Duration | undefined;
  /**
   * The way to the server, in place of one to `url`: that of `createTransport` in
   * `@millrace/client/node` or `@millrace/client/web`, or any transport of Connect. Whoever made it
   * closes it. Defaults to the runtime's own way to `url`.
   */
  readonly transport?: ServerTransport | Transport | undefined;
}

const OPTIONS: FieldNames<ConnectionOptions> = {
  url: true,
  callTimeout: true,
  httpVersion: true,
  transport: true,
};

const DEFAULT_CALL_TIMEOUT: Duration = "30s";

/** How a call of one answer differs from others. */
export interface CallOptions {
  /** Ends the call. Defaults to none. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take, in milliseconds. Defaults to the call timeout of the connection. */
  readonly timeoutMs?: number | undefined;
}

/**
 * The connection to a server: opened by the first call, checked by pings while calls are under way, and
 * reopened by the next call after it broke. It does not keep the process alive.
 */
export class Connection {
  /**
   * For calls of one answer. Each ends by the call timeout, unless it has one of its own, and with the
   * connection; it fails with the MillraceError that its error means, `UNAVAILABLE` once closed.
   */
  readonly transport: Transport;
  /** For streams, which may stay open for long. */
  readonly streams: Transport;
  readonly #server: ServerTransport | undefined;
  /** How long a call may take. */
  readonly callTimeoutMs: number;
  readonly #closed = new AbortController();

  /** @throws MillraceError `INVALID_ARGUMENT` when the URL or the timeout is malformed. */
  constructor(options: ConnectionOptions) {
    const check = new FieldCheck();
    if (!check.only(options, OPTIONS, "a connection")) check.throwIfInvalid("cannot connect");
    const { url, callTimeout = DEFAULT_CALL_TIMEOUT, transport, httpVersion } = options;
    this.callTimeoutMs = check.duration("callTimeout", callTimeout);
    if (httpVersion !== undefined) check.oneOf("httpVersion", httpVersion, ["2", "1.1"]);
    if (transport !== undefined) {
      const asked = { url, httpVersion };
      for (const field of ["url", "httpVersion"] as const) {
        if (asked[field] !== undefined) check.invalid(field, "is the transport's; leave it out");
      }
      check.throwIfInvalid("cannot connect");
      this.transport = this.#bounded("calls" in transport ? transport.calls : transport);
      this.streams = "calls" in transport ? transport.streams : transport;
      return;
    }
    if (!isServerUrl(url)) {
      check.invalid("url", `must be the address of a server, such as "http://localhost:8080"`);
    }
    check.throwIfInvalid("cannot connect");
    this.#server = createTransport({ url: url as string, httpVersion });
    this.transport = this.#bounded(this.#server.calls);
    this.streams = this.#server.streams;
  }

  /** Makes a call of one answer. @throws MillraceError that its error means. */
  async call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    { signal, timeoutMs }: CallOptions = {},
  ): Promise<MessageShape<O>> {
    const { message } = await this.transport.unary(method, signal, timeoutMs, undefined, request);
    return message;
  }

  /** Opens a stream of answers, which `signal` ends; its errors are those of the transport. */
  async stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<MessageShape<O>>> {
    const requests = justOne(request);
    const { message } = await this.streams.stream(method, signal, undefined, undefined, requests);
    return message;
  }

  /** Aborts when the connection is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
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

  #bounded(calls: Transport): Transport {
    return {
      unary: async (method, signal, timeoutMs, header, input, values) => {
        this.checkOpen();
        const ends = this.linkSignal(signal);
        const withinMs = timerMs(timeoutMs ?? this.callTimeoutMs);
        try {
          return await calls.unary(method, ends, withinMs, header, input, values);
        } catch (error) {
          throw this.decodeError(error);
        }
      },
      stream: (method, signal, timeoutMs, header, input, values) =>
        calls.stream(method, signal, timeoutMs, header, input, values),
    };
  }
}

async function* justOne<T>(value: T): AsyncGenerator<T> {
  yield value;
}

function isServerUrl(url: string | undefined): url is string {
  // URL.parse came with Node 22.1.
  return url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function clientClosed(): MillraceError {
  return new MillraceError("UNAVAILABLE", "the client is closed");
}
