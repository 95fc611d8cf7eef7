import { answer } from "./answer.ts";
import type { HealthState } from "./health-state.ts";
import { answerText, type HttpHandler, pageHandler } from "./http-handler.ts";

/** What the server shows by itself: its health, what REST can do, and a page for people. */
export function createPages(health: HealthState, version: string): HttpHandler[] {
  return [
    pageHandler("/", (response) => answerText(response, 200, welcome(version))),
    pageHandler("/healthz", (response) => answerText(response, 200, "ok\n")),
    pageHandler("/livez", (response) => answerText(response, 200, "ok\n")),
    pageHandler("/readyz", (response) =>
      health.serving
        ? answerText(response, 200, "ok\n")
        : answerText(response, 503, "not serving\n"),
    ),
    documentPage("/openapi.json", "application/json", "OPENAPI_JSON"),
    documentPage("/openapi.yaml", "application/yaml", "OPENAPI_YAML"),
    documentPage("/docs", "text/html; charset=utf-8", "DOCS_PAGE"),
  ];
}

/** A document that is loaded when it is first asked for: most servers never show it. */
function documentPage(
  path: string,
  contentType: string,
  name: keyof typeof import("./gen/openapi.ts"),
): HttpHandler {
  return pageHandler(path, async (response) => {
    const { [name]: text } = await import("./gen/openapi.ts");
    const headers = {
      "Content-Type": contentType,
      "Cache-Control": "no-cache",
      // The page has a style of its own and nothing else.
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    };
    answer(response, 200, headers, text);
  });
}

function welcome(version: string): string {
  return `Millrace ${version}: a distributed job queue.

This port speaks REST, gRPC, gRPC-Web and Connect, over HTTP/1.1 and HTTP/2.
  Services    millrace.v1.JobService, WorkerService, QueueService, GroupService, OperationService,
              ScheduleService, WorkflowService, ErrorService, ServerService, WatchService; server
              reflection lists them
  REST        curl --json '{"type": "hello", "payloadJson": {"to": "you"}}' http://<this address>/v1/jobs
              GET /docs shows all of it, /openapi.json tells programs
  Queues      GET /v1/queues tells how long each is
  Metrics     GET /metrics for Prometheus, unless they are off or on a port of their own
  Liveness    GET /healthz
  Readiness   GET /readyz, or grpc.health.v1.Health
`;
}
