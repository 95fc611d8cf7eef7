import { create, type DescMessage, type DescService, type Message } from "@bufbuild/protobuf";
import { type Any, anyPack } from "@bufbuild/protobuf/wkt";
import { ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { sleep, systemClock } from "@millrace/core";
import type {
  ConformanceMessages,
  ErrorDefinition,
  Header,
  StreamDefinition,
  UnaryDefinition,
} from "./conformance-messages.ts";

/** What a request of one kind or the other has. */
interface Request extends Message {
  readonly fullDuplex?: boolean;
  readonly responseDefinition?: unknown;
}

/** The service that Connect's conformance suite calls: it answers as each request says. */
export function createConformanceService(messages: ConformanceMessages): ServiceImpl<DescService> {
  const service = new ConformanceService(messages);
  const one = (request: Request, context: HandlerContext) => service.unary([request], context);
  const methods = {
    unary: one,
    idempotentUnary: one,
    clientStream: async (requests: AsyncIterable<Request>, context: HandlerContext) =>
      service.unary(await Array.fromAsync(requests), context),
    serverStream: (request: Request, context: HandlerContext) =>
      service.stream(single(request), context),
    bidiStream: (requests: AsyncIterable<Request>, context: HandlerContext) =>
      service.stream(requests, context),
  };
  // What kind each method is, is known only once the proto has been compiled.
  return methods as object as ServiceImpl<DescService>;
}

async function* single<T>(item: T): AsyncGenerator<T> {
  yield item;
}

class ConformanceService {
  readonly #messages: ConformanceMessages;
  readonly #info: DescMessage;

  constructor(messages: ConformanceMessages) {
    this.#messages = messages;
    this.#info = messages.message("ConformancePayload.RequestInfo");
  }

  async unary(requests: readonly Request[], context: HandlerContext) {
    const definition = requests[0]?.responseDefinition as UnaryDefinition | undefined;
    const info = this.#infoOf(context, requests);
    if (definition === undefined) return { payload: { requestInfo: info } };
    addMetadata(context, definition);
    await sleep(systemClock, definition.responseDelayMs);
    const { response } = definition;
    if (response.case === "error") throw this.#error(response.value, info);
    const data = response.case === "responseData" ? response.value : new Uint8Array();
    return { payload: { requestInfo: info, data } };
  }

  async *stream(requests: AsyncIterable<Request>, context: HandlerContext) {
    let definition: StreamDefinition | undefined;
    let isFullDuplex = false;
    let sent = 0;
    let seen: Request[] = [];
    const next = async () => {
      await sleep(systemClock, definition?.responseDelayMs ?? 0);
      const isFirst = sent === 0;
      const info = isFirst ? this.#infoOf(context, seen) : { requests: this.#packed(seen) };
      const hasNews = isFirst || seen.length > 0;
      seen = [];
      const data = definition?.responseData[sent++];
      return { payload: { data, ...(hasNews && { requestInfo: info }) } };
    };
    for await (const request of requests) {
      if (definition === undefined && seen.length === 0) {
        definition = request.responseDefinition as StreamDefinition | undefined;
        isFullDuplex = request.fullDuplex === true;
        if (definition !== undefined) addMetadata(context, definition);
      }
      seen.push(request);
      if (!isFullDuplex) continue;
      if (sent >= (definition?.responseData.length ?? 0)) break;
      yield await next();
    }
    while (sent < (definition?.responseData.length ?? 0)) yield await next();
    if (definition?.error === undefined) return;
    throw this.#error(definition.error, sent === 0 ? this.#infoOf(context, seen) : undefined);
  }

  #infoOf(context: HandlerContext, requests: readonly Request[]): Message {
    const timeoutMs = context.timeoutMs();
    const query = new URL(context.url).searchParams;
    return create(this.#info, {
      requestHeaders: [...context.requestHeader].map(([name, value]) => headerOf(name, value)),
      requests: this.#packed(requests),
      ...(timeoutMs !== undefined && { timeoutMs: BigInt(Math.floor(timeoutMs)) }),
      ...(context.requestMethod === "GET" && {
        connectGetInfo: {
          queryParams: [...query].map(([name, value]) => ({ name, value: [value] })),
        },
      }),
    });
  }

  #packed(requests: readonly Request[]): Any[] {
    return requests.map((request) => {
      const desc = this.#messages.registry.getMessage(request.$typeName) as DescMessage;
      return anyPack(desc, request);
    });
  }

  #error({ code, message, details }: ErrorDefinition, info: Message | undefined): ConnectError {
    const error = new ConnectError(message ?? "", code);
    for (const { typeUrl, value } of details) {
      error.details.push({ type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1), value });
    }
    if (info !== undefined) error.details.push({ desc: this.#info, value: info });
    return error;
  }
}

function headerOf(name: string, value: string): Header {
  return { name, value: value.split(",").map((one) => one.trim()) };
}

function addMetadata(
  { responseHeader, responseTrailer }: HandlerContext,
  definition: UnaryDefinition | StreamDefinition,
): void {
  for (const [headers, added] of [
    [responseHeader, definition.responseHeaders],
    [responseTrailer, definition.responseTrailers],
  ] as const) {
    for (const { name, value } of added) for (const one of value) headers.append(name, one);
  }
}
