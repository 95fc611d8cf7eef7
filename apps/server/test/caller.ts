import {
  create,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { ConnectError, type Transport } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { Client, credentials, type Metadata, type ServiceError } from "@grpc/grpc-js";

export interface CallOptions {
  readonly timeoutMs?: number;
  /** Connect's transports only. */
  readonly header?: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
}

/** A client of any make, reduced to what the tests need; errors are ConnectErrors. */
export interface Caller {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options?: CallOptions,
  ): Promise<MessageShape<O>>;
  stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    options?: CallOptions,
  ): AsyncIterable<MessageShape<O>>;
  close(): void;
}

function overConnect(transport: Transport, close: () => void = () => {}): Caller {
  return {
    async unary(method, request, { timeoutMs, signal, header } = {}) {
      const response = await transport.unary(method, signal, timeoutMs, header, request);
      return response.message;
    },
    async *stream(method, request, { timeoutMs, signal, header } = {}) {
      const requests = (async function* () {
        yield request;
      })();
      const response = await transport.stream(method, signal, timeoutMs, header, requests);
      yield* response.message;
    },
    close,
  };
}

function overGrpcJs(url: string): Caller {
  const client = new Client(new URL(url).host, credentials.createInsecure());
  const path = (method: { parent: { typeName: string }; name: string }) =>
    `/${method.parent.typeName}/${method.name}`;
  const deadline = ({ timeoutMs }: CallOptions) =>
    timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
  const encoder =
    <I extends DescMessage>(desc: I) =>
    (message: MessageShape<I>) =>
      Buffer.from(toBinary(desc, message));
  const decoder =
    <O extends DescMessage>(desc: O) =>
    (bytes: Buffer) =>
      fromBinary(desc, new Uint8Array(bytes));
  return {
    unary: (method, request, options = {}) =>
      new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          path(method),
          encoder(method.input),
          decoder(method.output),
          create(method.input, request),
          deadline(options),
          (error, response) => {
            if (error !== null) reject(wireError(error));
            else if (response !== undefined) resolve(response);
          },
        );
        options.signal?.addEventListener("abort", () => call.cancel());
      }),
    async *stream(method, request, options = {}) {
      const call = client.makeServerStreamRequest(
        path(method),
        encoder(method.input),
        decoder(method.output),
        create(method.input, request),
        deadline(options),
      );
      options.signal?.addEventListener("abort", () => call.cancel());
      try {
        yield* call;
      } catch (error) {
        throw wireError(error as ServiceError);
      } finally {
        call.cancel();
      }
    },
    close: () => client.close(),
  };
}

/** With the details, which grpc-js leaves in the trailers. */
function wireError(error: ServiceError): ConnectError {
  const trailer = headersOf(error.metadata);
  if (!trailer.has("grpc-status")) trailer.set("grpc-status", String(error.code));
  if (!trailer.has("grpc-message")) trailer.set("grpc-message", encodeURIComponent(error.details));
  return findTrailerError(trailer) ?? new ConnectError("not an error");
}

function headersOf(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const name of Object.keys(metadata.getMap())) {
    const [value] = metadata.get(name);
    headers.set(name, typeof value === "string" ? value : (value?.toString("base64") ?? ""));
  }
  return headers;
}

function overHttp2(
  url: string,
  connect: (sessionManager: Http2SessionManager) => Transport,
): Caller {
  const sessions = new Http2SessionManager(url);
  return overConnect(connect(sessions), () => sessions.abort());
}

/** Every way of calling that the server must answer, by name. */
export const CALLERS: { readonly [name: string]: (url: string) => Caller } = {
  "connect-node, Connect in JSON, HTTP/1.1": (baseUrl) =>
    overConnect(createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false })),
  "connect-node, Connect with GET, HTTP/1.1": (baseUrl) =>
    overConnect(createConnectTransport({ baseUrl, httpVersion: "1.1", useHttpGet: true })),
  "connect-node, Connect, HTTP/2": (baseUrl) =>
    overHttp2(baseUrl, (sessionManager) =>
      createConnectTransport({ baseUrl, httpVersion: "2", sessionManager }),
    ),
  "connect-node, gRPC, HTTP/2": (baseUrl) =>
    overHttp2(baseUrl, (sessionManager) => createGrpcTransport({ baseUrl, sessionManager })),
  "connect-node, gRPC-Web, HTTP/1.1": (baseUrl) =>
    overConnect(createGrpcWebTransport({ baseUrl, httpVersion: "1.1" })),
  "connect-node, gRPC-Web in JSON, HTTP/2": (baseUrl) =>
    overHttp2(baseUrl, (sessionManager) =>
      createGrpcWebTransport({ baseUrl, httpVersion: "2", useBinaryFormat: false, sessionManager }),
    ),
  "grpc-js": overGrpcJs,
};

/**
 * A caller that tells the server of a deadline with {@link deadlineOf}, and keeps none itself, so
 * that a test sees what the server does about it.
 */
export function patientCaller(url: string): Caller {
  return overHttp2(url, (sessionManager) => createGrpcTransport({ baseUrl: url, sessionManager }));
}

export function deadlineOf(ms: number): CallOptions {
  return { header: { "grpc-timeout": `${ms}m` } };
}

/** A plain caller for tests to which the protocol does not matter. */
export function anyCaller(url: string): Caller {
  return overGrpcJs(url);
}
