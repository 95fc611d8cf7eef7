import { Code } from "@connectrpc/connect";
import { CallFailure } from "./call-failure.ts";

// A byte of flags, and the length in four.
const HEAD_BYTES = 5;

/** What a stream of the Connect protocol is made of. */
export interface Envelope {
  readonly flags: number;
  readonly data: Uint8Array;
}

/** One envelope, which has a message. */
export function envelopeOf(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_BYTES + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, HEAD_BYTES);
  return bytes;
}

/** The envelopes in `body`, wherever that is cut into pieces. */
export async function* splitEnvelopes(body: AsyncIterable<Uint8Array>): AsyncGenerator<Envelope> {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let wanted = HEAD_BYTES;
  for await (const chunk of body) {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const bytes = joined(chunks, held);
      chunks = [bytes];
      wanted = HEAD_BYTES + lengthIn(bytes);
      if (held < wanted) break;
      yield { flags: bytes[0] as number, data: bytes.subarray(HEAD_BYTES, wanted) };
      chunks = [bytes.subarray(wanted)];
      held -= wanted;
      wanted = HEAD_BYTES;
    }
  }
  if (held > 0) throw new CallFailure("the stream ends in an incomplete message", Code.Unavailable);
}

/**
 * All bytes of `body`, in memory of their own.
 *
 * @param announced how many there are, as far as that is known.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  announced: string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (announced !== null && Number(announced) !== length) {
    const message = `the answer was cut off: ${length} of its ${announced} bytes came`;
    throw new CallFailure(message, Code.Unavailable);
  }
  return joined(chunks, length);
}

function lengthIn(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
