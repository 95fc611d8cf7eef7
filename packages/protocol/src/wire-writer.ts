import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { NOT_PLAIN } from "./not-plain.ts";
import { MAX_TIMESTAMP_SECONDS, NANOS_A_MS } from "./time-codec.ts";

const VARINT = 0;
const BIT64 = 1;
const LENGTH_DELIMITED = 2;
const FIRST_BYTES = 4_096;
/** Kept for the next writer, because memory that grows step by step takes as long as all that is written. */
let spare: Uint8Array<ArrayBuffer> | undefined;
const MAX_SPARE_BYTES = 1024 * 1024;
/** The most that a field takes besides its text or bytes: a message of two varints. */
const FIELD_BYTES = 32;
const MAX_INT32 = 2 ** 31 - 1;
const MAX_UTF8_BYTES = 3;
const MAX_MS = MAX_TIMESTAMP_SECONDS * 1000;
/** Longer texts are encoded faster by the runtime. */
const SHORT_LENGTH = 48;

/**
 * Writes the fields of messages, in the order of their numbers, as protobuf does. It writes values that
 * are their field's default as well: those are left out by whoever has them.
 */
export class WireWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;
  /** Where the messages that are being written begin, behind the room for their lengths. */
  readonly #starts: number[] = [];
  /** How many bytes the last length took, by depth. The next one probably takes as many. */
  readonly #lengthBytes: number[] = [];

  constructor() {
    this.#bytes = spare ?? new Uint8Array(FIRST_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
    spare = undefined;
  }

  /** What was written, in memory of its own. The writer is of no use afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length <= MAX_SPARE_BYTES) spare = this.#bytes;
    return this.#bytes.slice(0, this.#at);
  }

  /** Begins a message, which {@link end} ends. */
  begin(field: number): void {
    this.#tag(field, LENGTH_DELIMITED, 0);
    this.#at += this.#lengthBytes[this.#starts.length] ?? 1;
    this.#starts.push(this.#at);
  }

  end(): void {
    const start = this.#starts.pop() as number;
    const depth = this.#starts.length;
    const length = this.#at - start;
    const reserved = this.#lengthBytes[depth] ?? 1;
    const needed = varintBytes(length);
    this.#at = start - reserved;
    if (needed !== reserved) {
      this.#lengthBytes[depth] = needed;
      this.#room(FIELD_BYTES + length);
      this.#bytes.copyWithin(this.#at + needed, start, start + length);
    }
    this.#varint(length);
    this.#at += length;
  }

  /** Whole numbers of at most 32 bits, numbers of an enum, and 1 for true. */
  int(field: number, value: number): void {
    if (value > MAX_INT32) throw NOT_PLAIN;
    this.long(field, value);
  }

  /** Whole numbers of at most 64 bits. */
  long(field: number, value: number): void {
    this.#tag(field, VARINT, 0);
    this.#varint(value);
  }

  /** A list of whole numbers, in one piece. */
  packed(field: number, values: readonly number[]): void {
    this.begin(field);
    for (const value of values) {
      this.#room(FIELD_BYTES);
      this.#varint(value);
    }
    this.end();
  }

  double(field: number, value: number): void {
    this.#tag(field, BIT64, 0);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  bytes(field: number, value: Uint8Array): void {
    const { length } = value;
    this.#tag(field, LENGTH_DELIMITED, length);
    this.#varint(length);
    const bytes = this.#bytes;
    const start = this.#at;
    bytes.set(value, start);
    this.#at += length;
  }

  text(field: number, value: string): void {
    const { length } = value;
    this.#tag(field, LENGTH_DELIMITED, length * MAX_UTF8_BYTES);
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let written = 0;
    if (length <= SHORT_LENGTH) {
      for (; written < length; written++) {
        const code = value.charCodeAt(written);
        if (code > 0x7f) break;
        bytes[start + written] = code;
      }
    }
    if (written < length) {
      ({ written } = getTextEncoding().encodeUtf8Into(value, bytes.subarray(start)));
      const more = varintBytes(written) - 1;
      if (more > 0) bytes.copyWithin(start + more, start, start + written);
    }
    this.#varint(written);
    this.#at += written;
  }

  /** A google.protobuf.Timestamp of milliseconds since 1970, or a Duration of milliseconds. */
  milliseconds(field: number, ms: number): void {
    if (!(ms >= 0 && ms <= MAX_MS)) throw NOT_PLAIN;
    this.#tag(field, LENGTH_DELIMITED, 0);
    const bytes = this.#bytes;
    const start = ++this.#at;
    const seconds = Math.floor(ms / 1000);
    if (seconds !== 0) {
      bytes[this.#at++] = (1 << 3) | VARINT;
      this.#varint(seconds);
    }
    const nanos = (ms - seconds * 1000) * NANOS_A_MS;
    if (nanos !== 0) {
      bytes[this.#at++] = (2 << 3) | VARINT;
      this.#varint(nanos);
    }
    bytes[start - 1] = this.#at - start;
  }

  /** @param bytes how many the field has besides {@link FIELD_BYTES}. */
  #tag(field: number, wireType: number, bytes: number): void {
    this.#room(FIELD_BYTES + bytes);
    this.#varint((field << 3) | wireType);
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    if (!(value >= 0 && Number.isSafeInteger(value))) throw NOT_PLAIN;
    let rest = value;
    for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) bytes[this.#at++] = (rest % 128) | 0x80;
    for (; rest > 0x7f; rest >>>= 7) bytes[this.#at++] = (rest & 0x7f) | 0x80;
    bytes[this.#at++] = rest;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#bytes.length + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
