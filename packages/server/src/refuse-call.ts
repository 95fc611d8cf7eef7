import type { IncomingHttpHeaders } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import {
  codeToHttpStatus,
  endStreamFlag,
  endStreamToJson,
  errorToJson,
} from "@connectrpc/connect/protocol-connect";
import type { Answer } from "./answer.ts";
import { encodeGrpcMessage } from "./grpc-message.ts";

/**
 * The answer that refuses a call, in the protocol that its content type tells; undefined when that is
 * none of an RPC and `assumeConnect` is not set.
 */
export function refusalOf(
  headers: IncomingHttpHeaders,
  code: Code,
  message: string,
  assumeConnect: boolean,
): Answer | undefined {
  const contentType = headers["content-type"]?.split(";", 1)[0] ?? "";
  const error = new ConnectError(message, code);
  if (contentType.startsWith("application/grpc")) {
    const status = { "grpc-status": String(code), "grpc-message": encodeGrpcMessage(message) };
    return { status: 200, headers: { "content-type": contentType, ...status } };
  }
  if (contentType.startsWith("application/connect+")) {
    const end = JSON.stringify(endStreamToJson(new Headers(), error, undefined));
    const body = encodeEnvelope(endStreamFlag, Buffer.from(end));
    return { status: 200, headers: { "content-type": contentType }, body };
  }
  const unary = contentType === "application/json" || contentType === "application/proto";
  if (!unary && !assumeConnect) return undefined;
  const body = Buffer.from(JSON.stringify(errorToJson(error, undefined)));
  // For what is not served at all, the status that everything between here and the caller knows.
  const status = code === Code.Unimplemented ? 404 : codeToHttpStatus(code);
  return { status, headers: { "content-type": "application/json" }, body };
}
