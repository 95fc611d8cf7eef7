import type { Logger } from "@millrace/core";
import type { Cors } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import type { HostCheck } from "./host-check.ts";
import { answerText, type HttpHandler } from "./http-handler.ts";
import type { Lane } from "./lane.ts";
import type { NodeServerResponse } from "./node-http.ts";
import type { RequestListener } from "./port-listener.ts";

export interface RoutesOptions {
  readonly hosts: HostCheck;
  /** Answers the RPCs that are served. */
  readonly rpc: Lane;
  /** Asked in turn about everything else. */
  readonly handlers: readonly HttpHandler[];
  /** Answers REST. */
  readonly rest: Lane;
  /** Refuses the RPCs that are not served. */
  readonly unknown: Lane;
  readonly cors: Cors;
  readonly logger: Logger;
}

/** What the port answers: RPCs, what one of the handlers does, and REST. */
export function createRoutes(options: RoutesOptions): RequestListener {
  const { hosts, rpc, handlers, rest, unknown, cors, logger } = options;
  // Node would end the process for a handler that writes once its response has ended, as when the port has
  // refused the request meanwhile.
  const tellError = (error: Error) =>
    logger.debug?.({ err: error }, "an answer has no use any more");

  async function handle(exchange: Exchange, path: string): Promise<void> {
    const { request, response } = exchange;
    response.on("error", tellError);
    try {
      for (const handler of handlers) {
        if (await handler(request, response, path)) return;
      }
    } catch (error) {
      logger.error({ err: error, path }, "a request failed in its handler");
      answerFailure(response, 500, "An error within the server, described in its log.\n");
      return;
    }
    try {
      if (rest(exchange, path) || unknown(exchange, path)) return;
      answerText(response, 404, NOT_FOUND);
    } catch (error) {
      // A request so odd that it cannot even be read.
      logger.debug?.({ err: error }, "could not read a request");
      answerFailure(response, 400, "This request cannot be read as HTTP for this server.\n");
    }
  }

  return (exchange) => {
    if (hosts.refuses(exchange) || cors.handle(exchange)) return;
    const { url } = exchange;
    const query = url.indexOf("?");
    const path = query < 0 ? url : url.slice(0, query);
    if (!rpc(exchange, path)) void handle(exchange, path);
  };
}

function answerFailure(response: NodeServerResponse, status: number, body: string): void {
  if (response.headersSent) response.destroy();
  else answerText(response, status, body);
}

const NOT_FOUND = `Nothing is served under this path. RPCs are POST /<package>.<Service>/<Method>, for example
  curl -H 'content-type: application/json' -d '{"id": "..."}' http://<this address>/millrace.v1.JobService/GetJob
GET / tells more.
`;
