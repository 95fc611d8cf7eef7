import type {
  NameCursor,
  WorkerEngine,
  WorkerHeartbeat,
  WorkerSlice,
  WorkersOfType,
} from "@millrace/core";
import type { Partition } from "./partition.ts";

/** The workers that live, in the first partition. */
export class RedisWorkers implements WorkerEngine {
  readonly #first: () => Promise<Partition>;

  constructor(first: () => Promise<Partition>) {
    this.#first = first;
  }

  async heartbeat(beat: WorkerHeartbeat): Promise<void> {
    await (await this.#first()).shared.heartbeat(beat);
  }

  async leave(workerId: string): Promise<void> {
    await (await this.#first()).shared.workerLeaves(workerId);
  }

  async list(cursor: NameCursor): Promise<WorkerSlice> {
    return (await this.#first()).shared.workers(cursor);
  }

  async count(types: readonly string[]): Promise<number[]> {
    return (await this.#first()).shared.countWorkers(types);
  }

  async ofType(type: string): Promise<WorkersOfType> {
    return (await this.#first()).shared.workersOf(type);
  }
}
