import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerRequest } from "@connectrpc/connect/protocol";
import type { Limits } from "@millrace/core";
import { type AskedJobsReader, askedJobsReader } from "@millrace/protocol";
import { itemLimits } from "./item-limit.ts";
import { createJsonCheck } from "./json-check.ts";
import {
  type BodyOptions,
  COMPRESSIONS,
  checkedEnvelopes,
  checkedMessage,
} from "./request-body.ts";
import { createWireCheck } from "./wire-check.ts";

export interface RequestLimits {
  readonly limits: Limits;
  /** The largest message of a call. */
  readonly messageBytes: number;
}

/** The call as the protocol's handler may take it: see {@link createCallRequest}. */
export type CallRequest = (request: StreamedRequest) => UniversalServerRequest;

/** A request whose body is read while it comes. */
export type StreamedRequest = UniversalServerRequest & { body: AsyncIterable<Uint8Array> };

// What a field, with its tag, takes on average at least. Decoding costs time and memory a field, so that
// a message which is all fields must stay below the largest one that is mostly payload.
const FIELD_BYTES = 16;

/** How many fields a message of at most `messageBytes` may have, nested ones included. */
export function maxFieldsOf(messageBytes: number): number {
  return Math.ceil(messageBytes / FIELD_BYTES);
}

const BASE64_URL = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Checks of messages before anything is made of them; each throws what refuses one. */
export interface MessageChecks {
  readonly binary: (message: Uint8Array) => void;
  readonly json: (message: Uint8Array) => void;
}

export function createMessageChecks(
  desc: DescMessage,
  { limits, messageBytes }: RequestLimits,
): MessageChecks {
  const maxFields = maxFieldsOf(messageBytes);
  return {
    binary: createWireCheck(desc, limits, maxFields),
    json: createJsonCheck(desc, limits, maxFields),
  };
}

/**
 * What reads the jobs that messages of `desc` ask for, within the bounds of their check and in its place;
 * undefined for messages that ask for none.
 */
export function createAskedJobsReader(
  desc: DescMessage,
  { limits, messageBytes }: RequestLimits,
): AskedJobsReader | undefined {
  const all = [...itemLimits(desc, limits)].map(([field, { max }]) => [field, max] as const);
  return askedJobsReader(desc, { maxFields: maxFieldsOf(messageBytes), maxItems: new Map(all) });
}

/**
 * Prepares the requests of a `handler`: their body yields what has been decompressed and checked and
 * throws what refuses it, for the handler to answer with. A GET of Connect becomes the POST that it
 * stands for.
 */
export function createCallRequest(
  { method, allowedMethods }: Pick<UniversalHandler, "method" | "allowedMethods">,
  { limits, messageBytes }: RequestLimits,
): CallRequest {
  const checks = createMessageChecks(method.input, { limits, messageBytes });
  return (request) => {
    const isGet = request.method === "GET" && allowedMethods.includes("GET");
    const call = isGet ? postOf(request) : request;
    const { header, body } = call;
    const contentType = mediaTypeOf(header);
    const check = contentType.endsWith("json") ? checks.json : checks.binary;
    const isUnary = contentType === "application/json" || contentType === "application/proto";
    if (!isUnary) {
      const encoding = contentType.startsWith("application/connect")
        ? "Connect-Content-Encoding"
        : "Grpc-Encoding";
      const compression = compressionOf(header.get(encoding));
      return { ...call, body: checkedEnvelopes(body, { messageBytes, compression, check }) };
    }
    const compression = compressionOf(header.get("Content-Encoding"));
    const options: BodyOptions = { messageBytes, compression, check };
    const length = Number(header.get("Content-Length") ?? 0);
    // The handler gets plain bytes, and answers as it would have: by default in the same compression.
    header.delete("Content-Length");
    if (compression !== undefined) {
      header.delete("Content-Encoding");
      if (!header.get("Accept-Encoding")) header.set("Accept-Encoding", compression.name);
    }
    return { ...call, body: checkedMessage(body, length, options) };
  };
}

function mediaTypeOf(header: Headers): string {
  const [mediaType = ""] = (header.get("Content-Type") ?? "").split(";", 1);
  return mediaType.trim().toLowerCase();
}

function compressionOf(name: string | null) {
  return COMPRESSIONS.find((compression) => compression.name === name);
}

/** A GET without a known encoding stays one, which the handler refuses. */
function postOf(request: StreamedRequest): StreamedRequest {
  const query = new URL(request.url).searchParams;
  const encoding = query.get("encoding");
  if (encoding !== "json" && encoding !== "proto") return request;
  const header = new Headers(request.header);
  header.set("Content-Type", `application/${encoding}`);
  const compression = query.get("compression");
  if (compression !== null) header.set("Content-Encoding", compression);
  return { ...request, method: "POST", header, body: messageIn(query) };
}

async function* messageIn(query: URLSearchParams): AsyncGenerator<Uint8Array> {
  yield messageOf(query);
}

/**
 * The message that a GET has in its query.
 *
 * @throws ConnectError INVALID_ARGUMENT when that cannot be read.
 */
export function messageOf(query: URLSearchParams): Uint8Array {
  const version = query.get("connect");
  if (version !== null && version !== "v1") {
    throw new ConnectError(`connect must be v1, but is ${version}`, Code.InvalidArgument);
  }
  const message = query.get("message") ?? "";
  if (query.get("base64") !== "1") return Buffer.from(message);
  if (!BASE64_URL.test(message)) {
    throw new ConnectError(
      "message is not valid base64url, as base64=1 says that it is",
      Code.InvalidArgument,
    );
  }
  return Buffer.from(message, "base64url");
}
