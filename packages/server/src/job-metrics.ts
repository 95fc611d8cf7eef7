import {
  type EnqueueRequest,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  type Job,
  type JobStatus,
  LEASE_EXPIRED_MESSAGE,
  type Lease,
  type MaintenanceReport,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import {
  CappedLabel,
  type Cell,
  CellCounter,
  CellHistogram,
  type HistogramCell,
} from "@millrace/metrics";
import type { Registry } from "prom-client";
import { LeaseBook, type NotedLease } from "./lease-book.ts";

const WAIT_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
  21_600,
];
const RUN_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];

/** What a settlement came to, by the status that it has led to. */
const OUTCOMES = {
  COMPLETED: "completed",
  FAILED: "failed",
  RETRYING: "retried",
  SCHEDULED: "snoozed",
  PENDING: "released",
  CANCELLED: "cancelled",
} as const satisfies { readonly [Status in Exclude<JobStatus, "RUNNING" | "BLOCKED">]: string };

const OUTCOME_NAMES = [...Object.values(OUTCOMES), "throttled"] as const;

type SettledOutcome = (typeof OUTCOME_NAMES)[number];

/** The series of one type. */
interface TypeSeries {
  readonly created: Cell;
  readonly existing: Cell;
  readonly refused: Cell;
  readonly leased: Cell;
  readonly rescued: Cell;
  readonly expired: Cell;
  readonly stale: Cell;
  readonly wait: HistogramCell;
  readonly lateness: HistogramCell;
  readonly settled: { readonly [Outcome in SettledOutcome]: Cell };
  readonly run: { readonly [Outcome in SettledOutcome]: HistogramCell };
}

/** Counts what the answers of a store say of jobs. A job costs some look-ups and additions. */
export class JobMetrics {
  readonly #now: () => number;
  readonly #types: CappedLabel<TypeSeries>;
  readonly #leases = new LeaseBook<TypeSeries>();
  readonly #promoted: Cell;
  readonly #pruned: Cell;

  /** @param now milliseconds that never go back */
  constructor(register: Registry, now: () => number) {
    this.#now = now;
    const makeSeries = typeSeriesIn(register);
    this.#types = new CappedLabel(makeSeries);
    const alone = (name: string, help: string) =>
      new CellCounter({ name, help, labelNames: [], register }).cell({});
    this.#promoted = alone(
      "millrace_jobs_promoted_total",
      "Jobs that this server's maintenance has made pending; leases make due jobs of their own types so themselves",
    );
    this.#pruned = alone(
      "millrace_jobs_pruned_total",
      "Finished jobs that this server's maintenance has forgotten after their retention",
    );
  }

  enqueued(requests: readonly EnqueueRequest[], results: readonly EnqueueResult[]): void {
    for (let i = 0; i < results.length; i++) {
      const result = results[i] as EnqueueResult;
      // A request can be anything, also what has no type.
      const type: unknown = "error" in result ? requests[i]?.type : result.job.type;
      if ("error" in result) this.#refused(type).value++;
      else this.#types.of(result.job.type)[result.created ? "created" : "existing"].value++;
    }
  }

  leased(leases: readonly Lease[]): void {
    const atMs = this.#now();
    for (const { job, token } of leases) {
      const kept = this.#types.of(job.type);
      kept.leased.value++;
      const waitSeconds = Math.max(0, (job.startedAt ?? job.runAt) - job.runAt) / 1000;
      kept.wait.observe(waitSeconds);
      if (job.attempt === 1 && job.runAt > job.createdAt) kept.lateness.observe(waitSeconds);
      if (wasRescued(job)) kept.rescued.value++;
      this.#leases.note(job.id, { token, kept, atMs });
    }
  }

  extended(items: readonly ExtendItem[], results: readonly ExtendResult[]): void {
    for (let i = 0; i < results.length; i++) {
      if (results[i] !== "LEASE_LOST") continue;
      const { jobId, token } = items[i] as ExtendItem;
      // Of a job that nobody has, the settlement may just have come ahead of the extension.
      if (this.#leases.latest(jobId) !== undefined) this.#lost(jobId, token);
    }
  }

  /** @param resend whether the call repeats one that this server may have counted */
  settled(items: readonly Settlement[], results: readonly SettleResult[], resend: boolean): void {
    const nowMs = this.#now();
    for (let i = 0; i < results.length; i++) {
      const item = items[i] as Settlement;
      const result = results[i] as SettleResult;
      if ("status" in result) this.#ended(item, result.status, nowMs, resend);
      else if (result.error.code === "LEASE_LOST") this.#lost(item.jobId, item.token);
    }
  }

  maintained({ promoted, pruned }: MaintenanceReport): void {
    this.#promoted.value += promoted;
    this.#pruned.value += pruned;
  }

  /** What nobody has checked names no series: whoever sends it could fill all of them with nonsense. */
  #refused(type: unknown): Cell {
    return (typeof type === "string" ? this.#types.known(type) : this.#types.other).refused;
  }

  #ended(item: Settlement, status: JobStatus, nowMs: number, resend: boolean): void {
    const lease = this.#take(item);
    if ((lease === undefined && resend) || status === "RUNNING" || status === "BLOCKED") return;
    const kept = lease?.kept ?? this.#types.other;
    // Cancelled meanwhile, it has come to that.
    const waits = status === "PENDING" || status === "SCHEDULED";
    const outcome = waits && item.outcome.kind === "throttled" ? "throttled" : OUTCOMES[status];
    kept.settled[outcome].value++;
    if (lease !== undefined) kept.run[outcome].observe((nowMs - lease.atMs) / 1000);
  }

  #lost(jobId: string, token: number): void {
    const latest = this.#leases.latest(jobId);
    const kept = latest?.kept ?? this.#types.other;
    if (latest !== undefined && latest.token > token) {
      kept.stale.value++;
      return;
    }
    kept.expired.value++;
    this.#leases.forget(jobId);
  }

  /** The lease that `item` settles, if it is known; it is forgotten. */
  #take({ jobId, token }: Settlement): NotedLease<TypeSeries> | undefined {
    const latest = this.#leases.latest(jobId);
    if (latest?.token !== token) return undefined;
    this.#leases.forget(jobId);
    return latest;
  }
}

