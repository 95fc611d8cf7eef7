import type { NodeServerResponse } from "./node-http.ts";

/** Answers a request in one go. */
export function answer(
  response: NodeServerResponse,
  status: number,
  headers: { readonly [name: string]: string },
  body: string | Uint8Array = "",
): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Without a body, HTTP/2 headers end the stream as well, as a bare gRPC status must.
  if (body.length === 0) response.end();
  else response.end(body);
}
