import type { IncomingHttpHeaders } from "node:http";
import { createContextKey } from "@connectrpc/connect";

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

/** Who makes the call that came from `address` with the headers `sent`. */
export function callerOf(address: string | undefined, sent: IncomingHttpHeaders): Caller {
  return new SentCaller(address, sent);
}

// Most calls are asked for nothing but the address, so the headers are copied when they are wanted.
class SentCaller implements Caller {
  readonly address: string | undefined;
  readonly #sent: IncomingHttpHeaders;
  readonly #host: string | undefined;
  #headers: Headers | undefined;

  constructor(address: string | undefined, sent: IncomingHttpHeaders) {
    this.address = address;
    this.#sent = sent;
    this.#host = sent[":authority"]?.toString() ?? sent.host;
  }

  get headers(): Headers {
    this.#headers ??= webHeaders(this.#sent, this.#host);
    return this.#headers;
  }
}

function webHeaders(sent: IncomingHttpHeaders, host: string | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(sent)) {
    if (name.startsWith(":") || value === undefined) continue;
    if (typeof value === "string") headers.append(name, value);
    else for (const one of value) headers.append(name, one);
  }
  if (host !== undefined) headers.set("host", host);
  return headers;
}
