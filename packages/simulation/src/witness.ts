import type {
  ExtendItem,
  ExtendResult,
  JobSource,
  Lease,
  LeaseRequest,
  Settlement,
  SettleOptions,
  SettleResult,
} from "@millrace/core";
import type { FlowWatch } from "./flow-watch.ts";
import type { JobRecord, LeaseRecord } from "./job-record.ts";
import type { StoreClock } from "./store-clock.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

export interface WitnessOptions {
  readonly store: JobSource;
  readonly clock: StoreClock;
  readonly timeline: Timeline;
  readonly trace: Trace;
  /** The record of a job, by its id. */
  readonly recordOf: (id: string) => JobRecord;
  /** Watches the queue that has limits, if one has. */
  readonly flow: FlowWatch | undefined;
}

/** Stands before the store, keeps record of its leases, and says when an answer breaks a promise. */
export class Witness implements JobSource {
  readonly #options: WitnessOptions;
  #granted = 0;

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    const leases = await this.#options.store.lease(request);
    for (const lease of leases) this.#grant(lease, request.workerId);
    const { flow, recordOf } = this.#options;
    flow?.leased(
      request,
      leases.map(({ job }) => recordOf(job.id)),
    );
    return leases;
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    const { store, clock } = this.#options;
    const before = clock.latest;
    const now = clock.now();
    const results = await store.extend(items, leaseMs);
    for (const [i, { jobId, token }] of items.entries()) {
      const { job, lease } = this.#find(jobId, token);
      if (lease === undefined) continue;
      if (results[i] === "LEASE_LOST") this.#refused(job, lease, "an extension", before);
      else lease.expiresAt = now + leaseMs;
    }
    return results;
  }

  async settle(items: readonly Settlement[], options?: SettleOptions): Promise<SettleResult[]> {
    const { store, clock, trace, timeline } = this.#options;
    const before = clock.latest;
    // Effects come at the call, before anybody else can act on them; the answer comes later.
    const effective = items.map(({ jobId, token, outcome }) => {
      const { lease } = this.#find(jobId, token);
      if (lease === undefined || lease.settled !== undefined) return undefined;
      lease.settled = outcome;
      lease.settledMs = timeline.elapsedMs;
      return lease;
    });
    const results = await store.settle(items, options);
    for (const [i, { jobId, token, outcome }] of items.entries()) {
      const { job, lease } = this.#find(jobId, token);
      const result = results[i] as SettleResult;
      const what = `${outcome.kind} for job ${job.plan.number} by token ${token}`;
      if ("error" in result) {
        trace.note(`the store refuses ${what}: ${result.error.code}`);
        if (effective[i] === undefined || lease === undefined) continue;
        delete lease.settled;
        delete lease.settledMs;
        this.#refused(job, lease, "a settlement", before);
      } else if (effective[i] !== undefined) {
        trace.note(`the store takes ${what}, and job ${job.plan.number} is ${result.status}`);
        effective[i].status = result.status;
        if (outcome.kind === "released" && !outcome.started) {
          this.#options.flow?.givenBack(job, effective[i]);
        }
      } else if (options?.resend !== true) {
        trace.violation(`the store took ${what} twice`);
      }
    }
    return results;
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#options.store.onCancelRequested(listener);
  }

  close(): Promise<void> {
    return this.#options.store.close();
  }

  #grant({ job: { id, attempt, startedAt = 0 }, token, expiresAt }: Lease, worker: string): void {
    const { trace, timeline, clock, recordOf } = this.#options;
    const job = recordOf(id);
    const { number } = job.plan;
    const last = job.leases.at(-1);
    trace.note(`${worker} leases job ${number}: attempt ${attempt}, token ${token}`);
    if (last !== undefined && last.token >= token) {
      trace.violation(`job ${number} has token ${token} after ${last.token}`);
    }
    if (last !== undefined && last.settled === undefined && clock.latest < last.expiresAt) {
      trace.violation(`job ${number} was leased to ${worker} while ${last.worker} had it`);
    }
    const granted = this.#granted++;
    const grantedMs = timeline.elapsedMs;
    const when = { granted, grantedMs, startedAt, expiresAt };
    const lease = { worker, token, attempt, ...when, lost: false };
    job.leases.push(lease);
  }

  /** A call with a token was refused: that lease must have ended, by what the store's clock showed. */
  #refused({ plan }: JobRecord, lease: LeaseRecord, call: string, storeTime: number): void {
    if (lease.settled === undefined && storeTime < lease.expiresAt) {
      const { token, worker } = lease;
      this.#options.trace.violation(
        `${call} of job ${plan.number} by ${worker} was refused while its lease (token ${token}) lasted`,
      );
    }
    lease.lost = true;
  }

  #find(id: string, token: number): { job: JobRecord; lease: LeaseRecord | undefined } {
    const job = this.#options.recordOf(id);
    return { job, lease: job.leases.find((lease) => lease.token === token) };
  }
}
