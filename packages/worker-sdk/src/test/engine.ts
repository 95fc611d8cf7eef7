import { type Job, type Outcome, type SettleResult, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { AttemptRunner, type AttemptRunner as Runner } from "../attempt-runner.ts";
import type { Handler } from "../handler.ts";
import { LeaseKeeper } from "../lease-keeper.ts";
import { Settler } from "../settler.ts";
import { SourceHealth } from "../source-health.ts";
import { FaultySource } from "./faulty-source.ts";
import { NotingLogger } from "./notes.ts";

export const LEASE_MS = 30_000;
export const TYPE = "task";

/** What became of an attempt. */
export interface Settled {
  readonly id: string;
  readonly outcome: Outcome;
  readonly result: SettleResult;
}

/** The parts of a worker over a memory store, all on one clock that the test moves. */
export class Engine {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore({ clock: this.clock });
  readonly source = new FaultySource(this.store);
  readonly logger = new NotingLogger();
  readonly errors: unknown[] = [];
  readonly health = new SourceHealth({
    logger: this.logger,
    clock: this.clock,
    onError: (error) => this.errors.push(error),
  });
  readonly keeper = new LeaseKeeper(this.#shared());
  readonly settler = new Settler(this.#shared());
  readonly settled: Settled[] = [];
  readonly unanswered: string[] = [];
  readonly reportErrors: unknown[] = [];
  readonly lost: string[] = [];
  readonly late: string[] = [];
  readonly runner: Runner;

  constructor(handler: Handler, { concurrency = 10, leaseAhead = 0 } = {}) {
    this.runner = new AttemptRunner({
      handlers: { [TYPE]: handler },
      workerId: "worker-1",
      concurrency,
      leaseAhead,
      clock: this.clock,
      source: this.source,
      keeper: this.keeper,
      settler: this.settler,
      listener: {
        settled: ({ job: { id } }, outcome, result) => this.settled.push({ id, outcome, result }),
        unanswered: ({ job: { id } }) => this.unanswered.push(id),
        lost: ({ job: { id } }) => this.lost.push(id),
        reportFailed: (_attempt, error) => this.reportErrors.push(error),
        endedLate: ({ job: { id } }) => this.late.push(id),
      },
    });
    this.keeper.start();
  }

  #shared() {
    const { source, clock, health, logger } = this;
    return { source, clock, health, logger, leaseMs: LEASE_MS, random: () => 0 };
  }

  /** Leases what is due, as a worker does, and begins it. */
  async accept(maxJobs = 1, leaseMs = LEASE_MS): Promise<Job[]> {
    const leases = await this.store.lease({
      types: [TYPE],
      maxJobs,
      leaseMs,
      waitMs: 0,
      workerId: "worker-1",
    });
    this.runner.accept(leases, this.clock.now());
    return leases.map(({ job }) => job);
  }
}
