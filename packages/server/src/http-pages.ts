import type { HealthState } from "./health-state.ts";
import { answerText, type HttpHandler, pageHandler } from "./http-handler.ts";

/** What the server shows by itself: `/healthz`, `/readyz`, and a page for people. */
export function createPages(health: HealthState, version: string): HttpHandler[] {
  return [
    pageHandler("/", (response) => answerText(response, 200, welcome(version))),
    pageHandler("/healthz", (response) => answerText(response, 200, "ok\n")),
    pageHandler("/readyz", (response) =>
      health.serving
        ? answerText(response, 200, "ok\n")
        : answerText(response, 503, "not serving\n"),
    ),
  ];
}

function welcome(version: string): string {
  return `Millrace ${version}: a distributed job queue.

This port speaks gRPC, gRPC-Web and Connect, over HTTP/1.1 and HTTP/2.
  Services    millrace.v1.JobService, WorkerService, QueueService, ServerService; server reflection
              lists them
  Try         curl -H 'content-type: application/json' -d '{"type": "hello"}' \\
                http://<this address>/millrace.v1.JobService/Enqueue
  Liveness    GET /healthz
  Readiness   GET /readyz, or grpc.health.v1.Health
`;
}
