import { Code } from "@connectrpc/connect";
import { encodeEnvelope, type UniversalServerResponse } from "@connectrpc/connect/protocol";
import { codeToHttpStatus } from "@connectrpc/connect/protocol-connect";

const PREFIX = "parse binary: ";
const EXPLAINED = "the request is not a valid protobuf message: ";
const ENVELOPE_HEAD_BYTES = 5;
// The flags of an envelope that ends a stream: gRPC-Web's trailers and Connect's end.
const END_FLAGS = 0x80 | 0x02;
// Only large envelopes are compressed, never one that tells of a malformed message.
const COMPRESSED_FLAG = 0x01;

/**
 * `answer`, where a message that is no protobuf counts as the caller's fault: Connect calls that
 * INTERNAL in every protocol, and has no setting for it.
 */
export async function blameMalformed(
  answer: UniversalServerResponse,
): Promise<UniversalServerResponse> {
  const { header } = answer;
  const contentType = header instanceof Headers ? (header.get("Content-Type") ?? "") : "";
  if (answer.status === codeToHttpStatus(Code.Internal)) return await blameUnary(answer);
  if (!/^application\/(grpc-web|connect\+)/.test(contentType)) return answer;
  return answer.body === undefined || answer.body === null
    ? answer
    : { ...answer, body: blameStream(answer.body) };
}

/** The code and message of a gRPC trailer, likewise. */
export function blameMalformedTrailer(trailer: Headers): void {
  const message = decodeURIComponent(trailer.get("Grpc-Message") ?? "");
  if (trailer.get("Grpc-Status") !== String(Code.Internal) || !message.startsWith(PREFIX)) return;
  trailer.set("Grpc-Status", String(Code.InvalidArgument));
  trailer.set("Grpc-Message", encodeURIComponent(explained(message)));
}

async function blameUnary(answer: UniversalServerResponse): Promise<UniversalServerResponse> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body ?? []) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const header = new Headers(answer.header);
  const rest = { ...answer, header, body: once(body) };
  if (header.has("Content-Encoding")) return rest;
  const error = parseError(body.toString());
  if (error === undefined) return rest;
  const blamed = Buffer.from(JSON.stringify(error));
  header.set("Content-Length", String(blamed.length));
  return { ...rest, status: codeToHttpStatus(Code.InvalidArgument), body: once(blamed) };
}

async function* blameStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const envelope of body) {
    const flags = envelope[0] ?? 0;
    if ((flags & END_FLAGS) === 0 || (flags & COMPRESSED_FLAG) !== 0) yield envelope;
    else yield blameEnd(flags, envelope);
  }
}

function blameEnd(flags: number, envelope: Uint8Array): Uint8Array {
  const text = Buffer.from(envelope.subarray(ENVELOPE_HEAD_BYTES)).toString();
  const blamed = flags & 0x80 ? blameTrailers(text) : blameEndStream(text);
  return blamed === undefined ? envelope : encodeEnvelope(flags, Buffer.from(blamed));
}

function blameTrailers(text: string): string | undefined {
  const trailer = new Headers();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) trailer.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const before = trailer.get("Grpc-Status");
  blameMalformedTrailer(trailer);
  if (trailer.get("Grpc-Status") === before) return undefined;
  return [...trailer].map(([name, value]) => `${name}: ${value}\r\n`).join("");
}

function blameEndStream(text: string): string | undefined {
  const end = JSON.parse(text) as { error?: object };
  const error = end.error === undefined ? undefined : parseError(JSON.stringify(end.error));
  return error === undefined ? undefined : JSON.stringify({ ...end, error });
}

/** The error in `json` under its right code, when it is one of a malformed message. */
function parseError(json: string): object | undefined {
  const error = JSON.parse(json) as { code?: unknown; message?: unknown };
  if (error.code !== "internal" || typeof error.message !== "string") return undefined;
  if (!error.message.startsWith(PREFIX)) return undefined;
  return { ...error, code: "invalid_argument", message: explained(error.message) };
}

function explained(message: string): string {
  return EXPLAINED + message.slice(PREFIX.length);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
