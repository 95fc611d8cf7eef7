import type {
  DescMessage,
  DescMethod,
  DescMethodStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { Code, type StreamResponse, type Transport, type UnaryResponse } from "@connectrpc/connect";
import {
  createMethodUrl,
  type UniversalClientRequest,
  type UniversalClientResponse,
} from "@connectrpc/connect/protocol";
import { endStreamFlag, requestHeader, trailerDemux } from "@connectrpc/connect/protocol-connect";
import { CallFailure, failureFromJson } from "./call-failure.ts";
import { CallSignal } from "./call-signal.ts";
import { envelopeOf, readBody, splitEnvelopes } from "./connect-envelopes.ts";
import { requireServerAnswer } from "./server-answer.ts";

/** A request whose body is in one piece. */
export interface WholeRequest extends Omit<UniversalClientRequest, "body"> {
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Sends a request, and resolves with the head of its answer. */
export type SendRequest = (request: WholeRequest) => Promise<UniversalClientResponse>;

/** How messages become bytes, and bytes messages. */
export interface MessageCodec {
  /** @param message of type `desc`, or what such a one is made of. */
  write<Desc extends DescMessage>(
    desc: Desc,
    message: MessageInitShape<Desc>,
  ): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  read<Desc extends DescMessage>(
    desc: Desc,
    bytes: Uint8Array,
  ): MessageShape<Desc> | Promise<MessageShape<Desc>>;
}

/**
 * Speaks the Connect protocol with the server at `baseUrl`, over whatever `send` is: in binary, and
 * without compression, because payloads are the caller's to compress. Connect's own transport brings
 * JSON, compression and protobuf's codec, which every page would have to load.
 */
export function connectTransport(
  baseUrl: string,
  send: SendRequest,
  codec: MessageCodec,
): Transport {
  return new ConnectTransport(baseUrl, send, codec);
}

type HeaderInit = Parameters<Transport["unary"]>[3];

class ConnectTransport implements Transport {
  readonly #baseUrl: string;
  readonly #send: SendRequest;
  readonly #codec: MessageCodec;

  constructor(baseUrl: string, send: SendRequest, codec: MessageCodec) {
    this.#baseUrl = baseUrl;
    this.#send = send;
    this.#codec = codec;
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    outer: AbortSignal | undefined,
    timeoutMs: number | undefined,
    headers: HeaderInit,
    message: MessageInitShape<I>,
  ): Promise<UnaryResponse<I, O>> {
    const call = new CallSignal(outer, timeoutMs);
    try {
      const body = await encode(method.input, message, this.#codec);
      const request = this.#request(method, call.signal, timeoutMs, headers, body);
      const answer = await requireServerAnswer(await this.#send(request), "application/proto");
      const bytes = await readBody(answer.body, answer.header.get("content-length"));
      const [header, trailer] = trailerDemux(answer.header);
      const read = await decode(method.output, bytes, this.#codec);
      call.done();
      return { stream: false, service: method.parent, method, header, trailer, message: read };
    } catch (reason) {
      throw call.fail(reason);
    }
  }

  async stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    outer: AbortSignal | undefined,
    timeoutMs: number | undefined,
    headers: HeaderInit,
    input: AsyncIterable<MessageInitShape<I>>,
  ): Promise<StreamResponse<I, O>> {
    const call = new CallSignal(outer, timeoutMs);
    try {
      const body = await envelopeOfOne(method.input, input, this.#codec);
      const request = this.#request(method, call.signal, timeoutMs, headers, body);
      const type = "application/connect+proto";
      const { header, body: answer } = await requireServerAnswer(await this.#send(request), type);
      const trailer = new Headers();
      const all = messagesOf(method.output, answer, header, trailer, this.#codec);
      const message = endedBy(call, all);
      return { stream: true, service: method.parent, method, header, trailer, message };
    } catch (reason) {
      throw call.fail(reason);
    }
  }

  #request(
    method: DescMethod,
    signal: AbortSignal,
    timeoutMs: number | undefined,
    headers: HeaderInit,
    body: Uint8Array<ArrayBuffer>,
  ): WholeRequest {
    const url = createMethodUrl(this.#baseUrl, method);
    const header = requestHeader(method.methodKind, true, timeoutMs, headers, true);
    return { url, method: "POST", header, signal, body };
  }
}

/** `messages`, with which `call` is over. They have no `return`: who leaves them aborts the call. */
function endedBy<T>(call: CallSignal, messages: AsyncGenerator<T>): AsyncIterable<T> {
  let isOver = false;
  const next = async (): Promise<IteratorResult<T>> => {
    try {
      if (!isOver && call.signal.aborted) throw call.signal.reason;
      const result = await messages.next();
      if (result.done) {
        isOver = true;
        call.done();
      }
      return result;
    } catch (reason) {
      throw call.fail(reason);
    }
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** The one message that a call of Millrace has, in an envelope. */
async function envelopeOfOne<I extends DescMessage>(
  desc: I,
  messages: AsyncIterable<MessageInitShape<I>>,
  codec: MessageCodec,
): Promise<Uint8Array<ArrayBuffer>> {
  for await (const message of messages) return envelopeOf(await encode(desc, message, codec));
  throw new CallFailure("a stream needs a request", Code.Internal);
}

/** The messages up to the end that the server itself puts to a stream; without that it was cut. */
async function* messagesOf<O extends DescMessage>(
  desc: O,
  body: AsyncIterable<Uint8Array>,
  header: Headers,
  trailer: Headers,
  codec: MessageCodec,
): AsyncGenerator<MessageShape<O>> {
  let ended = false;
  for await (const { flags, data } of splitEnvelopes(body)) {
    if (ended) throw new CallFailure("a message came after the end of a stream", Code.Internal);
    if ((flags & endStreamFlag) === 0) {
      yield await decode(desc, data, codec);
      continue;
    }
    // Read on: a body that is left before its end is reset.
    ended = true;
    readEnd(data, header, trailer);
  }
  if (!ended) throw new CallFailure("the stream was cut off", Code.Unavailable);
}

/** Reads how a stream has ended. @throws the error with which it has. */
function readEnd(data: Uint8Array, header: Headers, trailer: Headers): void {
  let failure: CallFailure | undefined;
  try {
    const { error, metadata } = JSON.parse(new TextDecoder().decode(data)) as StreamEnd;
    for (const [name, values] of Object.entries(metadata ?? {})) {
      for (const value of values) trailer.append(name, value);
    }
    if (error === undefined || error === null) return;
    const all = new Headers(header);
    trailer.forEach((value, name) => void all.append(name, value));
    failure = failureFromJson(error, all);
  } catch {
    // It is no JSON, or of another form than the protocol has it.
  }
  throw failure ?? new CallFailure("invalid end stream", Code.Unknown);
}

interface StreamEnd {
  readonly error?: unknown;
  readonly metadata?: Readonly<Record<string, readonly string[]>>;
}

async function encode<I extends DescMessage>(
  desc: I,
  message: MessageInitShape<I>,
  codec: MessageCodec,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await codec.write(desc, message);
  } catch (error) {
    // Connect's transports say it in the same words.
    throw new CallFailure(`serialize binary: ${wordsOf(error)}`, Code.Internal);
  }
}

async function decode<O extends DescMessage>(
  desc: O,
  bytes: Uint8Array,
  codec: MessageCodec,
): Promise<MessageShape<O>> {
  try {
    return await codec.read(desc, bytes);
  } catch (error) {
    throw new CallFailure(`parse binary: ${wordsOf(error)}`, Code.Internal);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
