import { Code, type Transport } from "@connectrpc/connect";
import { FieldCheck } from "@millrace/core";
import {
  type CallError,
  isCallError,
  NOT_PLAIN,
  readMessage,
  writeMessage,
} from "@millrace/protocol";
import { CallFailure } from "../call-failure.ts";
import { connectTransport, type MessageCodec, type SendRequest } from "../connect-transport.ts";
import type { ServerTransport, ServerTransportOptions } from "../server-transport.ts";

/** How to make the calls. */
export interface WebTransportOptions extends ServerTransportOptions {
  /** Makes a request, for example with `credentials`. Defaults to the runtime's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * The way to a server over `fetch`: in browsers, and wherever Node's modules are not.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when a version of HTTP is asked for.
 */
export function createTransport({
  url,
  httpVersion,
  fetch = globalThis.fetch,
}: WebTransportOptions): ServerTransport {
  if (httpVersion !== undefined) refuseHttpVersion();
  const left = new AbortController();
  const streams = connectTransport(url, fetchClient(fetch, left.signal), CODEC);
  const calls: Transport = {
    stream: (...args) => streams.stream(...args),
    unary: (...args) => streams.unary(...args).catch(refuseLate),
  };
  return { calls, streams, close: () => left.abort() };
}

/** Small. What it cannot write or read is hardly ever met, and so is protobuf's own codec loaded. */
const CODEC: MessageCodec = {
  write: (desc, message) =>
    orElse(
      () => writeMessage(desc, message),
      ({ write }) => write(desc, message),
    ),
  read: (desc, bytes) =>
    orElse(
      () => readMessage(desc, bytes),
      ({ read }) => read(desc, bytes),
    ),
};

type WholeCodec = typeof import("../protobuf-codec.ts");

async function orElse<T>(code: () => T, odd: (codec: WholeCodec) => T): Promise<T> {
  try {
    return code();
  } catch (error) {
    if (error !== NOT_PLAIN) throw error;
    return odd(await import("../protobuf-codec.ts"));
  }
}

/** The errors of `fetch` in a page tell nothing of why. */
export function hintOn(_error: CallError): string {
  return "";
}

function refuseHttpVersion(): void {
  const check = new FieldCheck();
  check.invalid("httpVersion", "cannot be chosen where fetch makes the calls; leave it out");
  check.throwIfInvalid("cannot connect");
}

function fetchClient(fetch: typeof globalThis.fetch, closed: AbortSignal): SendRequest {
  return async ({ url, method, header, body, signal }) => {
    const ends = signal === undefined ? closed : AbortSignal.any([closed, signal]);
    const init = { method, headers: header, body, signal: ends };
    const answer = await fetch(url, init).catch((error) => refuse(error, ends));
    return {
      status: answer.status,
      header: headersOf(answer),
      body: chunksOf(answer.body),
      trailer: new Headers(),
    };
  };
}

/** `fetch` has undone what a proxy compressed; the length that it tells is the compressed one's. */
function headersOf({ headers }: Response): Headers {
  if (!headers.has("content-encoding")) return headers;
  const plain = new Headers(headers);
  plain.delete("content-encoding");
  plain.delete("content-length");
  return plain;
}

/** A call waits, without an error, while all connections of a browser are in use. */
function refuseLate(error: unknown): never {
  const isLate = isCallError(error) && error.code === Code.DeadlineExceeded;
  if (!isLate || error.isWireError) throw error;
  const message = `${error.rawMessage}; in a browser, also when the watches of all its tabs take up its six connections, which a SharedWatcher prevents`;
  throw new CallFailure(message, error.code, { cause: error });
}

/** A browser tells scripts nothing about why a request has failed. */
function refuse(error: unknown, signal: AbortSignal): never {
  if (signal.aborted || !(error instanceof TypeError)) throw error;
  const message = `${error.message}; in a browser, also when the server allows no calls from the page's origin (CORS)`;
  throw new CallFailure(message, Code.Unavailable, { cause: error });
}

/** Not every browser iterates over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
