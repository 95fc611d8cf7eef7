import { cors } from "@connectrpc/connect";
import { answer } from "./answer.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";

// Browsers ask again after this many seconds; Chromium allows 7,200 at most.
const MAX_AGE_SECONDS = 7_200;

/** Lets the web pages of some origins call the server from the browser. */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  /** `origins` such as `https://app.example.com`; `*` stands for all, an empty list for none. */
  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Adds the headers that the request's origin needs; true when it was a preflight, now answered. */
  handle(request: NodeServerRequest, response: NodeServerResponse): boolean {
    const { origin } = request.headers;
    if (this.#origins.size === 0 || origin === undefined) return false;
    response.setHeader("Vary", "Origin");
    const allowed = this.#origins.has("*") || this.#origins.has(origin);
    if (allowed) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Expose-Headers", cors.exposedHeaders.join(", "));
    }
    const preflight =
      request.method === "OPTIONS" && "access-control-request-method" in request.headers;
    if (!preflight) return false;
    if (allowed) {
      response.setHeader("Access-Control-Allow-Methods", cors.allowedMethods.join(", "));
      response.setHeader("Access-Control-Allow-Headers", cors.allowedHeaders.join(", "));
      response.setHeader("Access-Control-Max-Age", String(MAX_AGE_SECONDS));
    }
    answer(response, 204, {});
    return true;
  }
}
