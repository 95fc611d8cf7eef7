import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { ByteAccount } from "./byte-budget.ts";
import { Exchange } from "./exchange.ts";

/** A request of HTTP/1.1. */
export class Http1Exchange extends Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    account: ByteAccount,
    now: () => number,
  ) {
    const { headers, method = "", url = "" } = request;
    super({ headers, method, url }, account, now);
    this.request = request;
    this.response = response;
    // What is written once the client has gone is of no use, and no reason to end the process.
    response.on("error", () => {});
  }

  get isHttp2(): boolean {
    return false;
  }

  get source(): IncomingMessage {
    return this.request;
  }

  get remoteAddress(): string | undefined {
    return this.request.socket.remoteAddress;
  }

  get isClosed(): boolean {
    return this.response.destroyed || this.request.socket.destroyed;
  }

  setHeader(name: string, value: string): void {
    this.response.setHeader(name, value);
  }

  protected get sink(): ServerResponse {
    return this.response;
  }

  protected get headersSent(): boolean {
    return this.response.headersSent;
  }

  protected get isComplete(): boolean {
    return this.request.complete;
  }

  protected get isCutShort(): boolean {
    return !this.response.writableFinished;
  }

  protected sendHead({ status, headers, body }: Answer): void {
    this.response.writeHead(status, { ...headers, "content-length": body?.length ?? 0 });
  }

  protected reset(): void {
    this.response.destroy();
  }
}
