import type { Logger } from "@millrace/core";
import type { Cors } from "./cors.ts";
import { answerText, type HttpHandler } from "./http-handler.ts";
import type { NodeServerResponse } from "./node-http.ts";
import type { RequestListener } from "./port-listener.ts";
import type { RpcHandler } from "./rpc-handler.ts";

export interface RoutesOptions {
  /** Asked in turn, before `rest` and `rpc`. */
  readonly handlers: readonly HttpHandler[];
  /** Answers REST; false when the request is none of it. */
  readonly rest: RpcHandler;
  /** Answers RPCs; false when the request is none. */
  readonly rpc: RpcHandler;
  readonly cors: Cors;
  readonly logger: Logger;
}

/** What the port answers: what one of the handlers does, REST, and RPCs. */
export function createRoutes({
  handlers,
  rest,
  rpc,
  cors,
  logger,
}: RoutesOptions): RequestListener {
  // Node would end the process for a handler that writes once its response has ended, as when the port has
  // refused the request meanwhile.
  const tellError = (error: Error) =>
    logger.debug?.({ err: error }, "an answer has no use any more");
  const route = async (...[request, response, exchange]: Parameters<RequestListener>) => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    response.on("error", tellError);
    try {
      if (cors.handle(request, response)) return;
      for (const handler of handlers) {
        const answered = handler(request, response, path);
        // An RPC begins in the turn in which it has come, unless a handler has to wait.
        if (typeof answered === "boolean" ? answered : await answered) return;
      }
    } catch (error) {
      logger.error({ err: error, path }, "a request failed in its handler");
      answerFailure(response, 500, "An error within the server, described in its log.\n");
      return;
    }
    try {
      if (rest(request, response, path, exchange)) return;
      if (!rpc(request, response, path, exchange)) answerText(response, 404, NOT_FOUND);
    } catch (error) {
      // A request so odd that it cannot even be read, such as one without a host.
      logger.debug?.({ err: error }, "could not read a request");
      answerFailure(response, 400, "This request cannot be read as HTTP for this server.\n");
    }
  };
  return (...args) => void route(...args);
}

function answerFailure(response: NodeServerResponse, status: number, body: string): void {
  if (response.headersSent) response.destroy();
  else answerText(response, status, body);
}

const NOT_FOUND = `Nothing is served under this path. RPCs are POST /<package>.<Service>/<Method>, for example
  curl -H 'content-type: application/json' -d '{"id": "..."}' http://<this address>/millrace.v1.JobService/GetJob
GET / tells more.
`;
