import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";

const REASONS: { readonly [status: number]: (handler: UniversalHandler) => string } = {
  405: ({ method, allowedMethods }) =>
    `${method.name} is called by ${allowedMethods.join(" or ")}.`,
  415: ({ method }) =>
    method.methodKind === "unary"
      ? `${method.name} takes the content type application/json or application/proto, or one of gRPC or gRPC-Web: curl -H 'content-type: application/json' -d '{}' ...; a GET takes encoding=json or encoding=proto.`
      : `${method.name} streams, which takes the content type application/connect+json, application/connect+proto, or one of gRPC or gRPC-Web.`,
  505: ({ method }) => `${method.name} streams both ways, which takes HTTP/2.`,
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
  return { ...answer, header, body: once(Buffer.from(`${reason(handler)}\n`)) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
