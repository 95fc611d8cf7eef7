import type { IncomingHttpHeaders } from "node:http";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { Logger } from "@millrace/core";
import { type CallRequest, createCallRequest, type RequestLimits } from "./call-request.ts";
import type { Exchange } from "./exchange.ts";
import { dropFarDeadline } from "./far-deadline.ts";
import { withPlainGrpcMessage } from "./grpc-message.ts";
import { endUnanswered, type Lane } from "./lane.ts";
import type { RpcRouter } from "./rpc-router.ts";
import { logFailure } from "./unlogged-failure.ts";
import { withReason } from "./wrong-request.ts";

/** Serves calls by Connect's own handlers, which know every kind of call of every protocol. */
export function createConnectLane(
  { handlers }: Pick<RpcRouter, "handlers">,
  limits: RequestLimits,
  logger: Logger,
): Lane {
  const served = new Map(
    handlers.map((handler): [string, [UniversalHandler, CallRequest]] => [
      handler.requestPath,
      [handler, createCallRequest(handler, limits)],
    ]),
  );
  return (exchange, path, body) => {
    const found = served.get(path);
    if (found === undefined) return false;
    serve(exchange, body ?? exchange.requestBody(), ...found, path, logger).catch((reason) =>
      endUnanswered(exchange, reason, path, logger),
    );
    return true;
  };
}

async function serve(
  exchange: Exchange,
  body: AsyncIterable<Uint8Array>,
  handler: UniversalHandler,
  callRequest: CallRequest,
  path: string,
  logger: Logger,
): Promise<void> {
  const { request, response, values } = exchange;
  dropFarDeadline(request.headers);
  nameAuthority(request.headers);
  const call = universalRequestFromNodeRequest(request, response, undefined, values);
  const given = await handler(callRequest({ ...call, body }));
  const answer = await logFailure(withReason(given, handler), values, path, logger);
  const isStream = handler.method.methodKind !== "unary";
  const counted =
    answer.body === undefined
      ? answer
      : { ...answer, body: exchange.answerBody(answer.body, isStream) };
  await universalResponseToNodeResponse(withPlainGrpcMessage(counted), response);
}

/**
 * Connect builds a URL of what the client calls this server, which need not be the authority of one:
 * Node asks an IPv6 address for `::1:8080`. Nobody reads it.
 */
function nameAuthority(headers: IncomingHttpHeaders): void {
  if (headers[":authority"] !== undefined) headers[":authority"] = "millrace";
  headers.host = "millrace";
}
