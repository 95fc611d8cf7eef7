import type { OutgoingHttpHeaders } from "node:http";
import type { NodeServerResponse } from "./node-http.ts";

/** An answer that is there as a whole. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** Defaults to none. */
  readonly body?: Uint8Array;
  /** Sent after the body, which HTTP/2 alone can. Defaults to none. */
  readonly trailers?: OutgoingHttpHeaders;
}

/** Answers a request in one go. */
export function answer(
  response: NodeServerResponse,
  status: number,
  headers: { readonly [name: string]: string },
  body: string | Uint8Array = "",
): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Without a body, HTTP/2 headers end the stream as well.
  if (body.length === 0) response.end();
  else response.end(body);
}
