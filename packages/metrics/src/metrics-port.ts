import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { MetricsPage } from "./metrics-page.ts";

/** Scrapers are few; more connections than this are somebody's mistake. */
const MAX_CONNECTIONS = 64;
/** How long a request may take to come, and a reader to take anything of its answer. */
const PATIENCE_MS = 10_000;

/** Serves a page of metrics, and nothing else, on a port of its own. */
export class MetricsPort {
  readonly #server: http.Server;

  constructor(page: MetricsPage) {
    this.#server = http.createServer(
      { headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS },
      (request, response) => {
        const [path = ""] = (request.url ?? "").split("?", 1);
        if (page.handle(request, response, path)) return;
        response.statusCode = 404;
        response.end("The metrics are under /metrics.\n");
      },
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.setTimeout(PATIENCE_MS);
  }

  /**
   * Listens on `port` (0 for any free one) of `host`, an address, or `*` for all. It keeps no process
   * alive.
   *
   * @throws the system's error, such as `EADDRINUSE`.
   */
  async listen(port: number, host: string): Promise<AddressInfo> {
    this.#server.listen(port, host === "*" ? undefined : host);
    await once(this.#server, "listening");
    this.#server.unref();
    return this.#server.address() as AddressInfo;
  }

  /** Ends every connection. Idempotent. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
