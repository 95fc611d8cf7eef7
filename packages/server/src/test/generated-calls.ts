import { brotliCompressSync, gzipSync } from "node:zlib";
import {
  create,
  type DescField,
  type DescMessage,
  type DescMethodUnary,
  type Message,
  ScalarType,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import fc from "fast-check";

type Protocol = "grpc" | "grpc-web" | "proto" | "json";

/** A request as it is sent. */
export interface SentCall {
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
  switch (field.scalar) {
    case ScalarType.STRING:
      return texts;
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 40 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return fc.constantFrom(0, 1.5, -1, 100);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
    case ScalarType.SINT64:
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
  readonly over: SentCall["over"];
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

/** Calls of `methods`, one in two of them as it should be, against a server that takes `messageBytes`. */
export function generatedCalls(
  methods: readonly DescMethodUnary[],
  messageBytes: number,
): fc.Arbitrary<SentCall> {
  return shapes(methods).map((shape) => sentOf(shape, messageBytes));
}

function shapes(methods: readonly DescMethodUnary[]): fc.Arbitrary<Shape> {
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

function sentOf(shape: Shape, messageBytes: number): SentCall {
  const { method, message, protocol, compression } = shape;
  const isEnveloped = protocol === "grpc" || protocol === "grpc-web";
  let bytes = shape.junk ?? plainBytes(method, message, protocol);
  if (shape.isLarge) bytes = Buffer.alloc(messageBytes + 1 + bytes.length, " ");
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
