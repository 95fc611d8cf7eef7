import {
  type Clock,
  type EpochMs,
  LATE,
  type Logger,
  type Store,
  systemClock,
  within,
} from "@millrace/core";
import type { ScheduleHome } from "@millrace/schedule";
import type { RunHome } from "@millrace/workflow";
import { OperationRunner, type OperationRunnerOptions } from "./operation-runner.ts";
import { RunTicker } from "./run-ticker.ts";
import { ScheduleTicker } from "./schedule-ticker.ts";

const ROLE = "maintenance";
const DEFAULT_INTERVAL_MS = 1_000;
/** How many intervals the role lasts unless it is held on to. */
const LEASE_INTERVALS = 5;
const MIN_LEASE_MS = 1_000;
/** How long a stop waits for the store. */
const STOP_MS = 5_000;
/** How much less often a maintainer looks while another one has the role: with the lease, 10 intervals at most. */
const STANDBY_FACTOR = 4;
/** By which part of its pause it may look earlier or later, so that many do not look at the same time. */
const STANDBY_SPREAD = 0.25;

export interface MaintainerOptions {
  /** Schedules fire, and runs of workflows go on, if it has them. */
  readonly store: Pick<Store, "maintain" | "holdRole" | "releaseRole" | "onRoleReleased"> &
    OperationRunnerOptions["store"] &
    Partial<ScheduleHome & RunHome>;
  readonly logger: Pick<Logger, "debug" | "info" | "error">;
  /** What the store and the others call it, beside random letters of its own. Defaults to `maintainer`. */
  readonly name?: string;
  /** From the end of one round to the start of the next. Defaults to 1,000. */
  readonly intervalMs?: number;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
  /** A number in [0, 1), which spreads maintainers over time. Defaults to `Math.random`. */
  readonly random?: () => number;
}

/** The result of a round: another maintainer does it, everything due is done, or there is more to do. */
type RoundEnd = "standby" | "done" | "more";

/**
 * Does the maintenance of a store, also for queues without workers: promotes due jobs, rescues those of
 * expired leases, prunes expired ones, carries out the operations on many jobs, fires schedules, and has runs of
 * workflows go on. Any number of maintainers may share a store: one of them has the role and does the rounds, and the
 * others take it when it is given up, and try now and then, as one that crashes gives nothing up.
 */
export class Maintainer {
  readonly #options: MaintainerOptions;
  readonly #clock: Clock;
  readonly #holder: string;
  readonly #intervalMs: number;
  readonly #leaseMs: number;
  readonly #operations: OperationRunner;
  readonly #ticker: ScheduleTicker | undefined;
  readonly #runTicker: RunTicker | undefined;
  #running: Promise<void> | undefined;
  #stopped = true;
  #failing = false;
  /** When the role was last taken or held on to; nothing while another one has it. */
  #heldAt: EpochMs | undefined;
  #lastFence: number | undefined;
  #stopTimer = () => {};
  #unlisten = () => {};
  /** Whether it waits while another one has the role. */
  #standsBy = false;
  /** Whether the role was given up since the round under way began. */
  #released = false;
  /** In how many milliseconds the next round of an operation is due. */
  #operationMs = Number.POSITIVE_INFINITY;

  constructor(options: MaintainerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#operations = new OperationRunner({ store: options.store, clock: this.#clock });
    this.#holder = `${options.name ?? "maintainer"} ${crypto.randomUUID().slice(0, 8)}`;
    this.#intervalMs = options.intervalMs ?? DEFAULT_INTERVAL_MS;
    this.#leaseMs = Math.max(LEASE_INTERVALS * this.#intervalMs, MIN_LEASE_MS);
    const { store, logger } = options;
    if (hasSchedules(store)) {
      this.#ticker = new ScheduleTicker({ store, logger, clock: this.#clock });
    }
    if (hasRuns(store)) this.#runTicker = new RunTicker({ store, logger, clock: this.#clock });
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#runTicker?.start();
    this.#unlisten = this.#options.store.onRoleReleased(ROLE, () => this.#takeOver());
    this.#running = this.#rounds();
  }

