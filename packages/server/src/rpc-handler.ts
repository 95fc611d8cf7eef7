import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { deliveryBy } from "./delivery.ts";
import { dropFarDeadline } from "./far-deadline.ts";
import { withPlainGrpcMessage } from "./grpc-message.ts";
import type { Logger } from "./logger.ts";
import { blameMalformed } from "./malformed-request.ts";
import { refuseCall } from "./refuse-call.ts";

export type NodeServerRequest = IncomingMessage | Http2ServerRequest;
export type NodeServerResponse = ServerResponse | Http2ServerResponse;

/**
 * Hands RPCs to the router's handlers; true when the request was one. A call of a method that is
 * not served is answered in its own protocol.
 */
export function createRpcHandler(
  router: ConnectRouter,
  logger: Logger,
): (request: NodeServerRequest, response: NodeServerResponse, path: string) => boolean {
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const services = new Set(router.handlers.map(({ service }) => service.typeName));
  return (request, response, path) => {
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
    // A handler that reads the body only in part must not destroy the request: Node would then never
    // read the rest, and the connection would stand still.
    const body = request.iterator({ destroyOnReturn: false });
    void handler({ ...call, body })
      .then(blameMalformed)
      .then((answer) => universalResponseToNodeResponse(withPlainGrpcMessage(answer), response))
      .catch((reason) => {
        // The caller has gone: there is nobody to tell.
        if (ConnectError.from(reason).code === Code.Aborted || response.destroyed) return;
        logger.warn({ err: reason, path }, "could not answer a call");
        response.destroy();
      });
    return true;
  };
}
