import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { deliveryBy } from "./delivery.ts";
import type { Exchange } from "./exchange.ts";
import { dropFarDeadline } from "./far-deadline.ts";
import { withPlainGrpcMessage } from "./grpc-message.ts";
import type { Logger } from "./logger.ts";
import { blameMalformed } from "./malformed-request.ts";
import { refuseCall } from "./refuse-call.ts";

export type NodeServerRequest = IncomingMessage | Http2ServerRequest;
export type NodeServerResponse = ServerResponse | Http2ServerResponse;

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
export function createRpcHandler(router: ConnectRouter, logger: Logger): RpcHandler {
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const services = new Set(router.handlers.map(({ service }) => service.typeName));
  return (request, response, path, exchange) => {
    const handler = handlers.get(path);
    if (handler === undefined) {
      const [, service = "", method] = path.split("/");
      if (method === undefined || method === "") return false;
      const message = services.has(service)
        ? `${service} has no method ${method}; ask server reflection for what it has`
        : `there is no service ${service}; ask server reflection for what there is`;
      return refuseCall(request, response, Code.Unimplemented, message, services.has(service));
    }
    dropFarDeadline(request.headers);
    const call = universalRequestFromNodeRequest(
      request,
      response,
      undefined,
      deliveryBy(response),
    );
    void handler({ ...call, body: exchange.requestBody() })
      .then(blameMalformed)
      .then((answer) => {
        const { body } = answer;
        const counted =
          body === undefined ? answer : { ...answer, body: exchange.answerBody(body) };
        return universalResponseToNodeResponse(withPlainGrpcMessage(counted), response);
      })
      .catch((reason) => {
        if (exchange.refusal !== undefined) return;
        if (hasLeft(reason, request, response)) {
          logger.debug({ err: reason, path }, "the caller left before it had its answer");
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
