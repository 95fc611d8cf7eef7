import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request as Node has it, of HTTP/1.1 or HTTP/2. */
export type NodeServerRequest = IncomingMessage | Http2ServerRequest;
/** The answer to a request as Node has it, of HTTP/1.1 or HTTP/2. */
export type NodeServerResponse = ServerResponse | Http2ServerResponse;
