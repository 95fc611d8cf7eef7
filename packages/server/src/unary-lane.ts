import type { DescMessage, DescMethodUnary, Message } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type Compression,
  compressionNegotiate,
  createMethodSerializationLookup,
  createMethodUrl,
  type MethodSerializationLookup,
} from "@connectrpc/connect/protocol";
import type { Logger } from "@millrace/core";
import { type AskedJobsReader, readPlain, writePlain } from "@millrace/protocol";
import { CallContext } from "./call-context.ts";
import {
  createAskedJobsReader,
  createMessageChecks,
  type MessageChecks,
  messageOf,
  type RequestLimits,
} from "./call-request.ts";
import { createConnectCodec } from "./connect-codec.ts";
import { createConnectLane } from "./connect-lane.ts";
import type { Exchange } from "./exchange.ts";
import { createGrpcCodec, createGrpcWebCodec } from "./grpc-codec.ts";
import { endUnanswered, type Lane } from "./lane.ts";
import { oneChunk } from "./one-chunk.ts";
import { COMPRESSIONS, decompressed, type WireMessage } from "./request-body.ts";
import type { RpcRouter } from "./rpc-router.ts";
import type { UnaryCodec } from "./unary-codec.ts";
import type { UnaryInvoker } from "./unary-invoker.ts";
import { IS_LOGGED } from "./unlogged-failure.ts";

// As Connect's handlers have it: less is not worth its time.
const COMPRESS_MIN_BYTES = 1_024;
const MAX_MESSAGE_BYTES = 0xffffffff;
const INTERNAL: ReadonlySet<Code> = new Set([Code.Internal, Code.Unknown, Code.DataLoss]);

interface UnaryMethod {
  readonly desc: DescMethodUnary;
  readonly path: string;
  readonly checks: MessageChecks;
  readonly readJobs: AskedJobsReader | undefined;
  readonly serialization: MethodSerializationLookup<DescMessage, DescMessage>;
}

/** What the head of a request says of its call. */
interface Call {
  readonly codec: UnaryCodec;
  readonly timeoutMs: number | undefined;
  /** Of the request, and of the answer when that is large enough. */
  readonly compression: {
    readonly request: Compression | null;
    readonly response: Compression | null;
  };
  /** Of a GET, which has the message in it. */
  readonly query: URLSearchParams | undefined;
}

const NO_COMPRESSION = { request: null, response: null };

/**
 * Serves unary calls straight from and to the connection: gRPC, gRPC-Web in its binary form, and Connect,
 * read at once and answered by as few frames as there can be. Streams, compressions that are not known,
 * and whatever else is odd go to Connect's own handlers.
 */
export function createUnaryLane(
  router: RpcRouter,
  limits: RequestLimits,
  logger: Logger,
  connect: Lane = createConnectLane(router, limits, logger),
): Lane {
  const { invoker, plainMethods } = router;
  const { messageBytes } = limits;
  const options = { readMaxBytes: messageBytes, writeMaxBytes: MAX_MESSAGE_BYTES };
  const methods = new Map(
    plainMethods.map(({ desc, binaryOptions, jsonOptions }): [string, UnaryMethod] => {
      const path = createMethodUrl("/", desc);
      const checks = createMessageChecks(desc.input, limits);
      const lookup = createMethodSerializationLookup(desc, binaryOptions, jsonOptions, options);
      const readJobs = invoker.isIntercepted
        ? undefined
        : createAskedJobsReader(desc.input, limits);
      return [path, { desc, path, checks, readJobs, serialization: lookup }];
    }),
  );
  const codecs = createCodecs(messageBytes);
  const lane = { invoker, connect, messageBytes, logger };
  return (exchange, path) => {
    const method = methods.get(path);
    const call = method === undefined ? undefined : callOf(exchange, method, codecs);
    if (method === undefined || call === undefined) return connect(exchange, path);
    serve(exchange, method, call, lane).catch((reason) =>
      endUnanswered(exchange, reason, path, logger),
    );
    return true;
  };
}

interface Codecs {
  /** By content type. */
  readonly http1: ReadonlyMap<string, UnaryCodec>;
  readonly http2: ReadonlyMap<string, UnaryCodec>;
  /** By the encoding in a query. */
  readonly get: ReadonlyMap<string | null, UnaryCodec>;
}

function createCodecs(messageBytes: number): Codecs {
  const grpc = createGrpcCodec(messageBytes);
  const web = createGrpcWebCodec(messageBytes);
  const proto = createConnectCodec(true, messageBytes);
  const json = createConnectCodec(false, messageBytes);
  const http1: [string, UnaryCodec][] = [
    ["application/grpc-web", web],
    ["application/grpc-web+proto", web],
    ["application/proto", proto],
    ["application/json", json],
    ["application/json; charset=utf-8", json],
  ];
  const grpcTypes: [string, UnaryCodec][] = [
    ["application/grpc", grpc],
    ["application/grpc+proto", grpc],
  ];
  return {
    http1: new Map(http1),
    // gRPC ends in trailers, for which HTTP/1.1 has no plain way.
    http2: new Map([...grpcTypes, ...http1]),
    get: new Map([
      ["proto", proto],
      ["json", json],
    ]),
  };
}

