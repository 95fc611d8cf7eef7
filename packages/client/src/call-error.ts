import { Code } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import { type CallError, decodeError, isCallError } from "@millrace/protocol";

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

/** What to do about an error whose own words do not say it. */
function hintOn(reason: CallError): string {
  if (reason.rawMessage.includes(":wrong version number:")) return `; ${NO_TLS}`;
  const codes = causesOf(reason).map((cause) => (cause as { readonly code?: unknown }).code);
  if (codes.includes("ERR_HTTP2_ERROR")) return `; ${NO_HTTP2}`;
  return codes.some((code) => NOBODY_THERE.has(code)) ? `; ${NO_SERVER}` : "";
}

const NOBODY_THERE: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
const NO_SERVER = "check that it runs and that the URL is right";

const NO_TLS = "what answers there does not speak TLS: use http: in place of https: in the URL";

const NO_HTTP2 =
  'what answers there does not speak HTTP/2: have the proxy pass on HTTP/2 without TLS (h2c, as for gRPC), or use httpVersion: "1.1", which a worker takes in source: new RemoteJobSource({ url, httpVersion: "1.1" }) of @millrace/client/worker; where there is no proxy, see whether the port is that of a Millrace server';

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  let cause = error;
  while (cause instanceof Error && !chain.includes(cause)) {
    chain.push(cause);
    ({ cause } = cause);
  }
  return chain;
}
