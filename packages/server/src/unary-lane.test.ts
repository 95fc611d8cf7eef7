import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import {
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  type DescMethodUnary,
  type DescService,
  type Message,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import {
  DurationSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_wrappers,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import {
  DEFAULT_LIMITS,
  type ErrorCode,
  type Job,
  MillraceError,
  type Store,
  silentLogger,
  systemClock,
} from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnectLane } from "./connect-lane.ts";
import { Cors } from "./cors.ts";
import { HealthState } from "./health-state.ts";
import { createRoutes } from "./http-routes.ts";
import type { Lane } from "./lane.ts";
import { PortListener } from "./port-listener.ts";
import { createRpcRouter, type RpcRouter } from "./rpc-router.ts";
import { createUnaryLane } from "./unary-lane.ts";
import { createUnknownLane } from "./unknown-lane.ts";

const MESSAGE_BYTES = 8_192;

// --- Both lanes over one router, whose store gives the same answer to the same question.

const LANES = ["unary lane", "connect lane"] as const;
type LaneName = (typeof LANES)[number];

const listeners = new Map<LaneName, PortListener>();
const sessions = new Map<LaneName, http2.ClientHttp2Session>();
const ports = new Map<LaneName, number>();
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
/** How many calls the fast lane has left to the other one. */
let handedOver = 0;

const echo = echoService().method["echo"] as DescMethodUnary<
  typeof StringValueSchema,
  typeof StringValueSchema
>;
let router: RpcRouter;
let methods: DescMethodUnary[];

beforeAll(async () => {
  router = await createRouter();
  methods = router.plainMethods.map(({ desc }) => desc);
  const limits = { limits: DEFAULT_LIMITS, messageBytes: MESSAGE_BYTES };
  const connect = createConnectLane(router, limits, silentLogger);
  const counted: Lane = (...call) => {
    handedOver++;
    return connect(...call);
  };
  const lanes: Record<LaneName, Lane> = {
    "unary lane": createUnaryLane(router, limits, silentLogger, counted),
    "connect lane": connect,
  };
  for (const name of LANES) {
    const routes = createRoutes({
      rpc: lanes[name],
      handlers: [],
      rest: () => false,
      unknown: createUnknownLane(router.handlers),
      cors: new Cors(["https://app.example.com"], silentLogger),
      logger: silentLogger,
    });
    const listener = new PortListener(routes);
    const { port } = await listener.listen(0, "127.0.0.1");
    listeners.set(name, listener);
    ports.set(name, port);
    sessions.set(name, http2.connect(`http://127.0.0.1:${port}`));
  }
});

afterAll(async () => {
  agent.destroy();
  for (const session of sessions.values()) session.destroy();
  for (const listener of listeners.values()) await listener.close(0);
});

async function createRouter(): Promise<RpcRouter> {
  const memory = new MemoryStore({ clock: { ...systemClock, now: () => 1_700_000_000_000 } });
  const [first] = await memory.enqueue([{ type: "email", payload: Buffer.alloc(2_000, "a") }]);
  if (first === undefined || "error" in first) throw new Error("no job to answer with");
  return createRpcRouter({
    storeOf: () => cannedStore(memory, first.job),
    limits: DEFAULT_LIMITS,
    messageBytes: MESSAGE_BYTES,
    draining: new AbortController().signal,
    clock: systemClock,
    storeTimeoutMs: 60_000,
    logger: silentLogger,
    version: "0.0.0-test",
    health: new HealthState(),
    listener: {},
    interceptors: [],
    services: (services) => services.rpc(echo, serveEcho),
  });
}

/** A store that changes nothing, and throws the error that the first text it finds in a call names. */
function cannedStore(memory: MemoryStore, job: Job): Store {
  const answers: { readonly [name: string]: (...args: never[]) => unknown } = {
    enqueue: (jobs: unknown[]) => jobs.map(() => ({ job, created: true })),
    get: () => job,
    cancel: () => job,
    retry: () => job,
    delete: () => undefined,
    list: () => ({ jobs: [job], nextPageToken: "" }),
    lease: () => [],
    extend: (items: unknown[]) =>
      items.map(() => ({ error: new MillraceError("LEASE_LOST", "it is another's") })),
    settle: (items: unknown[]) => items.map(() => ({ status: "COMPLETED" })),
  };
  return new Proxy(memory as Store, {
    get(target, name) {
      const answer = answers[String(name)];
      if (answer === undefined) return Reflect.get(target, name, target);
      return async (...args: never[]) => {
        const [, code] = /fail\.([A-Z_]+)/.exec(JSON.stringify(args, textOf)) ?? [];
        if (code !== undefined)
          throw new MillraceError(code as ErrorCode, `asked for: ü%;, ${code}`);
        return answer(...args);
      };
    },
  });
}

function textOf(_: string, value: unknown): unknown {
  if (typeof value === "bigint" || value instanceof AbortSignal) return String(value);
  return value;
}

/** Does what its request says: throws, answers much, adds metadata. */
function serveEcho({ value }: { value: string }, context: HandlerContext) {
  if (value.includes("head")) context.responseHeader.append("x-head", value.slice(0, 4));
  if (value.includes("trail")) context.responseTrailer.append("x-trail-bin", "AAEC");
  const [, code] = /fail(\d+)/.exec(value) ?? [];
  if (code !== undefined) {
    const metadata = { "x-error": "e", "content-type": "text/html" };
    const detail = { desc: DurationSchema, value: { seconds: 3n } };
    throw new ConnectError(`said ü%\n ${value}`, Number(code), metadata, [detail]);
  }
  if (value.includes("bug")) throw new TypeError("a bug");
  return { value: value.includes("much") ? value.repeat(1_000) : value };
}

function echoService(): DescService {
  const method = {
    name: "Echo",
    inputType: ".google.protobuf.StringValue",
    outputType: ".google.protobuf.StringValue",
    options: { idempotencyLevel: 1 },
  };
  const file = create(FileDescriptorProtoSchema, {
    name: "test/echo.proto",
    package: "test",
    syntax: "proto3",
    dependency: ["google/protobuf/wrappers.proto"],
    service: [{ name: "EchoService", method: [method] }],
  });
  const registry = createFileRegistry(file, () => file_google_protobuf_wrappers.proto);
  return registry.getService("test.EchoService") as DescService;
}

// --- Requests.

type Protocol = "grpc" | "grpc-web" | "proto" | "json";

interface Sent {
  readonly over: "HTTP/1.1" | "HTTP/2";
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array | undefined;
}

const texts = fc.constantFrom(
  "",
  "a",
  "email",
  "ü€😀",
  "not a name!",
  "fail.NOT_FOUND",
  "fail.LEASE_LOST",
  "fail.UNAVAILABLE",
  "fail.DATA_LOSS",
  "x".repeat(300),
);
const echoed = fc.constantFrom(
  "",
  "hello",
  "much",
  "head",
  "trail",
  "head trail much",
  "bug",
  "head bug",
  ...Object.values(Code)
    .filter((code) => typeof code === "number")
    .flatMap((code) => [`fail${code}`, `head trail fail${code}`]),
);

function scalars(field: DescField): fc.Arbitrary<unknown> {
  if (field.enum !== undefined) return fc.constantFrom(...field.enum.values.map((v) => v.number));
  const scalar = field.fieldKind === "map" ? field.scalar : field.scalar;
  switch (scalar) {
    case 9:
      return texts;
    case 12:
      return fc.uint8Array({ maxLength: 40 });
    case 8:
      return fc.boolean();
    case 1:
    case 2:
      return fc.constantFrom(0, 1.5, -1, 100);
    case 3:
    case 4:
    case 6:
    case 16:
    case 18:
      return fc.constantFrom(0n, 1n, 60_000n, 2n ** 40n);
    default:
      return fc.constantFrom(0, 1, 7, 1_000_000);
  }
}

/** Messages of `desc`, most of which break a rule or two. */
function messages(desc: DescMessage, depth = 3): fc.Arbitrary<Message> {
  if (desc === StringValueSchema)
    return echoed.map((value) => create(StringValueSchema, { value }));
  if (
    desc.typeName === "google.protobuf.Duration" ||
    desc.typeName === "google.protobuf.Timestamp"
  ) {
    return fc.nat({ max: 100 }).map((seconds) => create(desc, { seconds: BigInt(seconds) }));
  }
  const members: { [name: string]: fc.Arbitrary<unknown> } = {};
  for (const member of desc.members) {
    if (member.kind === "oneof") {
      const cases = member.fields.map((field) =>
        values(field, depth).map((value) => ({ case: field.localName, value })),
      );
      members[member.localName] = fc.oneof(...cases);
    } else {
      members[member.localName] = values(member, depth);
    }
  }
  return fc.record(members, { requiredKeys: [] }).map((init) => create(desc, init));
}

function values(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const { message } = field;
  if (depth === 0 && message !== undefined) return fc.constant(undefined);
  const one = message === undefined ? scalars(field) : messages(message, depth - 1);
  if (field.fieldKind === "list") return fc.array(one, { maxLength: 3 });
  if (field.fieldKind === "map") return fc.dictionary(texts, one, { maxKeys: 3 });
  return one;
}

const COMPRESS: { readonly [name: string]: (bytes: Uint8Array) => Uint8Array } = {
  gzip: gzipSync,
  br: brotliCompressSync,
};

/** What is wrong with a body, if anything: made of the message as it should be sent. */
const BREAK: { readonly [name: string]: (bytes: Uint8Array) => Uint8Array } = {
  cut: (bytes) => bytes.subarray(0, bytes.length >> 1),
  "cut in its head": (bytes) => bytes.subarray(0, 3),
  empty: () => new Uint8Array(),
  twice: (bytes) => Buffer.concat([bytes, bytes]),
  "and more": (bytes) => Buffer.concat([bytes, Buffer.from([0])]),
  "changed in its head": (bytes) => Buffer.concat([Buffer.from([2]), bytes.subarray(1)]),
  "changed in its middle": (bytes) => bytes.map((b, i) => (i === bytes.length >> 1 ? b ^ 0x55 : b)),
};

const CONTENT_TYPES: { readonly [protocol in Protocol]: readonly string[] } = {
  grpc: ["application/grpc", "application/grpc+proto"],
  "grpc-web": ["application/grpc-web", "application/grpc-web+proto"],
  proto: ["application/proto"],
  json: ["application/json", "application/json; charset=utf-8"],
};
const ODD_TYPES = [
  "application/grpc+json",
  "application/connect+proto",
  "text/plain",
  "APPLICATION/JSON",
];

interface Shape {
  readonly method: DescMethodUnary;
  readonly message: Message;
  readonly protocol: Protocol;
  readonly over: Sent["over"];
  readonly isGet: boolean;
  readonly type: number;
  readonly oddType: string | undefined;
  readonly junk: Uint8Array | undefined;
  readonly isLarge: boolean;
  readonly broken: string | undefined;
  readonly compression: string | undefined;
  readonly isMislabelled: boolean;
  readonly accepts: string | undefined;
  readonly timeout: string | undefined;
  readonly origin: string | undefined;
}

function shapes(): fc.Arbitrary<Shape> {
  const rarely = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number) =>
    fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
  return fc.constantFrom(...methods).chain((method) =>
    fc.record({
      method: fc.constant(method),
      message: messages(method.input),
      protocol: fc.constantFrom("grpc", "grpc-web", "proto", "json"),
      over: fc.constantFrom("HTTP/2", "HTTP/2", "HTTP/1.1"),
      isGet: fc.nat({ max: 3 }).map((n) => n === 0),
      type: fc.nat({ max: 1 }),
      oddType: rarely(fc.constantFrom(...ODD_TYPES), 20),
      junk: rarely(fc.uint8Array({ maxLength: 60 }), 12),
      isLarge: fc.nat({ max: 15 }).map((n) => n === 0),
      broken: rarely(fc.constantFrom(...Object.keys(BREAK)), 4),
      compression: rarely(fc.constantFrom("gzip", "gzip", "br", "identity", "zstd"), 3),
      isMislabelled: fc.nat({ max: 9 }).map((n) => n === 0),
      accepts: rarely(fc.constantFrom("identity,deflate,gzip", "br", "gzip, br", "", "zstd"), 2),
      timeout: rarely(fc.constantFrom("100", "100", "100", "99999999", "soon", "-1"), 4),
      origin: rarely(fc.constantFrom("https://app.example.com", "https://evil.example.com"), 8),
    } satisfies { [name in keyof Shape]: fc.Arbitrary<Shape[name]> }),
  );
}

