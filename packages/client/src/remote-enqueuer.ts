import type { Client as RpcClient } from "@connectrpc/connect";
import {
  Batcher,
  type Durability,
  type EnqueueRequest,
  type EnqueueResult,
  MillraceError,
  respellFields,
  withoutUnit,
} from "@millrace/core";
import {
  decodeEnqueueBatchResult,
  encodeEnqueueRequest,
  type WireEnqueueRequest,
} from "@millrace/protocol";
import type { JobService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";
import { PartedCall, textBytes } from "./message-size.ts";
import type { ServerLimits } from "./server-info.ts";

/** How a {@link RemoteEnqueuer} reaches its server. */
export interface EnqueueCalls {
  readonly connection: Pick<Connection, "call">;
  readonly jobs: Pick<RpcClient<typeof JobService>, "enqueueBatch">;
  /** Asks the server for what it accepts. */
  askLimits(): Promise<ServerLimits>;
}

type JobBatcher = Batcher<WireEnqueueRequest, EnqueueResult>;

/**
 * Enqueues jobs over `JobService`, concurrent ones by few calls. One call is under way at a time, so that
 * jobs are enqueued in the order in which they were given.
 */
export class RemoteEnqueuer {
  readonly #options: EnqueueCalls;
  readonly #calls: PartedCall<WireEnqueueRequest, EnqueueResult, void>;
  /** Those that wait for replicas have calls of their own, so that no other waits along. */
  readonly #batchers: Readonly<Record<Durability, JobBatcher>>;

  constructor(options: EnqueueCalls) {
    this.#options = options;
    this.#calls = new PartedCall<WireEnqueueRequest, EnqueueResult, void>({
      sizeOf: sizeBound,
      askLimits: () => options.askLimits(),
      send: (requests) => this.#enqueuePart(requests),
      // A part that fails as a whole leaves the results of the other parts alone.
      fail: (requests, error) => requests.map(() => ({ error })),
    });
    this.#batchers = { STORED: this.#batcher(), REPLICATED: this.#batcher() };
  }

  /** Enqueues `request`. Never rejects: what goes wrong is the result's error. */
  async enqueue(request: EnqueueRequest): Promise<EnqueueResult> {
    try {
      const wire = encodeEnqueueRequest(request);
      return await this.#batchers[request.durability ?? "STORED"].add(wire);
    } catch (error) {
      if (error instanceof MillraceError) return { error: respellFields(error, withoutUnit) };
      throw error;
    }
  }

  #batcher(): JobBatcher {
    const send = async (requests: WireEnqueueRequest[]) => {
      const results: EnqueueResult[] = [];
      for (const part of this.#calls.split(requests)) {
        results.push(...(await this.#calls.send(part)));
      }
      return results;
    };
    return new Batcher(send, { maxItems: PartedCall.maxItems, maxInFlight: 1 });
  }

  async #enqueuePart(requests: WireEnqueueRequest[]): Promise<EnqueueResult[]> {
    const { connection, jobs } = this.#options;
    const { results } = await connection.call((call) => jobs.enqueueBatch({ requests }, call));
    if (results.length !== requests.length) {
      const message = `the server answered ${requests.length} requests with ${results.length} results`;
      throw new MillraceError("INTERNAL", message);
    }
    return results.map((result, i) =>
      decodeEnqueueBatchResult(result, requests[i] as WireEnqueueRequest),
    );
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
