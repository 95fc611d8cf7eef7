import { Code, ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import {
  codeToHttpStatus,
  endStreamFlag,
  endStreamToJson,
  errorToJson,
} from "@connectrpc/connect/protocol-connect";
import { answer } from "./answer.ts";
import { encodeGrpcMessage } from "./grpc-message.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";

/**
 * Answers a call with an error, in the protocol that its content type tells.
 *
 * @returns false, and does nothing, when the request is no call: its content type is none of an RPC
 *   and `assumeConnect` is not set.
 */
export function refuseCall(
  request: NodeServerRequest,
  response: NodeServerResponse,
  code: Code,
  message: string,
  assumeConnect: boolean,
): boolean {
  const contentType = request.headers["content-type"]?.split(";", 1)[0] ?? "";
  const error = new ConnectError(message, code);
  if (contentType.startsWith("application/grpc")) {
    answer(response, 200, {
      "Content-Type": contentType,
      "Grpc-Status": String(code),
      "Grpc-Message": encodeGrpcMessage(message),
    });
    return true;
  }
  if (contentType.startsWith("application/connect+")) {
    const end = JSON.stringify(endStreamToJson(new Headers(), error, undefined));
    const body = encodeEnvelope(endStreamFlag, new TextEncoder().encode(end));
    answer(response, 200, { "Content-Type": contentType }, body);
    return true;
  }
  const unary = contentType === "application/json" || contentType === "application/proto";
  if (!unary && !assumeConnect) return false;
  const body = JSON.stringify(errorToJson(error, undefined));
  // For what is not served at all, the status that everything between here and the caller knows.
  const status = code === Code.Unimplemented ? 404 : codeToHttpStatus(code);
  answer(response, status, { "Content-Type": "application/json" }, body);
  return true;
}