function sentOf(shape: Shape): Sent {
  const { method, message, protocol, compression } = shape;
  const isEnveloped = protocol === "grpc" || protocol === "grpc-web";
  let bytes = shape.junk ?? plainBytes(method, message, protocol);
  if (shape.isLarge) bytes = Buffer.alloc(MESSAGE_BYTES + 1 + bytes.length, " ");
  const compress = shape.isMislabelled ? undefined : COMPRESS[compression ?? ""];
  if (compress !== undefined) bytes = compress(bytes);
  const path = `/${method.parent.typeName}/${method.name}`;
  const headers: { [name: string]: string } = {};
  if (shape.origin !== undefined) headers["origin"] = shape.origin;
  const [encoding, accept, timeout] = isEnveloped
    ? ["grpc-encoding", "grpc-accept-encoding", "grpc-timeout"]
    : ["content-encoding", "accept-encoding", "connect-timeout-ms"];
  if (shape.accepts !== undefined) headers[accept as string] = shape.accepts;
  if (shape.timeout !== undefined) {
    headers[timeout as string] = isEnveloped ? `${shape.timeout}S` : `${shape.timeout}000`;
  }
  if (!isEnveloped && shape.isGet) {
    const query = new URLSearchParams({ connect: "v1", encoding: protocol });
    if (compression !== undefined) query.set("compression", compression);
    const text = Buffer.from(bytes).toString("base64url");
    query.set("message", shape.broken === undefined ? text : `${text}*`);
    query.set("base64", "1");
    return { over: shape.over, method: "GET", path: `${path}?${query}`, headers, body: undefined };
  }
  headers["content-type"] =
    shape.oddType ?? CONTENT_TYPES[protocol][shape.type] ?? (CONTENT_TYPES[protocol][0] as string);
  if (compression !== undefined) headers[encoding as string] = compression;
  const isFlagged = compression !== undefined && compression !== "identity";
  const framed = isEnveloped ? encodeEnvelope(isFlagged ? 1 : 0, bytes) : bytes;
  const body = shape.broken === undefined ? framed : BREAK[shape.broken]?.(framed);
  return { over: shape.over, method: "POST", path, headers, body };
}

