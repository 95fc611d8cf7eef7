import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { oneChunk } from "./one-chunk.ts";

const REASONS: { readonly [status: number]: (handler: UniversalHandler) => string } = {
  405: (handler) =>
    `${handler.method.name} is called by ${handler.allowedMethods.join(" or ")}: ${commandFor(handler)}`,
  415: (handler) => {
    const { name, methodKind } = handler.method;
    if (methodKind !== "unary") {
      return `${name} streams, which takes the content type application/connect+json, application/connect+proto, or one of gRPC or gRPC-Web: ${commandFor(handler)}`;
    }
    const byGet = handler.allowedMethods.includes("GET")
      ? "; a GET takes ?encoding=json&message={...}"
      : "";
    return `${name} takes the content type application/json or application/proto, or one of gRPC or gRPC-Web: ${commandFor(handler)}${byGet}`;
  },
  505: (handler) =>
    `${handler.method.name} streams both ways, which takes HTTP/2: ${commandFor(handler)}`,
};

/** `answer` with a sentence that helps, when it refuses the request before any protocol is known. */
export function withReason(
  answer: UniversalServerResponse,
  handler: UniversalHandler,
): UniversalServerResponse {
  const reason = REASONS[answer.status];
  if (reason === undefined || (answer.body !== undefined && answer.body !== null)) return answer;
  const header = new Headers(answer.header);
  header.set("Content-Type", "text/plain; charset=utf-8");
  if (answer.status === 405) header.set("Allow", handler.allowedMethods.join(", "));
  return { ...answer, header, body: oneChunk(Buffer.from(`${reason(handler)}\n`)) };
}

/** What calls a method from a shell; without more, curl cannot do so for one that streams. */
function commandFor({ method, requestPath }: UniversalHandler): string {
  const url = `http://<this address>${requestPath}`;
  return method.methodKind === "unary"
    ? `curl -H 'content-type: application/json' -d '{...}' ${url}`
    : `npx @bufbuild/buf curl --protocol grpc --http2-prior-knowledge -d '{...}' ${url}`;
}
