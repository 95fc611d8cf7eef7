import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { NOT_PLAIN } from "./not-plain.ts";
import {
  MAX_DURATION_SECONDS,
  MAX_NANOS,
  MAX_TIMESTAMP_SECONDS,
  NANOS_A_MS,
} from "./time-codec.ts";

const MAX_INT32 = 2 ** 31 - 1;
const MAX_TAG = 2 ** 32 - 1;
/** The largest place value of a varint's seven bits below 2^53. */
const MAX_SCALE = 2 ** 49;
/** Longer texts are decoded faster by the runtime. */
const SHORT_TEXT_BYTES = 32;
const SECONDS_TAG = 8;
const NANOS_TAG = 16;
const NANOS_FIELD = 2;

/** A value that was read before: most of the jobs of an answer have the same type, worker and backoff. */
export interface Memo<Value> {
  bytes?: Uint8Array;
  value?: Value;
}

/**
 * Reads values off a message that is written plainly. A tag is the number of a field times 8, plus its
 * wire type: 0 for varints, 1 for 8 bytes, 2 for a length and so many bytes.
 */
export class WireCursor {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** From 0 to 2^53 - 1. */
  varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.position++] as number;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 0x80; scale <= MAX_SCALE; scale *= 0x80) {
      byte = bytes[this.position++] as number;
      value += (byte & 0x7f) * scale;
      if (byte >= 0x80) continue;
      if (Number.isSafeInteger(value)) return value;
      break;
    }
    throw NOT_PLAIN;
  }

  /** From 0 to 2^31 - 1. */
  int32(): number {
    const value = this.varint();
    if (value > MAX_INT32) throw NOT_PLAIN;
    return value;
  }

  /** The number of an enum's value, which is not 0: nobody writes that. */
  ordinal(): number {
    const value = this.int32();
    if (value === 0) throw NOT_PLAIN;
    return value;
  }

  bool(): boolean {
    const value = this.varint();
    if (value > 1) throw NOT_PLAIN;
    return value === 1;
  }

  double(): number {
    this.position += 8;
    if (this.position > this.length) throw NOT_PLAIN;
    return this.#view.getFloat64(this.position - 8, true);
  }

  /** Where what has a length ends. */
  end(): number {
    const length = this.varint();
    const end = this.position + length;
    if (end > this.length) throw NOT_PLAIN;
    return end;
  }

  /** A part of the message, not a copy of it. */
  bytes(): Uint8Array {
    const end = this.end();
    const start = this.position;
    this.position = end;
    return this.#bytes.subarray(start, end);
  }

  /** Not empty, as which no field is written. */
  text(): string {
    const text = this.anyText();
    if (text === "") throw NOT_PLAIN;
    return text;
  }

  anyText(): string {
    const end = this.end();
    const start = this.position;
    this.position = end;
    const bytes = this.#bytes;
    if (end - start <= SHORT_TEXT_BYTES) {
      const codes: number[] = [];
      let at = start;
      for (; at < end; at++) {
        const code = bytes[at] as number;
        if (code > 0x7f) break;
        codes.push(code);
      }
      if (at === end) return String.fromCharCode.apply(undefined, codes);
    }
    try {
      return getTextEncoding().decodeUtf8(bytes.subarray(start, end), true);
    } catch {
      throw NOT_PLAIN;
    }
  }

  /** Whether the next field has this tag, which is below 128; then its value comes next. */
  takes(tag: number, end: number): boolean {
    if (this.position >= end || this.#bytes[this.position] !== tag) return false;
    this.position++;
    return true;
  }

  /** Ends a message of the fields that were read: leaves out those of newer servers, beyond `lastField`. */
  endAt(end: number, lastField: number): void {
    while (this.position < end) this.skip(this.varint(), lastField);
    if (this.position !== end) throw NOT_PLAIN;
  }

  /** What `read` makes of the next value of a length, unless it has the bytes of `memo`. */
  remembered<Value>(memo: Memo<Value>, read: (cursor: WireCursor) => Value): Value {
    const start = this.position;
    const end = this.end();
    const bytes = this.#bytes;
    const { bytes: known, value } = memo;
    if (known?.length === end - start) {
      let at = start;
      while (at < end && bytes[at] === known[at - start]) at++;
      if (at === end) {
        this.position = end;
        return value as Value;
      }
    }
    this.position = start;
    const made = read(this);
    memo.bytes = bytes.subarray(start, end);
    memo.value = made;
    return made;
  }

  /** Of a google.protobuf.Timestamp, in milliseconds since 1970. */
  time(): number {
    return this.#milliseconds(MAX_TIMESTAMP_SECONDS);
  }

  /** Of a google.protobuf.Duration, in milliseconds. */
  duration(): number {
    return this.#milliseconds(MAX_DURATION_SECONDS);
  }

  #milliseconds(maxSeconds: number): number {
    const end = this.end();
    const seconds = this.takes(SECONDS_TAG, end) ? this.varint() : 0;
    const nanos = this.takes(NANOS_TAG, end) ? this.varint() : 0;
    this.endAt(end, NANOS_FIELD);
    if (seconds > maxSeconds || nanos > MAX_NANOS) throw NOT_PLAIN;
    return seconds * 1000 + Math.ceil(nanos / NANOS_A_MS);
  }

  /** Leaves out the field of this tag when its number is beyond `lastField`. */
  skip(tag: number, lastField: number): void {
    if (tag > MAX_TAG || tag >>> 3 <= lastField) throw NOT_PLAIN;
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.position += 8;
        return;
      case 2:
        this.position = this.end();
        return;
      case 5:
        this.position += 4;
        return;
      default:
        throw NOT_PLAIN;
    }
  }
}
