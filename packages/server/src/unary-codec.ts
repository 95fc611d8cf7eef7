import type { ConnectError } from "@connectrpc/connect";
import type { Answer } from "./answer.ts";
import type { CallContext } from "./call-context.ts";

/** A message as it is on the wire. */
export interface WireMessage {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

/** How one content type of a protocol carries the request and the answer of a unary call. */
export interface UnaryCodec {
  readonly protocolName: string;
  readonly isBinary: boolean;
  /** Whether the body is more than the message, and tells its length by itself. */
  readonly hasEnvelope: boolean;
  /** The names of the headers that tell the deadline and the compressions. */
  readonly timeout: string;
  readonly encoding: string;
  readonly acceptEncoding: string;
  /** The deadline that the header `timeout` tells. */
  readonly parseTimeout: (value: string | null, maxMs: number) => ParsedTimeout;
  /** Throws what refuses a body of which `chunk` has come, and `bytes` so far. */
  readonly checkSize: (chunk: Uint8Array, bytes: number) => void;
  /** The message in a body; undefined when that is odd. */
  unwrap(body: Uint8Array, isCompressed: boolean): WireMessage | undefined;
  /**
   * The answer with a message.
   *
   * @param compression that the answer may be in, be the message compressed or not.
   */
  answer(message: WireMessage, context: CallContext, compression: string | undefined): Answer;
  /** The answer with an error. */
  fail(error: ConnectError, context: CallContext, compression: string | undefined): Answer;
}

export interface ParsedTimeout {
  readonly timeoutMs?: number;
  readonly error?: ConnectError | undefined;
}

/** `headers` as Node takes them. */
export function nodeHeaders(headers: Headers | undefined): { [name: string]: string | string[] } {
  const node: { [name: string]: string | string[] } = {};
  if (headers === undefined) return node;
  for (const [name, value] of headers) {
    const before = node[name];
    node[name] = before === undefined ? value : [before, value].flat();
  }
  return node;
}