function plainBytes({ input }: DescMethodUnary, message: Message, protocol: Protocol): Uint8Array {
  return protocol === "json" ? Buffer.from(toJsonString(input, message)) : toBinary(input, message);
}

// --- Answers, as far as the protocols fix them.

interface Answered {
  readonly status: number | string | undefined;
  /** Without those that say how the answer was sent. */
  readonly headers: { readonly [name: string]: unknown };
  readonly body: unknown;
}

async function send(lane: LaneName, sent: Sent): Promise<Answered> {
  return sent.over === "HTTP/2" ? await overHttp2(lane, sent) : await overHttp1(lane, sent);
}

async function overHttp2(lane: LaneName, { method, path, headers, body }: Sent) {
  const session = sessions.get(lane) as http2.ClientHttp2Session;
  const stream = session.request({ ":method": method, ":path": path, ...headers });
  stream.end(body);
  let trailers: http2.IncomingHttpHeaders = {};
  stream.on("trailers", (sent) => {
    trailers = sent;
  });
  const [head] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
  const answered = await buffer(stream);
  return answeredBy(Number(head[":status"]), { ...head, ...trailers }, answered);
}

async function overHttp1(lane: LaneName, { method, path, headers, body }: Sent) {
  const port = ports.get(lane);
  const request = http.request({ agent, host: "127.0.0.1", port, method, path, headers });
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const answered = await buffer(response);
  return answeredBy(response.statusCode, { ...response.headers, ...response.trailers }, answered);
}

