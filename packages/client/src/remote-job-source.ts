import { createClient, type Client as RpcClient } from "@connectrpc/connect";
import type {
  ExtendItem,
  ExtendResult,
  JobSource,
  Lease,
  LeaseRequest,
  Settlement,
  SettleOptions,
  SettleResult,
  StepResultPage,
  WorkerRegistry,
} from "@millrace/core";
import {
  DEFAULT_LEASE_MS,
  decodeExtendResult,
  decodeLeases,
  encodeExtendRequest,
  encodeHeartbeat,
  encodeLeaseRequest,
  ServerService,
} from "@millrace/protocol";
import { WorkerService } from "@millrace/protocol/services";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { patientAbort } from "./patient-abort.ts";
import { RemoteSettler } from "./remote-settler.ts";
import { decodeServerInfo, type ServerLimits } from "./server-info.ts";

/**
 * How old a lease call must be before an abort resets it. A server that has jobs answers in a few
 * milliseconds, and what it had answered by a reset would be lost: a whole batch. A call that has
 * waited longer has found no jobs; it can end at once.
 */
const ANSWER_MS = 500;
/** How long an aborted lease waits for the server to have seen the cancel. */
const CANCEL_PATIENCE_MS = 1_000;

/**
 * A source of jobs by way of a server, over `WorkerService`: what a worker needs that has no access
 * to the store.
 *
 * A lease call that is aborted resolves with what the server grants within half a second of its
 * beginning. One that has waited longer is reset; a job that comes at that very moment can be lost
 * on the way, and is rescued when its lease expires.
 */
export class RemoteJobSource implements JobSource {
  /** A call over a server costs more than one to a store, so that more jobs share it. */
  readonly batchSize = 300;
  readonly workers: WorkerRegistry = {
    heartbeat: async (beat) => void (await this.#worker.heartbeat(encodeHeartbeat(beat))),
    leave: async (workerId) => void (await this.#worker.heartbeat({ workerId, leaving: true })),
  };
  readonly #connection: Connection;
  readonly #worker: RpcClient<typeof WorkerService>;
  readonly #server: RpcClient<typeof ServerService>;
  readonly #settler: RemoteSettler;
  #workerId = "";
  #longestLeaseMs = 0;

  /** @throws MillraceError `INVALID_ARGUMENT` when an option is malformed. */
  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
    this.#worker = createClient(WorkerService, this.#connection.transport);
    this.#server = createClient(ServerService, this.#connection.transport);
    this.#settler = new RemoteSettler({
      connection: this.#connection,
      worker: this.#worker,
      askLimits: () => this.#askLimits(),
    });
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    const wire = encodeLeaseRequest(request);
    const { signal, waitMs, leaseMs, workerId } = request;
    this.#connection.checkOpen();
    if (signal?.aborted) return [];
    this.#workerId = workerId;
    this.#longestLeaseMs = Math.max(this.#longestLeaseMs, leaseMs);
    using reset = signal && patientAbort(signal, ANSWER_MS);
    try {
      const answer = await this.#worker.lease(wire, {
        ...(reset && { signal: reset.signal }),
        timeoutMs: this.#connection.callTimeoutMs + waitMs,
      });
      return decodeLeases(answer);
    } catch (error) {
      if (this.#connection.closed.aborted) return [];
      if (!signal?.aborted) throw error;
      if (reset?.signal.aborted) await this.#outrunCancel();
      return [];
    }
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    const wire = encodeExtendRequest({ items, leaseMs }, this.#workerId);
    this.#connection.checkOpen();
    if (items.length === 0) return [];
    this.#longestLeaseMs = Math.max(this.#longestLeaseMs, leaseMs);
    const { results } = await this.#worker.extend(wire);
    return results.map(decodeExtendResult);
  }

  /**
   * Sends again, as `resend`, what got no answer, until every lease that this source holds must
   * have ended; then it throws `UNAVAILABLE`.
   */
  settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    return this.#settler.settle(items, {
      resend,
      patienceMs: this.#longestLeaseMs || DEFAULT_LEASE_MS,
    });
  }

  async stepResult(id: string, step: string, fromItem: number): Promise<StepResultPage> {
    const { remoteStepResult } = await import("./remote-step-result.ts");
    return remoteStepResult(this.#connection, { id, step, fromItem });
  }

  /** Never calls `listener`: the server cannot push. Extend tells of cancels. */
  onCancelRequested(_listener: (jobId: string) => void): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  async #askLimits(): Promise<ServerLimits> {
    return decodeServerInfo(await this.#server.getServerInfo({})).limits;
  }

  /**
   * Resolves once the server has seen the cancel of a call: it reads one connection in order, so
   * any answer to a later call will do. Without this, the wait that was ended here could still take
   * a job there.
   */
  async #outrunCancel(): Promise<void> {
    try {
      const timeoutMs = Math.min(CANCEL_PATIENCE_MS, this.#connection.callTimeoutMs);
      await this.#server.getServerInfo({}, { timeoutMs });
    } catch {
      // The connection is gone, and with it the wait; or it is stuck, and a stop must not be.
    }
  }
}