/** Undefined for a call that is odd. */
function callOf(exchange: Exchange, { desc }: UnaryMethod, codecs: Codecs): Call | undefined {
  const { headers, method } = exchange;
  const type = headers["content-type"];
  let codec: UnaryCodec | undefined;
  let query: URLSearchParams | undefined;
  let encoding: unknown;
  if (method === "POST") {
    codec = (exchange.isHttp2 ? codecs.http2 : codecs.http1).get(type ?? "");
    encoding = codec && headers[codec.encoding];
  } else if (method === "GET" && type === undefined && isReadOnly(desc)) {
    const { url } = exchange;
    query = new URLSearchParams(url.slice(url.indexOf("?") + 1));
    codec = codecs.get.get(query.get("encoding"));
    encoding = query.get("compression") ?? undefined;
  }
  if (codec === undefined) return undefined;
  const compression = compressionOf(encoding, headers[codec.acceptEncoding], codec);
  const timeout = headers[codec.timeout];
  if (compression === undefined || Array.isArray(timeout)) return undefined;
  if (timeout === undefined) return { codec, timeoutMs: undefined, compression, query };
  const { timeoutMs = 0, error } = codec.parseTimeout(timeout, Number.MAX_SAFE_INTEGER);
  return error === undefined ? { codec, timeoutMs, compression, query } : undefined;
}

function isReadOnly({ idempotency }: DescMethodUnary): boolean {
  return idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
}

/** Undefined when the request has one that is not known. */
function compressionOf(
  encoding: unknown,
  accepted: unknown,
  { acceptEncoding }: UnaryCodec,
): Call["compression"] | undefined {
  if (encoding === undefined && accepted === undefined) return NO_COMPRESSION;
  const requested = encoding === undefined ? null : String(encoding);
  const accepts = accepted === undefined ? null : String(accepted);
  const { request, response, error } = compressionNegotiate(
    COMPRESSIONS,
    requested,
    accepts,
    acceptEncoding,
  );
  return error === undefined ? { request, response } : undefined;
}

interface ServeOptions {
  readonly invoker: UnaryInvoker;
  /** Serves what turns out to be odd. */
  readonly connect: Lane;
  readonly messageBytes: number;
  readonly logger: Logger;
}

async function serve(
  exchange: Exchange,
  method: UnaryMethod,
  call: Call,
  { invoker, connect, messageBytes, logger }: ServeOptions,
): Promise<void> {
  const { desc, path, serialization } = method;
  const { codec, timeoutMs, compression } = call;
  const { isBinary } = codec;
  const context = new CallContext(exchange, desc, codec.protocolName, timeoutMs);
  const encoding = compression.response?.name;
  try {
    const body = await bodyOf(exchange, call);
    const sent = codec.body.unwrap(body, compression.request !== null);
    if (sent === undefined) {
      connect(exchange, path, oneChunk(body));
      return;
    }
    const bytes = sent.isCompressed
      ? await decompressed(sent.bytes, {
          compression: compression.request ?? undefined,
          messageBytes,
        })
      : sent.bytes;
    const request = isBinary ? readBinary(bytes, method) : readJson(bytes, method);
    const message = await invoker.invoke(desc, request, context);
    const answer =
      (isBinary ? writePlain(message) : undefined) ??
      serialization.getO(isBinary).serialize(message);
    const isLarge = compression.response !== null && answer.length >= COMPRESS_MIN_BYTES;
    const sealed = isLarge
      ? await compressed(answer, compression.response)
      : { bytes: answer, isCompressed: false };
    exchange.answer(codec.answer(sealed, context, encoding), (left) =>
      endUnanswered(exchange, left, path, logger),
    );
  } catch (reason) {
    const error = errorOf(reason);
    if (INTERNAL.has(error.code) && !exchange.values.get(IS_LOGGED)) {
      logger.error({ path, err: reason }, "a call failed outside of its service");
    }
    exchange.answer(codec.fail(error, context, encoding));
  } finally {
    context.end();
  }
}

/** The jobs that a request asks for, which are read within bounds; or the message, checked before. */
function readBinary(
  bytes: Uint8Array,
  { desc, checks, readJobs, serialization }: UnaryMethod,
): Message {
  const jobs = readJobs?.(bytes);
  // What serves the method takes either.
  if (jobs !== undefined) return jobs as unknown as Message;
  checks.binary(bytes);
  return readPlain(desc.input, bytes) ?? serialization.getI(true).parse(bytes);
}

function readJson(bytes: Uint8Array, { checks, serialization }: UnaryMethod): Message {
  checks.json(bytes);
  return serialization.getI(false).parse(bytes);
}

function bodyOf(exchange: Exchange, { codec, query }: Call): Uint8Array | Promise<Uint8Array> {
  if (query !== undefined) {
    const message = messageOf(query);
    codec.body.checkSize(message, message.length);
    return message;
  }
  codec.body.checkAnnounced(Number(exchange.headers["content-length"] ?? 0));
  return exchange.receive(codec.body.checkSize);
}

async function compressed(bytes: Uint8Array, compression: Compression): Promise<WireMessage> {
  return { bytes: await compression.compress(bytes), isCompressed: true };
}

function errorOf(reason: unknown): ConnectError {
  if (reason instanceof ConnectError) return reason;
  return new ConnectError("internal error", Code.Internal, undefined, undefined, reason);
}
