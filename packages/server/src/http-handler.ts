import { answer } from "./answer.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";

/**
 * Answers requests that are no RPCs. What it reads and writes by itself counts towards the port's limits
 * on time, not towards those on bytes: it must not keep more of a request than it means to.
 *
 * @param path that of the request, without its query.
 * @returns whether it answers the request; else the next handler is asked.
 */
export type HttpHandler = (
  request: NodeServerRequest,
  response: NodeServerResponse,
  path: string,
) => boolean | Promise<boolean>;

/** A handler that shows what `show` answers under `path`. */
export function pageHandler(
  path: string,
  show: (response: NodeServerResponse) => void | Promise<void>,
): HttpHandler {
  return ({ method }, response, requested) => {
    if (requested !== path) return false;
    if (method === "GET" || method === "HEAD") {
      const shown = show(response);
      return shown === undefined ? true : shown.then(() => true);
    }
    response.setHeader("Allow", "GET, HEAD, OPTIONS");
    if (method === "OPTIONS") answer(response, 204, {});
    else answerText(response, 405, "Use GET.\n");
    return true;
  };
}

/** Answers with plain text that nobody is to keep. */
export function answerText(response: NodeServerResponse, status: number, body: string): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  answer(response, status, headers, body);
}
