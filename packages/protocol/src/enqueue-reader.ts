import type { DescMessage } from "@bufbuild/protobuf";
import type { Backoff, EnqueueRequest, Unique } from "@millrace/core";
import { decodeAfterRule } from "./after-codec.ts";
import { decodeDelivery } from "./delivery-codec.ts";
import { decodeDurability } from "./durability-codec.ts";
import { readEntry, readTraceContext } from "./job-reader.ts";
import type { Mutable } from "./mutable.ts";
import { NOT_PLAIN } from "./not-plain.ts";
import { decodeOnConflict, decodeUntil } from "./unique-codec.ts";
import { WireCursor } from "./wire-cursor.ts";

/** What a request may have, so that a small one cannot take much memory. */
export interface RequestBounds {
  /** The most fields, those in fields among them. */
  readonly maxFields: number;
  /** The most items in a field of the request itself, by the number of that. */
  readonly maxItems: ReadonlyMap<number, number>;
}

const REQUESTS_FIELD = 1;
const METADATA_FIELD = 11;
const METADATA_TAG = 90;
const AFTER_FIELD = 18;
const AFTER_TAG = 146;
/** The last number of a field that is known here. */
const LAST_FIELD = 22;
/** A field has a tag and at least one byte more. */
const MIN_FIELD_BYTES = 2;
/** The items of a job in a batch are bounded by the fields of that, and counted by the domain. */
const UNCOUNTED: RequestBounds["maxItems"] = new Map();

/** Reads the jobs that a request asks for; `undefined` for one that is to be checked and read otherwise. */
export type AskedJobsReader = (bytes: Uint8Array) => EnqueueRequest[] | undefined;

/**
 * What reads the jobs that requests of type `desc` ask for at once, unchecked, as `decodeEnqueueRequest`
 * makes them of messages; `undefined` for requests that ask for none. Requests that are beyond the bounds,
 * or not written plainly, are left to others.
 */
export function askedJobsReader(
  { typeName }: DescMessage,
  bounds: RequestBounds,
): AskedJobsReader | undefined {
  const read = READERS.get(typeName);
  if (read === undefined) return undefined;
  return (bytes) => {
    try {
      return read(new EnqueueReader(bytes, bounds));
    } catch (error) {
      if (error !== NOT_PLAIN) throw error;
      return undefined;
    }
  };
}

/** Reads requests whose fields stand in order, as whatever encodes protobuf writes them. */
class EnqueueReader {
  readonly #cursor: WireCursor;
  readonly #maxItems: RequestBounds["maxItems"];
  /** How far the bytes besides payloads cannot be more fields than there may be. */
  #safePosition: number;

  constructor(bytes: Uint8Array, { maxFields, maxItems }: RequestBounds) {
    this.#cursor = new WireCursor(bytes);
    this.#maxItems = maxItems;
    this.#safePosition = MIN_FIELD_BYTES * maxFields;
  }

