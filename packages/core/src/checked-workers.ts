import { encodeNameToken } from "./name-token.ts";
import type { WorkerEngine } from "./store-engine.ts";
import {
  checkHeartbeat,
  checkWorkerId,
  checkWorkerQuery,
  type WorkerHeartbeat,
  type WorkerPage,
  type WorkerQuery,
  type WorkerStore,
} from "./worker-store.ts";

/** The workers of a `CheckedStore`. */
export class CheckedWorkers implements WorkerStore {
  readonly #engine: WorkerEngine;
  readonly #requireOpen: () => void;

  constructor(engine: WorkerEngine, requireOpen: () => void) {
    this.#engine = engine;
    this.#requireOpen = requireOpen;
  }

  async heartbeat(beat: WorkerHeartbeat): Promise<void> {
    this.#requireOpen();
    checkHeartbeat(beat);
    await this.#engine.heartbeat(beat);
  }

  async leave(workerId: string): Promise<void> {
    this.#requireOpen();
    checkWorkerId(workerId);
    await this.#engine.leave(workerId);
  }

  async list(query: WorkerQuery = {}): Promise<WorkerPage> {
    this.#requireOpen();
    const { workers, last } = await this.#engine.list(checkWorkerQuery(query));
    return last === undefined
      ? { workers }
      : { workers, nextPageToken: encodeNameToken("workers", last) };
  }
}
