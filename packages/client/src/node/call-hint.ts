import type { CallError } from "@millrace/protocol";

/** What to do about an error of Node's whose own words do not say it. */
export function hintOn(reason: CallError): string {
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
