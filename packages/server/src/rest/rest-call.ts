import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Code, ConnectError, type ContextValues } from "@connectrpc/connect";
import { universalResponseToNodeResponse } from "@connectrpc/connect-node";
import { type Logger, MillraceError } from "@millrace/core";
import { encodeError } from "@millrace/protocol";
import { answer } from "../answer.ts";
import { CALLER, type Caller } from "../caller.ts";
import type { Exchange } from "../exchange.ts";
import type { NodeServerResponse } from "../node-http.ts";
import { oneChunk } from "../one-chunk.ts";
import { gzipTag } from "./entity-tag.ts";
import { requestId } from "./negotiation.ts";
import { type Problem, problemOf } from "./problem.ts";
import { badRequest, RestError } from "./rest-error.ts";

const PROBLEM_TYPE = "application/problem+json";
/** Below that, compression costs more than it saves. */
const COMPRESSED_FROM_BYTES = 1_024;
const compressed = promisify(gzip);

/** A request of REST on its way, and how it is answered. */
export class RestCall {
  readonly exchange: Exchange;
  /** Of the request; its origin says nothing. */
  readonly url: URL;
  readonly values: ContextValues;
  readonly caller: Caller;
  readonly httpMethod: string;
  readonly #response: NodeServerResponse;
  readonly #left = new AbortController();
  readonly #id: string;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
    this.httpMethod = exchange.method;
    this.url = new URL(exchange.url, "http://millrace");
    this.values = exchange.values;
    this.caller = this.values.get(CALLER);
    this.#response = exchange.response;
    this.#id = requestId(this.header("x-request-id")) ?? randomUUID();
    exchange.onClose(() => this.#left.abort());
  }

  /** Aborted when the call is over: its caller has left, or has had its answer. */
  get signal(): AbortSignal {
    return this.#left.signal;
  }

  header(name: string): string | undefined {
    return this.caller.headers.get(name) ?? undefined;
  }

  /** Runs `serve`, and answers what it throws as a problem. */
  run(logger: Logger, serve: () => Promise<void>): void {
    serve()
      .catch((reason) => this.#refuse(reason, logger))
      .catch((reason) => {
        if (this.exchange.refusal !== undefined || this.signal.aborted) return;
        logger.warn({ err: reason, path: this.url.pathname }, "could not answer a request");
        this.#response.destroy();
      });
  }

  /** Answers with `text` and the end of its line, compressed if the caller takes that. */
  async answer(
    status: number,
    headers: Readonly<Record<string, string>>,
    text: string,
  ): Promise<void> {
    // So that the prompt of a terminal does not stand behind what curl shows.
    const bytes = Buffer.from(`${text}\n`);
    const isCompressed =
      bytes.length >= COMPRESSED_FROM_BYTES &&
      /\bgzip\b/.test(this.header("accept-encoding") ?? "");
    const body = isCompressed ? await compressed(bytes) : bytes;
    await this.#send(status, this.httpMethod === "HEAD" ? undefined : oneChunk(body), false, {
      ...headers,
      "Content-Length": String(body.length),
      Vary: "Accept-Encoding, Accept",
      ...(isCompressed && { "Content-Encoding": "gzip" }),
      ...(isCompressed && headers["ETag"] && { ETag: gzipTag(headers["ETag"]) }),
    });
  }

  /** Answers without a body. */
  async answerEmpty(status: number, headers: Readonly<Record<string, string>>): Promise<void> {
    await this.#send(status, undefined, false, headers);
  }

  /** Answers with a body that comes in pieces. */
  async stream(
    headers: Readonly<Record<string, string>>,
    body: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    await this.#send(200, this.httpMethod === "HEAD" ? undefined : body, true, headers);
  }

  /** What `reason` is to the caller. */
  problem(reason: unknown): Problem {
    if (reason instanceof RestError) return problemOf(reason.error, this.#id, reason.status);
    if (reason instanceof MillraceError) return problemOf(encodeError(reason), this.#id);
    if (reason instanceof ConnectError) return problemOf(reason, this.#id);
    const message = "an error within the server, described in its log; report it";
    return problemOf(new ConnectError(message, Code.Internal), this.#id);
  }

  async #refuse(given: unknown, logger: Logger): Promise<void> {
    // The port has answered it by itself.
    if (this.exchange.refusal !== undefined) return;
    const reason =
      given instanceof URIError
        ? badRequest("the path or the query is not percent-encoded UTF-8")
        : given;
    const isKnown = [RestError, MillraceError, ConnectError].some((kind) => reason instanceof kind);
    if (!isKnown) logger.error({ err: reason, path: this.url.pathname }, "a request failed");
    if (this.#response.headersSent) throw reason;
    const problem = this.problem(reason);
    const { retryAfter, status } = problem;
    await this.answer(
      status,
      {
        "Content-Type": PROBLEM_TYPE,
        "Cache-Control": "no-store",
        ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
        ...(status === 401 && { "WWW-Authenticate": "Bearer" }),
        ...(reason instanceof RestError && reason.headers),
      },
      JSON.stringify(problem),
    );
  }

  async #send(
    status: number,
    body: AsyncIterable<Uint8Array> | undefined,
    isStream: boolean,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const all = { ...headers, "X-Request-Id": this.#id };
    if (body === undefined) return answer(this.#response, status, all);
    await universalResponseToNodeResponse(
      { status, header: new Headers(all), body: this.exchange.answerBody(body, isStream) },
      this.#response,
    );
  }
}
