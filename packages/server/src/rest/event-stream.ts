import type {
  DescMessage,
  DescMethod,
  DescMethodServerStreaming,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { ContextValues } from "@connectrpc/connect";
import { createUniversalHandlerClient, type UniversalHandler } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-connect";
import { type Clock, LATE, within } from "@millrace/core";
import { EVENT_STREAM_TYPE } from "./negotiation.ts";
import { type ByteForm, toRestJson } from "./rest-json.ts";

/** What proxies and browsers take for a sign of life, well within the 60 s after which many give up. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;

/** How a stream is opened for who asks by REST. */
export interface StreamCall {
  readonly values: ContextValues;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  /** The largest message that comes in. */
  readonly messageBytes: number;
}

/** The answers of a method that streams, by the handler that serves it over every protocol. */
export async function openStream<I extends DescMessage, O extends DescMessage>(
  handlers: readonly UniversalHandler[],
  wanted: DescMethodServerStreaming<I, O>,
  message: MessageShape<I>,
  { values, headers, signal, messageBytes }: StreamCall,
): Promise<AsyncIterable<MessageShape<O>>> {
  const served = handlers
    .filter(({ method }) => method === (wanted as DescMethod))
    // Who calls, which a client of its own process does not tell.
    .map((handler) =>
      Object.assign(
        (request: Parameters<UniversalHandler>[0]) =>
          handler({ ...request, contextValues: values }),
        handler,
      ),
    );
  const transport = createTransport({
    httpClient: createUniversalHandlerClient(served),
    baseUrl: "http://millrace",
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: 0,
    // What is in an answer was within the server's own limits.
    readMaxBytes: 2 ** 32 - 1,
    writeMaxBytes: messageBytes,
  });
  const request = (async function* () {
    yield message as MessageInitShape<I>;
  })();
  const answer = await transport.stream(wanted, signal, undefined, headers, request);
  return answer.message;
}

/** `answers`, of which the first has come: what fails before that is told by the status of the answer. */
export async function begun<Answer>(
  answers: AsyncIterable<Answer>,
): Promise<AsyncIterable<Answer>> {
  const source = answers[Symbol.asyncIterator]();
  const first = await source.next();
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await source.next()) yield next.value;
    } finally {
      await source.return?.();
    }
  })();
}

export interface EventStreamOptions<Desc extends DescMessage> {
  readonly schema: Desc;
  /** The name of each event, for a browser. */
  readonly name: string;
  /** The id of an event, where a browser can go on from it. Defaults to none. */
  readonly idOf?: (message: MessageShape<Desc>) => string;
  readonly clock: Clock;
  readonly form: ByteForm;
  /** How the body tells an error once it has begun. */
  readonly tellError: (reason: unknown) => string;
}

/** The body of an answer of `type` that shows events as they come. */
export async function* eventStream<Desc extends DescMessage>(
  events: AsyncIterable<MessageShape<Desc>>,
  type: string,
  { schema, name, idOf, clock, form, tellError }: EventStreamOptions<Desc>,
): AsyncGenerator<Uint8Array> {
  const isSse = type === EVENT_STREAM_TYPE;
  const source = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  try {
    if (isSse) yield encoder.encode(`retry: ${RETRY_MS}\n\n`);
    for (;;) {
      const next = source.next();
      let result = await within(clock, HEARTBEAT_MS, next);
      while (result === LATE) {
        // An empty line is no value of NDJSON, so that gets no sign of life.
        if (isSse) yield encoder.encode(": still here\n\n");
        result = await within(clock, HEARTBEAT_MS, next);
      }
      if (result.done) return;
      const json = toRestJson(schema, result.value, form);
      const id = idOf === undefined ? "" : `id: ${idOf(result.value)}\n`;
      yield encoder.encode(isSse ? `${id}event: ${name}\ndata: ${json}\n\n` : `${json}\n`);
    }
  } catch (reason) {
    const problem = tellError(reason);
    yield encoder.encode(isSse ? `event: error\ndata: ${problem}\n\n` : `${problem}\n`);
  } finally {
    await source.return?.();
  }
}
