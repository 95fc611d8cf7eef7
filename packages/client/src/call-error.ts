import { ConnectError } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import { decodeError } from "@millrace/protocol";

/**
 * What the error of a call means. One that no server sent is `UNAVAILABLE`: the transport gives
 * broken connections codes of its own, such as ABORTED for a reset, which from a server means that
 * a lease is lost.
 */
export function decodeCallError(reason: unknown): MillraceError {
  if (reason instanceof ConnectError && !isFromServer(reason)) {
    return new MillraceError(
      "UNAVAILABLE",
      `the server cannot be reached or did not answer: ${reason.rawMessage}`,
      { cause: reason },
    );
  }
  return decodeError(reason);
}

/** An error that was received comes with the headers of its answer. */
function isFromServer({ metadata }: ConnectError): boolean {
  return !metadata.keys().next().done;
}
