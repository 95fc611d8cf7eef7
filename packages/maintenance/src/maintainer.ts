import {
  type Clock,
  type Logger,
  type MaintenanceReport,
  type Store,
  systemClock,
} from "@millrace/core";

const DEFAULT_INTERVAL_MS = 1_000;
/**
 * The part of the interval within which a round of another maintainer stands for one of its own: less
 * than the whole, so that a maintainer that is alone never finds its own round in its way.
 */
const SHARED_PART = 0.9;
/** How much less often a maintainer looks while another one does the work. */
const STANDBY_FACTOR = 5;

export interface MaintainerOptions {
  readonly store: Pick<Store, "maintain">;
  readonly logger: Pick<Logger, "debug" | "info" | "error">;
  /** From the end of one round to the start of the next. Defaults to 1,000. */
  readonly intervalMs?: number;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
  /** So that many do not come at once, a number in [0, 1). Defaults to `Math.random`. */
  readonly random?: () => number;
}

/**
 * Keeps queues moving that no worker looks at: promotes due jobs, rescues those of expired leases,
 * prunes expired ones. Any number of maintainers may share a store: one of them does the rounds, and
 * the others look now and then whether it still does.
 */
export class Maintainer {
  readonly #options: MaintainerOptions;
  readonly #clock: Clock;
  #running: Promise<void> | undefined;
  #stopped = true;
  #failing = false;
  #stopTimer = () => {};

  constructor(options: MaintainerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#running = this.#rounds();
  }

  /** Resolves when the round under way, if any, is over. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer();
    await this.#running;
  }

  async #rounds(): Promise<void> {
    let report = await this.#round();
    // A round that reached its bound leaves more to do at once.
    while (!this.#stopped && report?.more) report = await this.#round();
    if (this.#stopped) return;
    this.#stopTimer = this.#clock.setTimer(this.#pauseMs(report), () => {
      this.#running = this.#rounds();
    });
  }

  #pauseMs(report: MaintenanceReport | undefined): number {
    const { random = Math.random } = this.#options;
    if (!report?.doneByAnother) return this.#intervalMs;
    return this.#intervalMs * STANDBY_FACTOR * (0.5 + random());
  }

  get #intervalMs(): number {
    return this.#options.intervalMs ?? DEFAULT_INTERVAL_MS;
  }

  /** One round; nothing when it fails. */
  async #round(): Promise<MaintenanceReport | undefined> {
    const { store, logger } = this.#options;
    try {
      const report = await store.maintain({ unlessWithinMs: this.#intervalMs * SHARED_PART });
      if (this.#failing) logger.info({}, "maintenance works again");
      this.#failing = false;
      const { promoted, rescued, pruned } = report;
      if (promoted + rescued + pruned > 0) {
        logger.debug?.({ promoted, rescued, pruned }, "maintained the queues");
      }
      return report;
    } catch (error) {
      if (!this.#failing) logger.error({ err: error }, "maintenance fails; it goes on trying");
      this.#failing = true;
      return undefined;
    }
  }
}
