import {
  Batcher,
  type EnqueueRequest,
  type EnqueueResult,
  MillraceError,
  respellFields,
  splitBySize,
  withoutUnit,
} from "@millrace/core";
import { encodeEnqueueRequest, type WireEnqueueRequest } from "@millrace/protocol";
import { MESSAGE_BOUNDS, textBytes } from "./message-size.ts";

/** Enqueues `requests` by one call, one result each. */
export type SendBatch = (requests: WireEnqueueRequest[]) => Promise<readonly EnqueueResult[]>;

/**
 * Turns concurrent enqueues into few calls. One call is under way at a time, so that jobs are
 * enqueued in the order in which they were given.
 */
export class EnqueueBatcher {
  readonly #send: SendBatch;
  readonly #batcher: Batcher<WireEnqueueRequest, EnqueueResult>;

  constructor(send: SendBatch) {
    this.#send = send;
    this.#batcher = new Batcher((requests) => this.#sendInParts(requests), {
      maxItems: MESSAGE_BOUNDS.maxItems,
      maxInFlight: 1,
    });
  }

  /** Enqueues `request`. Never rejects: what goes wrong is the result's error. */
  async enqueue(request: EnqueueRequest): Promise<EnqueueResult> {
    try {
      return await this.#batcher.add(encodeEnqueueRequest(request));
    } catch (error) {
      if (error instanceof MillraceError) return { error: respellFields(error, withoutUnit) };
      throw error;
    }
  }

  async #sendInParts(requests: WireEnqueueRequest[]): Promise<EnqueueResult[]> {
    const results: EnqueueResult[] = [];
    for (const part of splitBySize(requests, sizeBound, MESSAGE_BOUNDS)) {
      results.push(...(await this.#try(part)));
    }
    return results;
  }

  /** A part that fails as a whole leaves the results of the other parts alone. */
  async #try(part: WireEnqueueRequest[]): Promise<readonly EnqueueResult[]> {
    try {
      const results = await this.#send(part);
      if (results.length === part.length) return results;
      const message = `the server answered ${part.length} requests with ${results.length} results`;
      throw new MillraceError("INTERNAL", message);
    } catch (error) {
      if (error instanceof MillraceError) return part.map(() => ({ error }));
      throw error;
    }
  }
}

// Tags, lengths and every field of a fixed size: less than 128 bytes.
const FIXED_BYTES = 128;
const ENTRY_BYTES = 16;

/** No fewer bytes than `request` has on the wire. */
function sizeBound({ payload, metadata, type, idempotencyKey = "" }: WireEnqueueRequest): number {
  const entries = Object.entries(metadata).flat();
  return (
    FIXED_BYTES +
    payload.length +
    textBytes(type, idempotencyKey, ...entries) +
    entries.length * ENTRY_BYTES
  );
}