  /**
   * Resolves when the round under way, if any, is over and the role is another's to take; after 5 s in
   * any case, because a store that does not answer must not keep a process from ending. Idempotent.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer();
    this.#unlisten();
    if ((await within(this.#clock, STOP_MS, this.#leave())) !== LATE) return;
    this.#options.logger.info(
      {},
      "maintenance had not ended when it was stopped; its role expires by itself",
    );
  }

  async #leave(): Promise<void> {
    await Promise.all([this.#running, this.#ticker?.stop(), this.#runTicker?.stop()]);
    if (this.#heldAt === undefined) return;
    this.#heldAt = undefined;
    // A role that cannot be given up ends by itself.
    await this.#options.store.releaseRole(ROLE, this.#holder).catch(() => {});
  }

  #takeOver(): void {
    this.#released = true;
    if (!this.#standsBy || this.#stopped) return;
    this.#stopTimer();
    this.#running = this.#rounds();
  }

  async #rounds(): Promise<void> {
    this.#standsBy = false;
    let end: RoundEnd;
    do {
      this.#released = false;
      end = await this.#round();
      // A round that reached its bound leaves more to do at once.
    } while (!this.#stopped && (end === "more" || (end === "standby" && this.#released)));
    if (this.#stopped) return;
    this.#standsBy = end === "standby";
    this.#stopTimer = this.#clock.setTimer(this.#pauseMs(end), () => {
      this.#running = this.#rounds();
    });
  }

  #pauseMs(end: RoundEnd): number {
    const { random = Math.random } = this.#options;
    return end === "standby"
      ? this.#intervalMs * STANDBY_FACTOR * (1 + STANDBY_SPREAD * (2 * random() - 1))
      : Math.min(this.#intervalMs, this.#operationMs);
  }

  async #round(): Promise<RoundEnd> {
    const { store, logger } = this.#options;
    try {
      const isOurs = await this.#holdRole();
      const report = isOurs ? await store.maintain() : undefined;
      this.#operationMs = isOurs ? await this.#operations.run() : Number.POSITIVE_INFINITY;
      if (this.#failing) logger.info({}, "maintenance works again");
      this.#failing = false;
      if (report === undefined) return "standby";
      const { promoted, rescued, expired, pruned, more } = report;
      if (promoted + rescued + expired + pruned > 0) {
        logger.debug?.({ promoted, rescued, expired, pruned }, "maintained the queues");
      }
      return more || this.#operationMs === 0 ? "more" : "done";
    } catch (error) {
      this.#operationMs = Number.POSITIVE_INFINITY;
      if (!this.#failing)
        logger.error({ err: error }, "maintenance failed; it will be tried again");
      this.#failing = true;
      return "done";
    }
  }

  /** Whether this maintainer has the role; asks for it when half of its lease is over. */
  async #holdRole(): Promise<boolean> {
    const now = this.#clock.now();
    const sinceMs = now - (this.#heldAt ?? Number.NEGATIVE_INFINITY);
    // Less than 0: the clock was set back.
    if (sinceMs >= 0 && sinceMs < this.#leaseMs / 2) return true;
    const { store, logger } = this.#options;
    const request = { role: ROLE, holder: this.#holder, leaseMs: this.#leaseMs } as const;
    const { holder, fence } = await store.holdRole(request);
    const isOurs = holder === this.#holder;
    this.#heldAt = isOurs ? now : undefined;
    if (!isOurs) void this.#ticker?.stop();
    else if (!this.#stopped) this.#ticker?.start();
    this.#runTicker?.lead(isOurs && !this.#stopped);
    if (fence !== this.#lastFence) {
      this.#lastFence = fence;
      logger.debug?.({ holder, fence }, isOurs ? "maintains the store" : "another maintains it");
    }
    return isOurs;
  }
}

function hasSchedules<S extends MaintainerOptions["store"]>(store: S): store is S & ScheduleHome {
  return store.schedules !== undefined && store.get !== undefined && store.cancel !== undefined;
}

function hasRuns<S extends MaintainerOptions["store"]>(store: S): store is S & RunHome {
  return store.runs !== undefined && store.cancel !== undefined;
}
