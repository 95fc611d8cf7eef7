import { mergeNonProtocolHeaders } from "@connectrpc/connect/protocol";
import {
  codeToHttpStatus,
  errorToJsonBytes,
  parseTimeout,
} from "@connectrpc/connect/protocol-connect";
import { plainBody } from "./request-body.ts";
import { nodeHeaders, type UnaryCodec } from "./unary-codec.ts";

/** A unary call of Connect, whose messages are in protobuf's wire format or in JSON. */
export function createConnectCodec(isBinary: boolean, messageBytes: number): UnaryCodec {
  const type = isBinary ? "application/proto" : "application/json";
  return {
    protocolName: "connect",
    isBinary,
    body: plainBody(messageBytes),
    timeout: "connect-timeout-ms",
    encoding: "content-encoding",
    acceptEncoding: "accept-encoding",
    parseTimeout,
    answer({ bytes, isCompressed }, { metadata: { header, trailer } }, compression) {
      const headers = nodeHeaders(header);
      if (trailer !== undefined) addTrailer(headers, trailer);
      headers["content-type"] = type;
      if (isCompressed && compression !== undefined) headers["content-encoding"] = compression;
      return { status: 200, headers, body: bytes };
    },
    fail(error, { metadata: { header = new Headers(), trailer } }) {
      // What an error brings along goes to the caller, unless it came from another server.
      if (!error.isWireError) mergeNonProtocolHeaders(header, error.metadata);
      const headers = nodeHeaders(header);
      if (trailer !== undefined) addTrailer(headers, trailer);
      headers["content-type"] = "application/json";
      return {
        status: codeToHttpStatus(error.code),
        headers,
        body: errorToJsonBytes(error, undefined),
      };
    },
  };
}

function addTrailer(headers: { [name: string]: string | string[] }, trailer: Headers): void {
  for (const [name, value] of trailer) headers[`trailer-${name}`] = value;
}
