import { type Clock, type MaintenanceReport, systemClock } from "@millrace/core";
import type { Logger } from "./logger.ts";

const DEFAULT_INTERVAL_MS = 1_000;

export interface MaintainerOptions {
  /** Does one bounded round: the store's own `maintain`. */
  readonly maintain: () => Promise<MaintenanceReport>;
  readonly logger: Logger;
  /** From the end of one round to the start of the next. Defaults to 1,000. */
  readonly intervalMs?: number;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Keeps queues moving that no worker looks at: promotes due jobs, rescues those of expired leases,
 * prunes expired ones. Any number of maintainers may share a store.
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
    while (!this.#stopped && (await this.#round())) {
      // The last round reached its bound: there is more to do at once.
    }
    if (this.#stopped) return;
    const { intervalMs = DEFAULT_INTERVAL_MS } = this.#options;
    this.#stopTimer = this.#clock.setTimer(intervalMs, () => {
      this.#running = this.#rounds();
    });
  }

  async #round(): Promise<boolean> {
    const { maintain, logger } = this.#options;
    try {
      const { more, ...report } = await maintain();
      if (this.#failing) logger.info({}, "maintenance works again");
      this.#failing = false;
      if (report.promoted + report.rescued + report.pruned > 0) {
        logger.debug(report, "maintained the queues");
      }
      return more;
    } catch (error) {
      if (!this.#failing) logger.error({ err: error }, "maintenance fails; it goes on trying");
      this.#failing = true;
      return false;
    }
  }
}
