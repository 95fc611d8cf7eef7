import { type Clock, HEARTBEAT_INTERVAL_MS, type WorkerRegistry } from "@millrace/core";

/** A machine that slept for longer has no event loop that is late. */
const MAX_LAG_MS = 86_400_000;

export interface HeartbeatOptions {
  /** Absent where nobody is to be told. */
  readonly registry: WorkerRegistry | undefined;
  readonly clock: Clock;
  readonly workerId: string;
  readonly types: readonly string[];
  readonly concurrency: number;
  readonly version: string;
  readonly host: string;
  /** How many jobs run now. */
  readonly running: () => number;
}

/**
 * Tells every ten seconds that the worker lives. A heartbeat that does not arrive is made up for by the
 * next one, and disturbs nobody: the list of workers is for people.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #stopTimer = () => {};

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.registry !== undefined) this.#beat(0);
  }

  /** Tells that the worker has ended. Idempotent. */
  async stop(): Promise<void> {
    this.#stopTimer();
    const { registry, workerId } = this.#options;
    await registry?.leave(workerId).catch(() => {});
  }

  /** `lagMs` is how late the timer of this beat was. */
  #beat(lagMs: number): void {
    const { registry, clock, running, workerId, types, concurrency, version, host } = this.#options;
    const eventLoopLagMs = Math.min(Math.max(0, Math.round(lagMs)), MAX_LAG_MS);
    const worker = { workerId, types, concurrency, version, host, server: "" };
    registry?.heartbeat({ ...worker, running: running(), eventLoopLagMs }).catch(() => {});
    const dueAt = clock.now() + HEARTBEAT_INTERVAL_MS;
    this.#stopTimer = clock.setTimer(HEARTBEAT_INTERVAL_MS, () => this.#beat(clock.now() - dueAt));
  }
}
