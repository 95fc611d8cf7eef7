import type { IncomingHttpHeaders } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { Logger } from "@millrace/core";
import { type CallRequest, createCallRequest, type RequestLimits } from "./call-request.ts";
import { CALLER, callerOf } from "./caller.ts";
import { deliveryBy } from "./delivery.ts";
import type { Exchange } from "./exchange.ts";
import { dropFarDeadline } from "./far-deadline.ts";
import { withPlainGrpcMessage } from "./grpc-message.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
import { refuseCall } from "./refuse-call.ts";
import type { RpcRouter } from "./rpc-router.ts";
import { logFailure } from "./unlogged-failure.ts";
import { notServed, withReason } from "./wrong-request.ts";

// Of a method of a service in a package.
const CALL_PATH = /^\/([\w.]+\.\w+)\/(\w+)$/;

/** Answers a request that is an RPC; false when it is none. */
export type RpcHandler = (
  request: NodeServerRequest,
  response: NodeServerResponse,
  path: string,
  exchange: Exchange,
) => boolean;

/**
 * Hands RPCs to the router's handlers. A call of a method that is not served is answered in its own
 * protocol.
 */
export function createRpcHandler(
  router: Pick<RpcRouter, "handlers">,
  limits: RequestLimits,
  logger: Logger,
): RpcHandler {
  const handlers = new Map(
    router.handlers.map((handler): [string, [UniversalHandler, CallRequest]] => [
      handler.requestPath,
      [handler, createCallRequest(handler, limits)],
    ]),
  );
  const methods = new Map<string, string[]>();
  for (const { service, method } of router.handlers) {
    methods.set(service.typeName, [...(methods.get(service.typeName) ?? []), method.name]);
  }
  return (request, response, path, exchange) => {
    const served = handlers.get(path);
    if (served === undefined) {
      const [, service, method] = CALL_PATH.exec(path) ?? [];
      if (service === undefined || method === undefined) return false;
      const message = notServed(service, method, methods);
      return refuseCall(request, response, Code.Unimplemented, message, true);
    }
    const [handler, callRequest] = served;
    dropFarDeadline(request.headers);
    const values = deliveryBy(response).set(CALLER, callerOf(request));
    nameAuthority(request.headers);
    const isStream = handler.method.methodKind !== "unary";
    const call = universalRequestFromNodeRequest(request, response, undefined, values);
    void handler(callRequest({ ...call, body: exchange.requestBody() }))
      .then((answer) => logFailure(withReason(answer, handler), values, path, logger))
      .then((answer) => {
        const { body } = answer;
        const counted =
          body === undefined ? answer : { ...answer, body: exchange.answerBody(body, isStream) };
        return universalResponseToNodeResponse(withPlainGrpcMessage(counted), response);
      })
      .catch((reason) => {
        if (exchange.refusal !== undefined) return;
        if (hasLeft(reason, request, response)) {
          logger.debug?.({ err: reason, path }, "the caller left before it had its answer");
          return;
        }
        logger.warn({ err: reason, path }, "could not answer a call");
        response.destroy();
      });
    return true;
  };
}

function hasLeft(
  reason: unknown,
  request: NodeServerRequest,
  response: NodeServerResponse,
): boolean {
  if (ConnectError.from(reason).code === Code.Aborted || response.destroyed) return true;
  // A response of HTTP/1.1 learns later than its socket that the write has failed.
  return "stream" in response ? response.stream.destroyed : request.socket.destroyed;
}

/**
 * Connect builds a URL of what the client calls this server, which need not be the authority of one:
 * Node asks an IPv6 address for `::1:8080`. Nobody reads it.
 */
function nameAuthority(headers: IncomingHttpHeaders): void {
  if (headers[":authority"] !== undefined) headers[":authority"] = "millrace";
  headers.host = "millrace";
}
