import { cors } from "@connectrpc/connect";
import type { Logger } from "@millrace/core";
import type { Exchange } from "./exchange.ts";

// Browsers ask again after this many seconds; Chromium allows 7,200 at most.
const MAX_AGE_SECONDS = 7_200;
/** What REST has besides Connect's. */
const METHODS = [...cors.allowedMethods, "PATCH", "DELETE"].join(", ");
const ALLOWED = [
  ...cors.allowedHeaders,
  "Accept",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "Last-Event-ID",
  "Millrace-Timeout",
  "Prefer",
  "X-Request-Id",
].join(", ");
const EXPOSED = [
  ...cors.exposedHeaders,
  "ETag",
  "Idempotent-Replayed",
  "Link",
  "Location",
  "Retry-After",
  "X-Request-Id",
].join(", ");
/** Anyone can make up origins. */
const MAX_TOLD = 100;

/** Lets the web pages of some origins call the server from the browser. */
export class Cors {
  readonly #origins: ReadonlySet<string>;
  readonly #logger: Pick<Logger, "warn">;
  readonly #told = new Set<string>();

  /** `origins` such as `https://app.example.com`; `*` stands for all, an empty list for none. */
  constructor(origins: readonly string[], logger: Pick<Logger, "warn">) {
    this.#origins = new Set(origins);
    this.#logger = logger;
  }

  /** Adds the headers that the request's origin needs; true when it was a preflight, now answered. */
  handle(exchange: Exchange): boolean {
    const { headers, method } = exchange;
    const { origin } = headers;
    if (origin === undefined) return false;
    const allowed = this.#origins.has("*") || this.#origins.has(origin);
    const host = headers[":authority"] ?? headers.host;
    if (!allowed && !origin.endsWith(`://${host}`)) this.#tell(origin);
    if (this.#origins.size === 0) return false;
    exchange.setHeader("Vary", "Origin");
    if (allowed) {
      exchange.setHeader("Access-Control-Allow-Origin", origin);
      exchange.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }
    const preflight = method === "OPTIONS" && "access-control-request-method" in headers;
    if (!preflight) return false;
    if (allowed) {
      exchange.setHeader("Access-Control-Allow-Methods", METHODS);
      exchange.setHeader("Access-Control-Allow-Headers", ALLOWED);
      exchange.setHeader("Access-Control-Max-Age", String(MAX_AGE_SECONDS));
    }
    exchange.answer({ status: 204, headers: {} });
    return true;
  }

  /** Once for each origin: its browser tells the page next to nothing. */
  #tell(origin: string): void {
    if (this.#told.has(origin) || this.#told.size === MAX_TOLD) return;
    this.#told.add(origin);
    this.#logger.warn(
      { origin },
      "a page of this origin calls the server, and its browser withholds the answer; allow it with --cors-origins or MILLRACE_CORS_ORIGINS",
    );
  }
}