/** Whether the attempt before this one had ended with its lease. */
function wasRescued({ errors, attempt }: Job): boolean {
  const last = errors.at(-1);
  return last?.message === LEASE_EXPIRED_MESSAGE && last.attempt === attempt - 1;
}

/** Declares the families by type in `register`; returns what makes the series of a type. */
function typeSeriesIn(register: Registry): (type: string) => TypeSeries {
  const counter = (name: string, help: string, ...labels: string[]) =>
    new CellCounter({ name, help, labelNames: ["type", ...labels], register });
  const histogram = (name: string, help: string, buckets: readonly number[], ...labels: string[]) =>
    new CellHistogram({ name, help, labelNames: ["type", ...labels], buckets, register });
  const enqueued = counter(
    "millrace_jobs_enqueued_total",
    "Requests to enqueue a job, by what became of them: the job was created, existed under its key, or was refused",
    "outcome",
  );
  const leased = counter("millrace_jobs_leased_total", "Leases that were granted");
  const settled = counter(
    "millrace_jobs_settled_total",
    "Leases that were settled, by what the job came to; failed is the dead letter",
    "outcome",
  );
  const rescued = counter(
    "millrace_jobs_rescued_total",
    "Jobs that were leased again after a lease that had expired",
  );
  const lost = counter(
    "millrace_leases_lost_total",
    "Extensions and settlements refused because the lease had expired, or was stale: another one had followed",
    "reason",
  );
  const wait = histogram(
    "millrace_job_wait_seconds",
    "From when a job was due to its lease, by the store's clock",
    WAIT_SECONDS,
  );
  const lateness = histogram(
    "millrace_job_lateness_seconds",
    "The same, of first attempts at jobs that were to run later than they were enqueued",
    WAIT_SECONDS,
  );
  const run = histogram(
    "millrace_job_run_seconds",
    "From the lease of a job to its settlement, both by this server",
    RUN_SECONDS,
    "outcome",
  );
  return (type) => ({
    created: enqueued.cell({ type, outcome: "created" }),
    existing: enqueued.cell({ type, outcome: "existing" }),
    refused: enqueued.cell({ type, outcome: "refused" }),
    leased: leased.cell({ type }),
    rescued: rescued.cell({ type }),
    expired: lost.cell({ type, reason: "expired" }),
    stale: lost.cell({ type, reason: "stale" }),
    wait: wait.cell({ type }),
    lateness: lateness.cell({ type }),
    settled: byOutcome((outcome) => settled.cell({ type, outcome })),
    run: byOutcome((outcome) => run.cell({ type, outcome })),
  });
}

function byOutcome<Cell>(make: (outcome: string) => Cell): {
  readonly [Outcome in SettledOutcome]: Cell;
} {
  const entries = OUTCOME_NAMES.map((outcome) => [outcome, make(outcome)]);
  return Object.fromEntries(entries) as { readonly [Outcome in SettledOutcome]: Cell };
}