  /** An EnqueueRequest. */
  one(): EnqueueRequest[] {
    return [this.#request(this.#cursor.length, this.#maxItems)];
  }

  /** An EnqueueBatchRequest. */
  batch(): EnqueueRequest[] {
    const cursor = this.#cursor;
    const maxJobs = maxOf(this.#maxItems, REQUESTS_FIELD);
    const requests: EnqueueRequest[] = [];
    while (cursor.takes(10, cursor.length)) {
      if (requests.length === maxJobs) throw NOT_PLAIN;
      requests.push(this.#request(cursor.end(), UNCOUNTED));
    }
    if (cursor.position !== cursor.length) throw NOT_PLAIN;
    return requests;
  }

  #request(end: number, maxItems: RequestBounds["maxItems"]): EnqueueRequest {
    const cursor = this.#cursor;
    const request: Mutable<EnqueueRequest> = { type: "" };
    let last = 0;
    let items = 0;
    while (cursor.position < end) {
      const tag = cursor.varint();
      if (tag !== last) items = 0;
      else if (tag !== METADATA_TAG && tag !== AFTER_TAG) throw NOT_PLAIN;
      if (tag < last) throw NOT_PLAIN;
      last = tag;
      switch (tag) {
        case 10:
          request.type = cursor.text();
          break;
        case 18:
          request.payload = cursor.bytes();
          if (request.payload.length === 0) throw NOT_PLAIN;
          this.#safePosition += request.payload.length;
          break;
        case 26:
          request.runAt = cursor.time();
          break;
        case 34:
          if (request.runAt !== undefined) throw NOT_PLAIN;
          request.delayMs = cursor.duration();
          break;
        case 40:
          request.priority = cursor.int32();
          break;
        case 48:
          request.maxAttempts = cursor.int32();
          break;
        case 58:
          request.backoff = readBackoff(cursor);
          break;
        case 66:
          request.timeoutMs = cursor.duration();
          break;
        case 74:
          request.idempotencyKey = cursor.anyText();
          break;
        case 80:
          request.delivery = decodeDelivery(cursor.ordinal());
          break;
        case METADATA_TAG:
          if (++items > maxOf(maxItems, METADATA_FIELD)) throw NOT_PLAIN;
          request.metadata ??= {};
          readEntry(cursor, request.metadata as Record<string, string>);
          this.#checkSize();
          break;
        case 98:
          request.retentionMs = cursor.duration();
          break;
        case 104:
          request.durability = decodeDurability(cursor.ordinal());
          break;
        case 114:
          request.contentType = cursor.text();
          break;
        case 122:
          request.traceContext = readTraceContext(cursor);
          break;
        case 130:
          request.expiresInMs = cursor.duration();
          break;
        case 138:
          request.groupId = cursor.text();
          break;
        case AFTER_TAG:
          if (++items > maxOf(maxItems, AFTER_FIELD)) throw NOT_PLAIN;
          request.after ??= [];
          (request.after as string[]).push(cursor.anyText());
          this.#checkSize();
          break;
        case 162:
          request.unique = readUnique(cursor);
          break;
        case 168:
          request.afterRule = decodeAfterRule(cursor.ordinal());
          break;
        case 178:
          request.concurrencyKey = cursor.anyText();
          break;
        default:
          cursor.skip(tag, LAST_FIELD);
      }
    }
    if (cursor.position !== end) throw NOT_PLAIN;
    this.#checkSize();
    return request;
  }

  #checkSize(): void {
    if (this.#cursor.position > this.#safePosition) throw NOT_PLAIN;
  }
}

const READERS = /*@__PURE__*/ new Map([
  ["millrace.v1.EnqueueRequest", (reader: EnqueueReader) => reader.one()],
  ["millrace.v1.EnqueueBatchRequest", (reader: EnqueueReader) => reader.batch()],
]);

function maxOf(maxItems: RequestBounds["maxItems"], field: number): number {
  return maxItems.get(field) ?? Number.POSITIVE_INFINITY;
}

function readBackoff(cursor: WireCursor): Partial<Backoff> {
  const end = cursor.end();
  const backoff: Partial<Mutable<Backoff>> = {};
  if (cursor.takes(10, end)) backoff.initialMs = cursor.duration();
  if (cursor.takes(17, end)) backoff.multiplier = cursor.double();
  if (cursor.takes(26, end)) backoff.maxMs = cursor.duration();
  if (cursor.takes(33, end)) backoff.jitter = cursor.double();
  cursor.endAt(end, 4);
  return backoff;
}

function readUnique(cursor: WireCursor): Unique {
  const end = cursor.end();
  const unique: Mutable<Unique> = { key: cursor.takes(10, end) ? cursor.text() : "" };
  if (cursor.takes(16, end)) unique.until = decodeUntil(cursor.ordinal());
  else if (cursor.takes(26, end)) unique.ttlMs = cursor.duration();
  if (cursor.takes(32, end)) unique.onConflict = decodeOnConflict(cursor.ordinal());
  if (cursor.takes(42, end)) unique.maxWaitMs = cursor.duration();
  cursor.endAt(end, 5);
  return unique;
}
