import {
  type BatcherOptions,
  type BatchReceiver,
  type EnqueueResult,
  MillraceError,
} from "@millrace/core";
import { decodeEnqueueBatch, type WireEnqueueRequest } from "@millrace/protocol";
import { JobService } from "@millrace/protocol/services";
import { CallBounds, textBytes } from "./call-bounds.ts";
import type { Connection } from "./connection.ts";
import type { ServerLimits } from "./server-info.ts";

/** Enqueues batches of jobs over `JobService`. */
export class RemoteEnqueuer implements BatchReceiver<WireEnqueueRequest, EnqueueResult> {
  /**
   * What a batch may hold. One is under way at a time, so that jobs are enqueued in the order in which
   * they were given.
   */
  readonly batches: BatcherOptions<WireEnqueueRequest>;
  readonly #connection: Connection;
  readonly #bounds: CallBounds<WireEnqueueRequest>;

  /** @param askLimits asks the server for what it accepts. */
  constructor(connection: Connection, askLimits: () => Promise<ServerLimits>) {
    const bounds = new CallBounds<WireEnqueueRequest>({ sizeOf: sizeBound, askLimits });
    this.#connection = connection;
    this.#bounds = bounds;
    this.batches = {
      maxInFlight: 1,
      get maxItems() {
        return bounds.maxItems;
      },
      weigh: sizeBound,
      get maxWeight() {
        return bounds.maxBytes;
      },
    };
  }

  /** A call that fails as a whole is the result of each of its requests, and of no others. */
  async sendBatch(requests: WireEnqueueRequest[]): Promise<readonly EnqueueResult[]> {
    try {
      const answer = await this.#connection.call(JobService.method.enqueueBatch, { requests });
      const results = decodeEnqueueBatch(answer, requests);
      if (results.length !== requests.length) throw miscounted(requests.length, results.length);
      return results;
    } catch (reason) {
      return this.#bounds.sendSmaller<EnqueueResult>(requests, reason, {
        send: (part) => this.sendBatch(part),
        fail: (error) => requests.map(() => ({ error })),
      });
    }
  }
}

function miscounted(requests: number, results: number): MillraceError {
  const message = `the server answered ${requests} requests with ${results} results`;
  return new MillraceError("INTERNAL", message);
}

// Tags, lengths and every field of a fixed size: less than 128 bytes.
const FIXED_BYTES = 128;
const ENTRY_BYTES = 32;

/** No fewer bytes than `request` has on the wire. */
function sizeBound({
  payload,
  metadata,
  type,
  idempotencyKey = "",
  unique,
}: WireEnqueueRequest): number {
  let bytes = FIXED_BYTES + payload.length + textBytes(type, idempotencyKey, unique?.key ?? "");
  for (const [key, value] of Object.entries(metadata)) {
    bytes += textBytes(key, value) + ENTRY_BYTES;
  }
  return bytes;
}
