import type { DescMethodServerStreaming, MessageShape } from "@bufbuild/protobuf";
import { type Client, type ContextValues, createClient } from "@connectrpc/connect";
import { createUniversalHandlerClient, type UniversalHandler } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-connect";
import { type Clock, LATE, within } from "@millrace/core";
import { JobService, WatchJobResponseSchema } from "@millrace/protocol";
import { EVENT_STREAM_TYPE } from "./negotiation.ts";
import { type ByteForm, toRestJson } from "./rest-json.ts";

/** What proxies and browsers take for a sign of life, well within the 60 s after which many give up. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;

/** A watch of a job, by the handler that serves it over every protocol. */
export function watchClient(
  handlers: readonly UniversalHandler[],
  values: ContextValues,
  messageBytes: number,
): Pick<Client<typeof JobService>, "watchJob"> {
  const watch: DescMethodServerStreaming = JobService.method.watchJob;
  const served = handlers
    .filter(({ method }) => method === watch)
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
    // An event holds one job, which was within the server's own limits.
    readMaxBytes: 2 ** 32 - 1,
    writeMaxBytes: messageBytes,
  });
  return createClient(JobService, transport);
}

export interface EventStreamOptions {
  readonly clock: Clock;
  readonly form: ByteForm;
  /** How the body tells an error once it has begun. */
  readonly tellError: (reason: unknown) => string;
}

/** The body of an answer of `type` that shows events as they come. */
export async function* eventStream(
  events: AsyncIterable<MessageShape<typeof WatchJobResponseSchema>>,
  type: string,
  { clock, form, tellError }: EventStreamOptions,
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
      const json = toRestJson(WatchJobResponseSchema, result.value, form);
      const { event } = result.value;
      yield encoder.encode(
        isSse ? `id: ${event?.sequence ?? 0}\nevent: job\ndata: ${json}\n\n` : `${json}\n`,
      );
    }
  } catch (reason) {
    const problem = tellError(reason);
    yield encoder.encode(isSse ? `event: error\ndata: ${problem}\n\n` : `${problem}\n`);
  } finally {
    await source.return?.();
  }
}
