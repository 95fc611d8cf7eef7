import {
  Http2ServerRequest,
  Http2ServerResponse,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Answer } from "./answer.ts";
import type { ByteAccount } from "./byte-budget.ts";
import { Exchange } from "./exchange.ts";

/** A request of HTTP/2, read from and written to its stream as long as nobody asks for Node's objects. */
export class Http2Exchange extends Exchange {
  readonly #stream: ServerHttp2Stream;
  readonly #rawHeaders: readonly string[];
  #request: Http2ServerRequest | undefined;
  #response: Http2ServerResponse | undefined;
  /** What the answer is to have besides its own headers. */
  #added: { [name: string]: string } | undefined;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    account: ByteAccount,
    now: () => number,
  ) {
    const { ":method": method = "", ":path": url = "" } = headers;
    super({ headers, method, url }, account, now);
    this.#stream = stream;
    this.#rawHeaders = rawHeaders;
  }

  get request(): Http2ServerRequest {
    if (this.#request === undefined) {
      const stream = this.#stream;
      this.#request = new Http2ServerRequest(stream, this.headers, {}, this.#rawHeaders);
      // A stream tells the end of an empty body at once, before anybody listens, and its own end once.
      if (stream.readableEnded || this.isClosed) this.#request.push(null);
    }
    return this.#request;
  }

  get response(): Http2ServerResponse {
    if (this.#response === undefined) {
      this.#response = new Http2ServerResponse(this.#stream);
      for (const name in this.#added) this.#response.setHeader(name, this.#added[name] as string);
    }
    return this.#response;
  }

  get isHttp2(): boolean {
    return true;
  }

  get source(): ServerHttp2Stream | Http2ServerRequest {
    return this.#request ?? this.#stream;
  }

  get remoteAddress(): string | undefined {
    return this.#stream.session?.socket.remoteAddress;
  }

  get connection(): object {
    return this.#stream.session ?? this.#stream;
  }

  get isClosed(): boolean {
    return this.#stream.closed || this.#stream.destroyed;
  }

  setHeader(name: string, value: string): void {
    this.#added ??= {};
    this.#added[name] = value;
    this.#response?.setHeader(name, value);
  }

  protected get sink(): ServerHttp2Stream {
    return this.#stream;
  }

  protected get headersSent(): boolean {
    return this.#stream.headersSent;
  }

  protected get isComplete(): boolean {
    if (this.#stream.endAfterHeaders || this.#stream.readableEnded) return true;
    return this.#request?.complete ?? false;
  }

  protected get isCutShort(): boolean {
    // The last word of an answer closes a stream whose request is complete with code 0; a reset that
    // comes later than that is not seen.
    return this.#stream.rstCode !== 0;
  }

  protected sendHead({ status, headers, body, trailers }: Answer): void {
    const head = { ":status": status, ...headers, ...this.#added };
    if (trailers !== undefined) {
      this.#stream.on("wantTrailers", () => this.#stream.sendTrailers(trailers));
      this.#stream.respond(head, { waitForTrailers: true });
    } else {
      // Without a body, the headers end the stream as well, as a bare gRPC status must.
      this.#stream.respond(head, { endStream: body === undefined });
    }
  }

  protected reset(code: number): void {
    this.#stream.close(code);
  }
}
