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
    super({ headers, method, url: originForm(url) }, account, now);
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

  get connection(): object {
    return this.request.socket;
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

/** The path and the query of a request's target, which some clients send as a whole URL. */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const [, path] = /^https?:\/\/[^/?#]*(.*)$/is.exec(target) ?? [];
  if (path === undefined) return target;
  return path.startsWith("/") ? path : `/${path}`;
}

/** Whether a request names more than one host, which HTTP forbids: whoever is between may see another one. */
export function hasManyHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts > 1;
}
