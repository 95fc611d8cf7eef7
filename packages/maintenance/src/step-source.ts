import {
  BOUNDS,
  type ExtendItem,
  type ExtendResult,
  type JobSource,
  type Lease,
  type LeaseRequest,
  MillraceError,
  Refusals,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  type StepResultPage,
  type Store,
  utf8Bytes,
} from "@millrace/core";
import type { Runs, Steps } from "@millrace/workflow";

/** How many bytes the results have together that come with the leases of a call. */
const CALL_BYTES = 1024 * 1024;

/** What it takes of a store. */
export type StepStore = JobSource & Pick<Store, "runs" | "get" | "cancel">;

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

  async settle(items: readonly Settlement[], options?: SettleOptions): Promise<SettleResult[]> {
    if (!items.some(addsSteps)) return this.#store.settle(items, options);
    const refusals = new Refusals();
    const told = await Promise.all(items.map((item, place) => this.#told(item, place, refusals)));
    const valid = told.filter((item) => item !== undefined);
    return refusals.among(valid.length === 0 ? [] : await this.#store.settle(valid, options));
  }

  /** A settlement that tells its run of the steps that it adds; undefined for one that is refused. */
  async #told(
    item: Settlement,
    place: number,
    refusals: Refusals,
  ): Promise<Settlement | undefined> {
    if (!addsSteps(item)) return item;
    const { addSteps, ...outcome } = item.outcome;
    try {
      const tellsRun = await this.#textOf(item.jobId, addSteps);
      return { ...item, outcome: { ...outcome, ...(tellsRun !== undefined && { tellsRun }) } };
    } catch (error) {
      const isRefusal = error instanceof MillraceError && error.code !== "UNAVAILABLE";
      if (!isRefusal) throw error;
      refusals.add(place, error);
      return undefined;
    }
  }

  /** What the run of a job is told; undefined where the lease is over, which the store answers by itself. */
  async #textOf(jobId: string, addSteps: string): Promise<string | undefined> {
    const job = await this.#store.get(jobId, { view: "BASIC" }).catch((error: unknown) => {
      if (error instanceof MillraceError && error.code === "NOT_FOUND") return undefined;
      throw error;
    });
    if (job?.status !== "RUNNING") return undefined;
    if (job.run === undefined) throw invalid(`is for steps of runs, and job ${jobId} is none`);
    return (await this.#runs()).addedBy(job.run, stepsOf(addSteps));
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

type AddingSettlement = Settlement & {
  readonly outcome: { readonly kind: "completed"; readonly addSteps: string };
};

function addsSteps(item: Settlement): item is AddingSettlement {
  return item.outcome?.kind === "completed" && item.outcome.addSteps !== undefined;
}

function stepsOf(addSteps: string): Steps {
  const bytes = utf8Bytes(addSteps);
  if (bytes > BOUNDS.addStepsBytes) {
    throw invalid(`must have at most ${BOUNDS.addStepsBytes} bytes, but has ${bytes}`);
  }
  try {
    return JSON.parse(addSteps) as Steps;
  } catch {
    throw invalid("must be JSON: an object of steps by their names");
  }
}

function invalid(rule: string): MillraceError {
  return new MillraceError("INVALID_ARGUMENT", `cannot settle: addSteps ${rule}`, {
    violations: [{ field: "addSteps", description: rule }],
  });
}

const NONE: ReadonlyMap<string, Uint8Array> = new Map();
