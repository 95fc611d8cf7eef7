import { answer } from "./answer.ts";
import type { Cors } from "./cors.ts";
import type { HealthState } from "./health-state.ts";
import type { Logger } from "./logger.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
import type { RequestListener } from "./port-listener.ts";
import type { RpcHandler } from "./rpc-handler.ts";

export interface RoutesOptions {
  /** Answers RPCs; false when the request is none. */
  readonly rpc: RpcHandler;
  readonly health: HealthState;
  readonly cors: Cors;
  readonly version: string;
  readonly logger: Logger;
}

/** What the port answers: RPCs, `/healthz`, `/readyz`, and a page for people. */
export function createRoutes(options: RoutesOptions): RequestListener {
  const { rpc, health, cors, logger } = options;
  const pages: { readonly [path: string]: (response: NodeServerResponse) => void } = {
    "/": (response) => text(response, 200, welcome(options.version)),
    "/healthz": (response) => text(response, 200, "ok\n"),
    "/readyz": (response) =>
      health.serving ? text(response, 200, "ok\n") : text(response, 503, "not serving\n"),
  };
  return (request, response, exchange) => {
    try {
      if (cors.handle(request, response)) return;
      const [path = ""] = (request.url ?? "").split("?", 1);
      const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
      if (page !== undefined) answerPage(request, response, page);
      else if (!rpc(request, response, path, exchange)) text(response, 404, NOT_FOUND);
    } catch (error) {
      // A request so odd that it cannot even be read, such as one without a host.
      logger.debug({ err: error }, "could not read a request");
      if (response.headersSent) response.destroy();
      else text(response, 400, "This request cannot be read as HTTP for this server.\n");
    }
  };
}

function answerPage(
  { method }: NodeServerRequest,
  response: NodeServerResponse,
  page: (response: NodeServerResponse) => void,
): void {
  if (method === "GET" || method === "HEAD") {
    page(response);
    return;
  }
  response.setHeader("Allow", "GET, HEAD");
  text(response, 405, "Use GET.\n");
}

function text(response: NodeServerResponse, status: number, body: string): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  answer(response, status, headers, body);
}

const NOT_FOUND = `Nothing is served under this path. RPCs are POST /<package>.<Service>/<Method>, for example
  curl -H 'content-type: application/json' -d '{"id": "..."}' http://<this address>/millrace.v1.JobService/GetJob
GET / tells more.
`;

function welcome(version: string): string {
  return `Millrace ${version}: a distributed job queue.

This port speaks gRPC, gRPC-Web and Connect, over HTTP/1.1 and HTTP/2.
  Services    millrace.v1.JobService, WorkerService, ServerService; server reflection lists them
  Try         curl -H 'content-type: application/json' -d '{"type": "hello"}' \\
                http://<this address>/millrace.v1.JobService/Enqueue
  Liveness    GET /healthz
  Readiness   GET /readyz, or grpc.health.v1.Health
`;
}
