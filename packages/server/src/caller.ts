import { createContextKey } from "@connectrpc/connect";
import type { NodeServerRequest } from "./node-http.ts";

/** What is known of who makes a call, as the call tells it: nothing of it has been checked. */
export interface Caller {
  /** The address at the other end of the connection, be it a proxy's; undefined when it has left. */
  readonly address: string | undefined;
  /** The call's headers, with its credentials (`authorization`, `cookie`) and the `host` it asked for. */
  readonly headers: Headers;
}

/** Who makes a call, among the context values of its interceptors and its handler. */
export const CALLER = createContextKey<Caller>(
  { address: undefined, headers: new Headers() },
  { description: "who makes the call" },
);

/** Who makes `request`. */
export function callerOf(request: NodeServerRequest): Caller {
  return new RequestCaller(request);
}

// Most calls are asked for nothing but the address, so the headers are copied when they are wanted.
class RequestCaller implements Caller {
  readonly address: string | undefined;
  readonly #request: NodeServerRequest;
  readonly #host: string | undefined;
  #headers: Headers | undefined;

  constructor(request: NodeServerRequest) {
    this.address = request.socket.remoteAddress;
    this.#request = request;
    this.#host = request.headers[":authority"]?.toString() ?? request.headers.host;
  }

  get headers(): Headers {
    this.#headers ??= readHeaders(this.#request, this.#host);
    return this.#headers;
  }
}

function readHeaders({ headers: sent }: NodeServerRequest, host: string | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(sent)) {
    if (name.startsWith(":") || value === undefined) continue;
    for (const one of [value].flat()) headers.append(name, one);
  }
  if (host !== undefined) headers.set("host", host);
  return headers;
}
