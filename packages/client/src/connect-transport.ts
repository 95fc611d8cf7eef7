import {
  type DescMessage,
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ContextValues,
  createContextValues,
  type StreamResponse,
  type Transport,
  type UnaryResponse,
} from "@connectrpc/connect";
import {
  createMethodUrl,
  encodeEnvelopes,
  readAllBytes,
  runStreamingCall,
  runUnaryCall,
  transformSplitEnvelope,
  type UniversalClientRequest,
  type UniversalClientResponse,
} from "@connectrpc/connect/protocol";
import {
  endStreamFlag,
  endStreamFromJson,
  errorFromJsonBytes,
  requestHeader,
  trailerDemux,
  validateResponse,
} from "@connectrpc/connect/protocol-connect";
import { requireServerAnswer } from "./server-answer.ts";

// What an array of bytes can hold: the limits are the server's.
const MAX_MESSAGE_BYTES = 2 ** 32 - 1;

/** A request whose body is in one piece. */
export interface WholeRequest extends Omit<UniversalClientRequest, "body"> {
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Sends a request, and resolves with the head of its answer. */
export type SendRequest = (request: WholeRequest) => Promise<UniversalClientResponse>;

/** How messages become bytes, and bytes messages. */
export interface MessageCodec {
  write<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>): Uint8Array<ArrayBuffer>;
  read<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array): MessageShape<Desc>;
}

/**
 * Speaks the Connect protocol with the server at `baseUrl`, over whatever `send` is: in binary, and
 * without compression, because payloads are the caller's to compress. Connect's own transport brings
 * JSON and compression, which every page would have to load.
 *
 * @param codec Defaults to that of protobuf.
 */
export function connectTransport(
  baseUrl: string,
  send: SendRequest,
  codec: MessageCodec = PROTOBUF,
): Transport {
  return new ConnectTransport(baseUrl, send, codec);
}

const PROTOBUF: MessageCodec = { write: toBinary, read: fromBinary };

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

  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeaderInit,
    message: MessageInitShape<I>,
    contextValues?: ContextValues,
  ): Promise<UnaryResponse<I, O>> {
    return runUnaryCall<I, O>({
      ...(signal && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      req: {
        ...this.#request(method, timeoutMs, header, contextValues),
        stream: false,
        method,
        message,
      },
      next: async ({ url, header, signal, message }) => {
        const body = encode(method.input, message, this.#codec);
        const answer = await this.#send({ url, method: "POST", header, signal, body });
        return readUnary(method, await requireServerAnswer(answer), this.#codec);
      },
    });
  }

  stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeaderInit,
    input: AsyncIterable<MessageInitShape<I>>,
    contextValues?: ContextValues,
  ): Promise<StreamResponse<I, O>> {
    return runStreamingCall<I, O>({
      ...(signal && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      req: {
        ...this.#request(method, timeoutMs, header, contextValues),
        stream: true,
        method,
        message: input,
      },
      next: async ({ url, header, signal, message }) => {
        const body = await envelopesOf(method.input, message, this.#codec);
        const answer = await this.#send({ url, method: "POST", header, signal, body });
        return readStream(method, await requireServerAnswer(answer), this.#codec);
      },
    });
  }

  #request(
    method: DescMethod,
    timeoutMs: number | undefined,
    header: HeaderInit,
    contextValues = createContextValues(),
  ) {
    return {
      service: method.parent,
      requestMethod: "POST",
      url: createMethodUrl(this.#baseUrl, method),
      header: requestHeader(method.methodKind, true, timeoutMs, header, true),
      contextValues,
    };
  }
}

async function readUnary<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  { status, header: all, body }: UniversalClientResponse,
  codec: MessageCodec,
): Promise<UnaryResponse<I, O>> {
  const { isUnaryError, unaryError } = validateResponse("unary", true, status, all);
  const [header, trailer] = trailerDemux(all);
  const bytes = await readAllBytes(body, MAX_MESSAGE_BYTES, all.get("content-length"));
  if (isUnaryError) {
    trailer.forEach((value, name) => void header.append(name, value));
    throw errorFromJsonBytes(bytes, header, unaryError);
  }
  const message = decode(method.output, bytes, codec);
  return { stream: false, service: method.parent, method, header, trailer, message };
}

function readStream<I extends DescMessage, O extends DescMessage>(
  method: DescMethodStreaming<I, O>,
  { status, header, body }: UniversalClientResponse,
  codec: MessageCodec,
): StreamResponse<I, O> {
  validateResponse(method.methodKind, true, status, header);
  const trailer = new Headers();
  const message = messagesOf(method.output, body, header, trailer, codec);
  return { stream: true, service: method.parent, method, header, trailer, message };
}

/** All `messages`; a call of Millrace has one. */
async function envelopesOf<I extends DescMessage>(
  desc: I,
  messages: AsyncIterable<MessageShape<I>>,
  codec: MessageCodec,
): Promise<Uint8Array<ArrayBuffer>> {
  const envelopes: { readonly flags: number; readonly data: Uint8Array<ArrayBuffer> }[] = [];
  for await (const message of messages)
    envelopes.push({ flags: 0, data: encode(desc, message, codec) });
  return encodeEnvelopes(...envelopes);
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
  for await (const { flags, data } of transformSplitEnvelope(MAX_MESSAGE_BYTES)(body)) {
    if (ended) throw new ConnectError("a message came after the end of a stream", Code.Internal);
    if ((flags & endStreamFlag) === 0) {
      yield decode(desc, data, codec);
      continue;
    }
    // Read on: a body that is left before its end is reset.
    ended = true;
    const { error, metadata } = endStreamFromJson(data);
    metadata.forEach((value, name) => void trailer.append(name, value));
    if (error === undefined) continue;
    header.forEach((value, name) => void error.metadata.append(name, value));
    throw error;
  }
  if (!ended) throw new ConnectError("the stream was cut off", Code.Unavailable);
}

function encode<I extends DescMessage>(
  desc: I,
  message: MessageShape<I>,
  codec: MessageCodec,
): Uint8Array<ArrayBuffer> {
  try {
    return codec.write(desc, message);
  } catch (error) {
    // Connect's transports say it in the same words.
    throw new ConnectError(`serialize binary: ${wordsOf(error)}`, Code.Internal);
  }
}

function decode<O extends DescMessage>(
  desc: O,
  bytes: Uint8Array,
  codec: MessageCodec,
): MessageShape<O> {
  try {
    return codec.read(desc, bytes);
  } catch (error) {
    throw new ConnectError(`parse binary: ${wordsOf(error)}`, Code.Internal);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
