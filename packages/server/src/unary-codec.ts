import type { ConnectError } from "@connectrpc/connect";
import type { Answer } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import type { BodyForm, WireMessage } from "./request-body.ts";

/** How one content type of a protocol carries the request and the answer of a unary call. */
export interface UnaryCodec {
  readonly protocolName: string;
  readonly isBinary: boolean;
  /** How a request's body carries the message. */
  readonly body: BodyForm;
  /** The names of the headers that tell the deadline and the compressions. */
  readonly timeout: string;
  readonly encoding: string;
  readonly acceptEncoding: string;
  /** The deadline that the header `timeout` tells. */
  readonly parseTimeout: (value: string | null, maxMs: number) => ParsedTimeout;
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
