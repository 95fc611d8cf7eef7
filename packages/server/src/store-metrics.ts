import type {
  CallEnd,
  EnqueueResult,
  ExtendResult,
  Lease,
  MaintenanceReport,
  SettleResult,
  StoreCall,
  StoreCallName,
} from "@millrace/core";
import { CellHistogram, type HistogramCell } from "@millrace/metrics";
import { Gauge, type Registry } from "prom-client";
import { JobMetrics } from "./job-metrics.ts";

const CALL_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const BATCH_JOBS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Observes the calls of a server's stores, and what their answers say of jobs. */
export class StoreMetrics {
  readonly #now: () => number;
  readonly #jobs: JobMetrics;
  readonly #seconds: CellHistogram;
  /** By store, call and outcome. */
  readonly #cells = new Map<string, HistogramCell>();
  readonly #batches: {
    readonly [Name in "enqueue" | "lease" | "extend" | "settle"]: HistogramCell;
  };
  readonly #maintainedAt: Gauge;

  /** @param now milliseconds that never go back */
  constructor(register: Registry, now: () => number) {
    this.#now = now;
    this.#jobs = new JobMetrics(register, now);
    this.#seconds = new CellHistogram({
      name: "millrace_store_call_seconds",
      help: "Calls of the store by their outcome, ok or an error's code; that of a lease includes its wait for jobs",
      labelNames: ["store", "op", "outcome"],
      buckets: CALL_SECONDS,
      register,
    });
    const batches = new CellHistogram({
      name: "millrace_batch_jobs",
      help: "How many jobs one call of the store brings, or a lease answers",
      labelNames: ["op"],
      buckets: BATCH_JOBS,
      register,
    });
    const batch = (op: string) => batches.cell({ op });
    this.#batches = {
      enqueue: batch("enqueue"),
      lease: batch("lease"),
      extend: batch("extend"),
      settle: batch("settle"),
    };
    this.#maintainedAt = new Gauge({
      name: "millrace_maintenance_last_success_timestamp_seconds",
      help: "When this server's last round of maintenance succeeded; 0 when it has done none, as while another one does them",
      registers: [register],
    });
  }

  /** A call of the store of this kind begins; what is returned is told its end. */
  begins(store: string, call: StoreCall): (end: CallEnd) => void {
    // A watch takes as long as somebody looks.
    if (call.name === "watch") return ignore;
    const startedMs = this.#now();
    return (end) => {
      const seconds = (this.#now() - startedMs) / 1000;
      this.#cellOf(store, call.name, end.code).observe(seconds);
      if (end.code === undefined) this.#answered(call, end);
    };
  }

  #answered(call: StoreCall, { items, answer }: CallEnd): void {
    switch (call.name) {
      case "enqueue":
        this.#batches.enqueue.observe(items);
        this.#jobs.enqueued(call.args[0], answer as EnqueueResult[]);
        break;
      case "lease":
        if (items === 0) break;
        this.#batches.lease.observe(items);
        this.#jobs.leased(answer as Lease[]);
        break;
      case "extend":
        this.#batches.extend.observe(items);
        this.#jobs.extended(call.args[0], answer as ExtendResult[]);
        break;
      case "settle":
        this.#batches.settle.observe(items);
        this.#jobs.settled(call.args[0], answer as SettleResult[], call.args[1]?.resend ?? false);
        break;
      case "maintain":
        this.#maintainedAt.setToCurrentTime();
        this.#jobs.maintained(answer as MaintenanceReport);
        break;
    }
  }

  #cellOf(store: string, op: StoreCallName, code: string | undefined): HistogramCell {
    const outcome = code?.toLowerCase() ?? "ok";
    const key = `${store} ${op} ${outcome}`;
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const cell = this.#seconds.cell({ store, op, outcome });
    this.#cells.set(key, cell);
    return cell;
  }
}

const ignore = () => {};
