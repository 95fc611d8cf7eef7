import type { Job, OperationRequest, Store } from "@millrace/core";
import type { OperationRunnerOptions } from "@millrace/maintenance";
import type { JobRecord } from "./job-record.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { BulkCancelPlan, Schedule } from "./schedule.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

export interface BulkCancelsOptions {
  readonly store: Store;
  readonly schedule: Schedule;
  readonly network: Network;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly random: Random;
  readonly records: readonly JobRecord[];
}

/** Somebody cancels many jobs at once, by operations, and who carries them out is killed now and then. */
export class BulkCancels {
  readonly #options: BulkCancelsOptions;
  /** The ids of those that were started. */
  readonly #started = new Map<BulkCancelPlan, string>();

  constructor(options: BulkCancelsOptions) {
    this.#options = options;
  }

  start(): void {
    const { schedule, timeline } = this.#options;
    for (const plan of schedule.bulkCancels) {
      timeline.setTimer(plan.atMs, () => void this.#start(plan));
    }
  }

  /** The operations of the store, for who maintains it. */
  get work(): OperationRunnerOptions["store"]["operations"] {
    const { operations } = this.#options.store;
    return {
      open: () => operations.open(),
      save: (operation) => operations.save(operation),
      change: async (...args) => {
        const { network, random, timeline, records } = this.#options;
        const fate = network.fate(random);
        if (fate === "lost" || fate === "late") throw new Error("killed before its round");
        const results = await operations.change(...args);
        for (const [place, { jobId }] of args[1].entries()) {
          const record = records.find(({ id }) => id === jobId);
          if (results[place] !== undefined || record === undefined) continue;
          record.cancelledMs ??= timeline.elapsedMs;
        }
        if (fate === "answerLost") throw new Error("killed after its round");
        return results;
      },
    };
  }

  /** A line for each operation that has not done what it says. */
  async breaches(jobs: ReadonlyMap<string, Job>): Promise<string[]> {
    const { store, schedule } = this.#options;
    // Whether a call was carried out whose answer was lost is found by what became of its jobs: one that has ended
    // meanwhile, as it was asked to or not, counts as skipped.
    const isExact = schedule.faults.every(({ kind }) => kind !== "network");
    const breaches: string[] = [];
    for (const [plan, id] of this.#started) {
      const { state, matched, done, skipped, failed } = await store.operations.get(id);
      const has = (what: string) => breaches.push(`the cancel at ${plan.atMs} ms ${what}`);
      if (!schedule.maintained) continue;
      if (state !== "DONE") has(`is ${state} long after the faults have ended`);
      if (done + skipped !== matched || failed > 0) {
        has(`has ${done} done, ${skipped} skipped and ${failed} failed of ${matched}`);
      }
      const reason = reasonOf(plan);
      const ofIt = [...jobs.values()].filter(({ cancelReason }) => cancelReason === reason).length;
      const isCounted = isExact ? ofIt === done : ofIt <= done + skipped;
      if (!isCounted) has(`has done ${done}, but ${ofIt} have it`);
    }
    return breaches;
  }

  async #start(plan: BulkCancelPlan): Promise<void> {
    const { store, trace } = this.#options;
    const request: OperationRequest = {
      action: "CANCEL",
      filter: { type: plan.type },
      reason: reasonOf(plan),
    };
    const { id, matched } = await store.operations.start(request);
    this.#started.set(plan, id);
    trace.note(`somebody cancels the ${matched} jobs of ${plan.type}`);
  }
}

function reasonOf({ atMs }: BulkCancelPlan): string {
  return `by an operation at ${atMs} ms`;
}
