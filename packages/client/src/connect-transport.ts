import type { Transport } from "@connectrpc/connect";
import type { UniversalClientFn } from "@connectrpc/connect/protocol";
import { createTransport } from "@connectrpc/connect/protocol-connect";
import { serverAnswersOnly } from "./server-answer.ts";

// What an array of bytes can hold: the limits are the server's.
const MAX_MESSAGE_BYTES = 2 ** 32 - 1;

/** Speaks the Connect protocol with the server at `baseUrl`, over whatever `send` is. */
export function connectTransport(baseUrl: string, send: UniversalClientFn): Transport {
  return createTransport({
    baseUrl,
    httpClient: serverAnswersOnly(send),
    useBinaryFormat: true,
    interceptors: [],
    // Payloads are the caller's to compress.
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: Number.POSITIVE_INFINITY,
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
  });
}
