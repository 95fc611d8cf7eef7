import type { Clock, EpochMs } from "./clock.ts";
import { EXPLAINED, type WorkersOfType } from "./explain-job.ts";
import type { NameCursor } from "./name-token.ts";
import type { WorkerEngine, WorkerSlice } from "./store-engine.ts";
import {
  type LiveWorker,
  MAX_WORKERS,
  WORKER_LIFE_MS,
  type WorkerHeartbeat,
} from "./worker-store.ts";

interface KnownWorker {
  readonly beat: WorkerHeartbeat;
  readonly at: EpochMs;
}

/** The workers of a store that one process has, in its memory. */
export class LiveWorkers implements WorkerEngine {
  readonly #clock: Clock;
  /** By name; who told of itself longest ago comes first. */
  readonly #known = new Map<string, KnownWorker>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async heartbeat(beat: WorkerHeartbeat): Promise<void> {
    this.#forgetDead();
    if (!this.#known.delete(beat.workerId) && this.#known.size >= MAX_WORKERS) return;
    this.#known.set(beat.workerId, { beat, at: this.#clock.now() });
  }

  async leave(workerId: string): Promise<void> {
    this.#known.delete(workerId);
  }

  async list({ after, limit }: NameCursor): Promise<WorkerSlice> {
    this.#forgetDead();
    const now = this.#clock.now();
    const names = [...this.#known.keys()].filter((name) => name > after).sort();
    const workers = names.slice(0, limit).map((name) => {
      const { beat, at } = this.#known.get(name) as KnownWorker;
      return { ...beat, heartbeatAgeMs: now - at };
    });
    const last = workers.at(-1)?.workerId;
    return names.length > limit && last !== undefined ? { workers, last } : { workers };
  }

  /** How many of them lease jobs of each of the types. */
  async count(types: readonly string[]): Promise<number[]> {
    this.#forgetDead();
    const counts = new Map(types.map((type) => [type, 0]));
    for (const { beat } of this.#known.values()) {
      for (const type of new Set(beat.types)) {
        const count = counts.get(type);
        if (count !== undefined) counts.set(type, count + 1);
      }
    }
    return types.map((type) => counts.get(type) as number);
  }

  async ofType(type: string): Promise<WorkersOfType> {
    this.#forgetDead();
    const now = this.#clock.now();
    const workers: LiveWorker[] = [];
    for (const { beat, at } of this.#known.values()) {
      if (!beat.types.includes(type)) continue;
      if (workers.length === EXPLAINED.workers) return { workers, more: true };
      workers.push({ ...beat, heartbeatAgeMs: now - at });
    }
    return { workers, more: false };
  }

  #forgetDead(): void {
    const now = this.#clock.now();
    for (const [name, { at }] of this.#known) {
      if (now - at < WORKER_LIFE_MS) break;
      this.#known.delete(name);
    }
  }
}
