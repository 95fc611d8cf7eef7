import {
  Batcher,
  type EnqueueRequest,
  type EnqueueResult,
  MillraceError,
  respellFields,
  withoutUnit,
} from "@millrace/core";
import { encodeEnqueueRequest, type WireEnqueueRequest } from "@millrace/protocol";
import { PartedCall, textBytes } from "./message-size.ts";
import type { ServerLimits } from "./server-info.ts";

/** How an {@link EnqueueBatcher} reaches its server. */
export interface EnqueueCalls {
  /** Enqueues `requests` by one call, one result each. */
  send(requests: WireEnqueueRequest[]): Promise<readonly EnqueueResult[]>;
  /** Asks the server for what it accepts. */
  askLimits(): Promise<ServerLimits>;
}

/**
 * Turns concurrent enqueues into few calls. One call is under way at a time, so that jobs are
 * enqueued in the order in which they were given.
 */
export class EnqueueBatcher {
  readonly #calls: PartedCall<WireEnqueueRequest, EnqueueResult, void>;
  readonly #batcher: Batcher<WireEnqueueRequest, EnqueueResult>;

  constructor(calls: EnqueueCalls) {
    this.#calls = new PartedCall<WireEnqueueRequest, EnqueueResult, void>({
      sizeOf: sizeBound,
      askLimits: () => calls.askLimits(),
      send: (requests) => sendWhole(calls, requests),
      // A part that fails as a whole leaves the results of the other parts alone.
      fail: (requests, error) => requests.map(() => ({ error })),
    });
    this.#batcher = new Batcher((requests) => this.#sendInParts(requests), {
      maxItems: PartedCall.maxItems,
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
    for (const part of this.#calls.split(requests)) results.push(...(await this.#calls.send(part)));
    return results;
  }
}

async function sendWhole(
  calls: EnqueueCalls,
  requests: WireEnqueueRequest[],
): Promise<readonly EnqueueResult[]> {
  const results = await calls.send(requests);
  if (results.length === requests.length) return results;
  const message = `the server answered ${requests.length} requests with ${results.length} results`;
  throw new MillraceError("INTERNAL", message);
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
