import type { OutgoingHttpHeaders } from "node:http";
import { ConnectError } from "@connectrpc/connect";
import { compressedFlag, encodeEnvelopes } from "@connectrpc/connect/protocol";
import { parseTimeout, setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { trailerFlag, trailerSerialize } from "@connectrpc/connect/protocol-grpc-web";
import type { CallContext } from "./call-context.ts";
import { encodeGrpcMessage } from "./grpc-message.ts";
import { ENVELOPE_HEAD_BYTES, envelopedBody } from "./request-body.ts";
import { nodeHeaders, type UnaryCodec } from "./unary-codec.ts";

const OK = { "grpc-status": "0" };

/** What gRPC and gRPC-Web have in common. */
function createEnvelopeCodec(protocolName: string, messageBytes: number) {
  return {
    protocolName,
    isBinary: true,
    body: envelopedBody(messageBytes),
    timeout: "grpc-timeout",
    encoding: "grpc-encoding",
    acceptEncoding: "grpc-accept-encoding",
    parseTimeout,
  };
}

/** Unary gRPC over HTTP/2. */
export function createGrpcCodec(messageBytes: number): UnaryCodec {
  const type = "application/grpc+proto";
  return {
    ...createEnvelopeCodec("grpc", messageBytes),
    answer({ bytes, isCompressed }, context, compression) {
      const { header, trailer } = context.metadata;
      return {
        status: 200,
        headers: headOf(type, header, compression),
        body: envelope(isCompressed ? compressedFlag : 0, bytes),
        trailers: trailer === undefined ? OK : { ...nodeHeaders(trailer), ...OK },
      };
    },
    fail(error, context, compression) {
      const { header } = context.metadata;
      const trailers = {
        ...nodeHeaders(errorTrailer(error, context)),
        // Connect encodes more than the protocol asks for, and grpc-js decodes no more than that.
        "grpc-message": encodeGrpcMessage(error.rawMessage),
      };
      const headers = headOf(type, header, compression);
      // Without metadata before it, an error is told by one frame.
      if (header === undefined) return { status: 200, headers: { ...headers, ...trailers } };
      return { status: 200, headers, trailers };
    },
  };
}

/** Unary gRPC-Web in its binary form. */
export function createGrpcWebCodec(messageBytes: number): UnaryCodec {
  const type = "application/grpc-web+proto";
  return {
    ...createEnvelopeCodec("grpc-web", messageBytes),
    answer({ bytes, isCompressed }, context, compression) {
      const { header, trailer = new Headers() } = context.metadata;
      trailer.set("grpc-status", "0");
      const body = encodeEnvelopes(
        { flags: isCompressed ? compressedFlag : 0, data: bytes },
        { flags: trailerFlag, data: trailerSerialize(trailer) },
      );
      return { status: 200, headers: headOf(type, header, compression), body };
    },
    fail(error, context, compression) {
      const { header } = context.metadata;
      const trailer = trailerSerialize(errorTrailer(error, context));
      const body = envelope(trailerFlag, trailer);
      return { status: 200, headers: headOf(type, header, compression), body };
    },
  };
}

/** Sent at once, so it may lie in the memory that Node keeps for what is small. */
function envelope(flags: number, message: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(ENVELOPE_HEAD_BYTES + message.length);
  bytes[0] = flags;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, ENVELOPE_HEAD_BYTES);
  return bytes;
}

function headOf(
  type: string,
  header: Headers | undefined,
  compression: string | undefined,
): OutgoingHttpHeaders {
  const head: OutgoingHttpHeaders = header === undefined ? {} : nodeHeaders(header);
  head["content-type"] = type;
  if (compression !== undefined) head["grpc-encoding"] = compression;
  return head;
}

function errorTrailer(error: ConnectError, context: CallContext): Headers {
  const { rawMessage, code, details } = error;
  if (rawMessage.isWellFormed())
    return setTrailerStatus(context.metadata.trailer ?? new Headers(), error);
  const encodable = new ConnectError(rawMessage.toWellFormed(), code, error.metadata);
  encodable.details = details;
  return errorTrailer(encodable, context);
}
