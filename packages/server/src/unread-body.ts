import type { IncomingMessage } from "node:http";
import { constants, type Http2ServerRequest, type ServerHttp2Stream } from "node:http2";
import { systemClock } from "@millrace/core";

/**
 * Reads and drops what is left of a request that has been answered, such as one that was refused
 * for its size. Left unread, it would block an HTTP/1.1 connection's next request, and the sender
 * of an HTTP/2 stream; Node drops by itself only a body of which nothing was read. When the rest
 * has not come after `patienceMs`, the connection (the stream of HTTP/2) is closed.
 */
export function dropUnreadBody(
  request: IncomingMessage | Http2ServerRequest | ServerHttp2Stream,
  patienceMs: number,
): void {
  if (request.readableEnded || request.destroyed) return;
  // While a reader that waits for more of it still listens, nothing flows.
  request.removeAllListeners("readable");
  // Without a listener for data, taking those away may stop one that flowed.
  request.on("data", () => {});
  request.resume();
  if ("complete" in request && request.complete) return;
  const stopTimer = systemClock.setTimer(patienceMs, () => {
    // Without an error: the answer stands, only no more of the request is wanted.
    if ("stream" in request) request.stream.close(constants.NGHTTP2_NO_ERROR);
    else if ("rstCode" in request) request.close(constants.NGHTTP2_NO_ERROR);
    else request.destroy();
  });
  request.once("close", stopTimer);
}
