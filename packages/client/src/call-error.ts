import { Code } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import { type CallError, decodeError, isCallError } from "@millrace/protocol";
import { hintOn } from "#create-transport";

/**
 * What the error of a call means. One that no server sent is `UNAVAILABLE`: the transport gives
 * broken connections codes of its own, such as ABORTED for a reset, which from a server means that
 * a lease is lost.
 */
export function decodeCallError(reason: unknown): MillraceError {
  if (!isCallError(reason) || reason.isWireError) return decodeError(reason);
  // That of OpenSSL ends with a new line.
  const rawMessage = reason.rawMessage.trimEnd();
  if (isUnencodable(reason)) {
    return new MillraceError("INVALID_ARGUMENT", `the call cannot be sent: ${rawMessage}`, {
      cause: reason,
    });
  }
  return new MillraceError(
    "UNAVAILABLE",
    `the server cannot be reached or did not answer: ${rawMessage}${hintOn(reason)}`,
    { cause: reason },
  );
}

/** Whether the request has no form on the wire; Connect marks that by the message alone. */
function isUnencodable({ code, rawMessage }: CallError): boolean {
  return code === Code.Internal && rawMessage.startsWith("serialize ");
}