const TRAILER = 0x80;
const HOW_IT_WAS_SENT = [
  ":status",
  "date",
  "content-length",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "trailer",
];

function answeredBy(
  status: number | undefined,
  all: { [name: string]: unknown },
  body: Buffer,
): Answered {
  const headers = { ...all };
  for (const name of HOW_IT_WAS_SENT) delete headers[name];
  const type = String(headers["content-type"]);
  if (type.startsWith("application/grpc")) {
    const encoding = String(headers["grpc-encoding"]);
    // An answer without a message is in no encoding, whether it says so or not.
    if (headers["grpc-status"] !== "0") delete headers["grpc-encoding"];
    return { status, headers, body: envelopesOf(body, encoding) };
  }
  const plain = decompress(body, String(headers["content-encoding"])).toString();
  // Whether a long error is compressed is a matter of taste.
  if (status !== 200) delete headers["content-encoding"];
  return { status, headers, body: plain };
}

function envelopesOf(body: Buffer, encoding: string): unknown[] {
  const envelopes: unknown[] = [];
  let rest = body;
  while (rest.length > 0) {
    const end = 5 + rest.readUInt32BE(1);
    const flags = rest[0] as number;
    const data = rest.subarray(5, end);
    const plain = flags & 1 ? decompress(data, encoding) : data;
    // As it is with long errors: the trailers of gRPC-Web may be compressed.
    envelopes.push([flags & TRAILER ? TRAILER : flags, plain.toString()]);
    rest = rest.subarray(end);
  }
  return envelopes;
}

function decompress(bytes: Buffer, encoding: string): Buffer {
  if (encoding === "gzip") return gunzipSync(bytes);
  return encoding === "br" ? brotliDecompressSync(bytes) : bytes;
}

async function expectSame(sent: readonly Sent[]): Promise<Answered[]> {
  const [fast = [], connect = []] = await Promise.all(
    LANES.map((lane) => Promise.all(sent.map((one) => send(lane, one)))),
  );
  for (const [i, answer] of fast.entries())
    expect({ ...sent[i], answer }).toEqual({ ...sent[i], answer: connect[i] });
  return fast;
}

describe("the unary lane answers as Connect's own handlers do", () => {
  it("whatever is sent: 6,000 requests", async () => {
    let served = 0;
    handedOver = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(shapes(), { minLength: 30, maxLength: 30 }), async (batch) => {
        const answers = await expectSame(batch.map(sentOf));
        served += answers.length;
      }),
      // A batch that differs says in what; to make it smaller would take longer than to read that.
      { numRuns: 200, endOnFailure: true },
    );
    expect(served).toBeGreaterThanOrEqual(6_000);
    // Or too little would have been compared.
    expect(served - handedOver).toBeGreaterThan(3_000);
  });
});
