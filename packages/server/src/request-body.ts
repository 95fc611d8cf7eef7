import { Code, ConnectError } from "@connectrpc/connect";
import { type Compression, encodeEnvelope } from "@connectrpc/connect/protocol";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";

/** The compressions that requests may come in, and answers go out. */
export const COMPRESSIONS: Compression[] = [compressionGzip, compressionBrotli];

export const ENVELOPE_HEAD_BYTES = 5;
const COMPRESSED_FLAG = 0x01;

/** A message as it is on the wire. */
export interface WireMessage {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

/** How the body of a unary request, which comes as a whole, carries its message. */
export interface BodyForm {
  /** Throws what refuses a body that says to have so many bytes. */
  checkAnnounced(bytes: number): void;
  /** Throws what refuses a body of which `chunk` has come, and `bytes` so far. */
  checkSize(chunk: Uint8Array, bytes: number): void;
  /**
   * The message in a body; undefined when that is odd.
   *
   * @param compressed whether the request has a compression.
   */
  unwrap(body: Uint8Array, compressed: boolean): WireMessage | undefined;
}

/** A body that is the message. */
export function plainBody(messageBytes: number): BodyForm {
  return {
    checkAnnounced(bytes) {
      if (bytes > messageBytes) throw tooLarge(messageBytes, bytes);
    },
    checkSize(_chunk, bytes) {
      if (bytes > messageBytes) throw tooLarge(messageBytes);
    },
    unwrap: (bytes, isCompressed) => ({ bytes, isCompressed }),
  };
}

/** A body that is one envelope, which tells the length of the message by itself. */
export function envelopedBody(messageBytes: number): BodyForm {
  return {
    checkAnnounced() {},
    checkSize(chunk, bytes) {
      if (bytes === chunk.length && bytes >= ENVELOPE_HEAD_BYTES)
        envelopeBytes(chunk, messageBytes);
      if (bytes > ENVELOPE_HEAD_BYTES + messageBytes) throw tooLarge(messageBytes);
    },
    unwrap(body, compressed) {
      if (body.length < ENVELOPE_HEAD_BYTES) return undefined;
      const flags = body[0] as number;
      const isCompressed = flags === COMPRESSED_FLAG;
      if (flags !== 0 && !(isCompressed && compressed)) return undefined;
      if (body.length !== envelopeBytes(body, messageBytes)) return undefined;
      return { bytes: body.subarray(ENVELOPE_HEAD_BYTES), isCompressed };
    },
  };
}

/** How a request is to be read. */
export interface BodyOptions {
  /** The largest message, in bytes, also after decompression. */
  readonly messageBytes: number;
  /** Of the messages; undefined for none. */
  readonly compression: Compression | undefined;
  /** Throws what refuses a message, before anything is made of it. */
  readonly check: (message: Uint8Array) => void;
}

/**
 * The one message of a `body` without envelopes, decompressed and checked.
 *
 * @param announcedBytes what the body says to have; 0 when it does not say.
 */
export async function* checkedMessage(
  body: AsyncIterable<Uint8Array>,
  announcedBytes: number,
  options: BodyOptions,
): AsyncGenerator<Uint8Array> {
  const { messageBytes } = options;
  if (announcedBytes > messageBytes) throw tooLarge(messageBytes, announcedBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > messageBytes) throw tooLarge(messageBytes);
    chunks.push(chunk);
  }
  const message = await decompressed(joined(chunks), options);
  options.check(message);
  yield message;
}

/** The messages of a `body` in envelopes, each of them decompressed and checked. */
export async function* checkedEnvelopes(
  body: AsyncIterable<Uint8Array>,
  options: BodyOptions,
): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let wanted = ENVELOPE_HEAD_BYTES;
  for await (const chunk of body) {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const bytes = joined(chunks);
      wanted = envelopeBytes(bytes, options.messageBytes);
      chunks = [bytes];
      if (held < wanted) break;
      yield await checkedEnvelope(bytes.subarray(0, wanted), options);
      chunks = [bytes.subarray(wanted)];
      held -= wanted;
      wanted = ENVELOPE_HEAD_BYTES;
    }
  }
  // Cut short, which the protocol has its own words for.
  if (held > 0) yield joined(chunks);
}

async function checkedEnvelope(envelope: Uint8Array, options: BodyOptions): Promise<Uint8Array> {
  const flags = envelope[0] as number;
  const message = envelope.subarray(ENVELOPE_HEAD_BYTES);
  if ((flags & COMPRESSED_FLAG) === 0) {
    options.check(message);
    return envelope;
  }
  // Compressed, but by what it does not say: the protocol has its own words for this as well.
  if (options.compression === undefined) return envelope;
  const plain = await decompressed(message, options);
  options.check(plain);
  return encodeEnvelope(flags & ~COMPRESSED_FLAG, plain);
}

/** `bytes` without their compression, if they have one. */
export async function decompressed(
  bytes: Uint8Array,
  { compression, messageBytes }: Pick<BodyOptions, "compression" | "messageBytes">,
): Promise<Uint8Array> {
  if (compression === undefined) return bytes;
  try {
    return await compression.decompress(bytes, messageBytes);
  } catch (reason) {
    if (ConnectError.from(reason).code === Code.ResourceExhausted) throw tooLarge(messageBytes);
    const message = `the request is not valid ${compression.name}`;
    throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, reason);
  }
}

/**
 * How many bytes an envelope has, its head included, of which at least that has come.
 *
 * @throws ConnectError RESOURCE_EXHAUSTED for one with a larger message than `messageBytes`.
 */
function envelopeBytes(bytes: Uint8Array, messageBytes: number): number {
  const length =
    (bytes[1] as number) * 2 ** 24 +
    (((bytes[2] as number) << 16) | ((bytes[3] as number) << 8) | (bytes[4] as number));
  if (length > messageBytes) throw tooLarge(messageBytes, length);
  return ENVELOPE_HEAD_BYTES + length;
}

/** What refuses a message for its size, which is not always known. */
function tooLarge(messageBytes: number, bytes?: number): ConnectError {
  const size = bytes === undefined ? `more than ${messageBytes} bytes` : `${bytes} bytes`;
  return new ConnectError(
    `the message has ${size}, over the limit of ${messageBytes} bytes; send less or raise the server's --message-bytes`,
    Code.ResourceExhausted,
  );
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}
