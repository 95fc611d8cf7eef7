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
  Store,
} from "@millrace/core";
import type { Runs } from "@millrace/workflow";

/** How many bytes the results have together that come with the leases of a call. */
const CALL_BYTES = 1024 * 1024;

/** What it takes of a store. */
export type StepStore = JobSource & Pick<Store, "runs" | "cancel">;

/** A store as what workers take their jobs from, with what the steps of runs can do besides. */
export class StepSource implements JobSource {
  readonly batchSize?: number;
  readonly workers?: NonNullable<JobSource["workers"]>;
  readonly beforeRescue?: NonNullable<JobSource["beforeRescue"]>;
  readonly #store: StepStore;

  constructor(store: StepStore) {
    this.#store = store;
    const { batchSize, workers, beforeRescue } = store;
    if (batchSize !== undefined) this.batchSize = batchSize;
    if (workers !== undefined) this.workers = workers;
    if (beforeRescue !== undefined) this.beforeRescue = beforeRescue.bind(store);
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    const leases = await this.#store.lease(request);
    return request.withResults === true ? this.addResults(leases, CALL_BYTES) : leases;
  }

  extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    return this.#store.extend(items, leaseMs);
  }

  settle(items: readonly Settlement[], options?: SettleOptions): Promise<SettleResult[]> {
    return this.#store.settle(items, options);
  }

  async stepResult(runId: string, step: string, fromItem: number): Promise<StepResultPage> {
    return (await this.#runs()).stepResult(runId, step, fromItem);
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#store.onCancelRequested(listener);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** Leases with the results that they are to bring, of up to `room` bytes; without, when these cannot be read. */
  async addResults(leases: Lease[], room: number): Promise<Lease[]> {
    const ofRuns = leases.flatMap(({ job }) => job.run ?? []);
    if (ofRuns.length === 0 || room <= 0) return leases;
    try {
      const results = (await (await this.#runs()).resultsBefore(ofRuns, room)).values();
      return leases.map((lease) =>
        lease.job.run === undefined ? lease : { ...lease, results: results.next().value ?? NONE },
      );
    } catch {
      // The jobs are leased; whoever needs a result reads it, and is told then what is wrong.
      return leases;
    }
  }

  async #runs(): Promise<Runs> {
    // Expressions are read by a parser that only those load who have runs.
    return (await import("@millrace/workflow")).runsOf(this.#store);
  }
}

const NONE: ReadonlyMap<string, Uint8Array> = new Map();
