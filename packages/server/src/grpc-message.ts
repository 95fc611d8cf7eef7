import type { UniversalServerResponse } from "@connectrpc/connect/protocol";

const HEADER = "Grpc-Message";

/**
 * `text` as gRPC's `grpc-message` carries it: UTF-8, where only what is not printable ASCII, and
 * the percent sign, is percent-encoded (gRPC over HTTP/2, "Percent-Encoded").
 */
export function encodeGrpcMessage(text: string): string {
  return text.toWellFormed().replace(/[^ -~]|%/gu, encodeURIComponent);
}

/**
 * `answer` with its `grpc-message` encoded as {@link encodeGrpcMessage} does. Connect encodes more
 * than the protocol asks for, and grpc-js decodes no more than that: its users would read `%3B`.
 */
export function withPlainGrpcMessage(answer: UniversalServerResponse): UniversalServerResponse {
  const { trailer } = answer;
  if (trailer === undefined) return answer;
  return {
    ...answer,
    // Read once the body has been sent: only then does the trailer have its values.
    get trailer() {
      const encoded = trailer.get(HEADER);
      if (encoded !== null) trailer.set(HEADER, encodeGrpcMessage(decodeURIComponent(encoded)));
      return trailer;
    },
  };
}
