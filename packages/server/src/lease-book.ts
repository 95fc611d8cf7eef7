/** How many leases are remembered; beyond that the oldest are forgotten, as of workers that died. */
const MAX_LEASES = 100_000;

/** A lease that this server has handed out. */
export interface NotedLease<Kept> {
  readonly token: number;
  readonly kept: Kept;
  /** When it was handed out, by the process' steady clock. */
  readonly atMs: number;
}

/**
 * What a server has handed out leases for, by the ids of their jobs: a settlement names the job alone,
 * and is answered with its status alone.
 */
export class LeaseBook<Kept> {
  readonly #leases = new Map<string, NotedLease<Kept>>();

  note(jobId: string, lease: NotedLease<Kept>): void {
    if (this.#leases.size >= MAX_LEASES) {
      const [oldest] = this.#leases.keys();
      if (oldest !== undefined) this.#leases.delete(oldest);
    }
    // Anew at the end, where the youngest stand.
    this.#leases.delete(jobId);
    this.#leases.set(jobId, lease);
  }

  /** The latest lease of a job. */
  latest(jobId: string): NotedLease<Kept> | undefined {
    return this.#leases.get(jobId);
  }

  forget(jobId: string): void {
    this.#leases.delete(jobId);
  }
}
