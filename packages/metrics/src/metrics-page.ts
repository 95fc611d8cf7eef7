import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { steadyClock } from "@millrace/core";
import type { Registry } from "prom-client";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** How old a text may be. However many ask, it is made once in this time. */
const MAX_AGE_MS = 1_000;
/** How many answers may be on their way; each holds its text until its reader has taken it. */
const MAX_ANSWERS = 16;

const PATH = "/metrics";

export interface MetricsPageOptions {
  readonly register: Registry;
  /** Milliseconds that never go back. Defaults to those of the process. */
  readonly now?: () => number;
}

/** Shows the metrics of a registry under `/metrics`. */
export class MetricsPage {
  readonly #register: Registry;
  readonly #now: () => number;
  readonly #answers = new Set<Response>();
  #text: Promise<Buffer> | undefined;
  #madeMs = 0;

  constructor({ register, now = steadyClock.now }: MetricsPageOptions) {
    this.#register = register;
    this.#now = now;
  }

  /** Answers a request for `path` if it is that of the page; else answers false. */
  handle(request: Request, response: Response, path: string): boolean {
    if (path !== PATH) return false;
    if (request.method === "GET" || request.method === "HEAD") {
      void this.#answer(response);
    } else {
      response.setHeader("Allow", "GET, HEAD, OPTIONS");
      const isAsked = request.method === "OPTIONS";
      response.statusCode = isAsked ? 204 : 405;
      if (isAsked) response.end();
      else response.end("Use GET.\n");
    }
    return true;
  }

  /** The metrics as Prometheus reads them, at most a second old. */
  async text(): Promise<string> {
    return (await this.#current()).toString();
  }

  async #answer(response: Response): Promise<void> {
    this.#makeRoom();
    this.#answers.add(response);
    response.once("close", () => this.#answers.delete(response));
    // Node would end the process for a reader that breaks off.
    response.on("error", () => {});
    try {
      const text = await this.#current();
      response.setHeader("Content-Type", this.#register.contentType);
      response.setHeader("Cache-Control", "no-store");
      response.end(text);
    } catch {
      response.statusCode = 500;
      response.end();
    }
  }

  /** Breaks off the answer that has been on its way for longest: its reader is too slow. */
  #makeRoom(): void {
    if (this.#answers.size < MAX_ANSWERS) return;
    const [oldest] = this.#answers;
    if (oldest === undefined) return;
    this.#answers.delete(oldest);
    oldest.destroy();
  }

  #current(): Promise<Buffer> {
    const now = this.#now();
    if (this.#text === undefined || now - this.#madeMs >= MAX_AGE_MS) {
      this.#madeMs = now;
      this.#text = this.#register.metrics().then((text) => Buffer.from(text));
    }
    return this.#text;
  }
}
