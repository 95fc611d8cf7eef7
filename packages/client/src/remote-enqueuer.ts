import {
  type BatcherOptions,
  type BatchReceiver,
  type EnqueueRequest,
  type EnqueueResult,
  MillraceError,
} from "@millrace/core";
import { decodeEnqueueBatch, EnqueueCall } from "@millrace/protocol";
import { JobService } from "@millrace/protocol/services";
import { CallBounds, textBytes } from "./call-bounds.ts";
import type { Connection } from "./connection.ts";
import type { ServerLimits } from "./server-info.ts";

/** Enqueues batches of jobs over `JobService`. */
export class RemoteEnqueuer implements BatchReceiver<EnqueueRequest, EnqueueResult> {
  /**
   * What a batch may hold. One is under way at a time, so that jobs are enqueued in the order in which
   * they were given.
   */
  readonly batches: BatcherOptions<EnqueueRequest>;
  readonly #connection: Connection;
  readonly #bounds: CallBounds<EnqueueRequest>;

  /** @param askLimits asks the server for what it accepts. */
  constructor(connection: Connection, askLimits: () => Promise<ServerLimits>) {
    const bounds = new CallBounds<EnqueueRequest>({ sizeOf: sizeBound, askLimits });
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
  async sendBatch(requests: EnqueueRequest[]): Promise<readonly EnqueueResult[]> {
    try {
      const answer = await this.#connection.call(
        JobService.method.enqueueBatch,
        new EnqueueCall(requests),
      );
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

// Tags, lengths and every field of a fixed size: less than 256 bytes.
const FIXED_BYTES = 256;
const ITEM_BYTES = 32;

/** No fewer bytes than `request` has on the wire. */
function sizeBound(request: EnqueueRequest): number {
  const { payload, metadata, after, unique, traceContext } = request;
  let bytes = FIXED_BYTES + (payload?.length ?? 0);
  for (const field in request) {
    const value: unknown = request[field as keyof EnqueueRequest];
    if (typeof value === "string") bytes += textBytes(value);
  }
  for (const key in metadata) bytes += ITEM_BYTES + textBytes(key, metadata[key] as string);
  if (after !== undefined) for (const id of after) bytes += ITEM_BYTES + textBytes(id);
  if (unique !== undefined) bytes += textBytes(unique.key);
  if (traceContext === undefined) return bytes;
  const { traceparent, tracestate = "" } = traceContext;
  return bytes + textBytes(traceparent, tracestate);
}
