import type { EpochMs } from "./clock.ts";
import type { MaintenanceReport } from "./store.ts";

const NOTHING: MaintenanceReport = { promoted: 0, rescued: 0, pruned: 0, more: false };

/** The report of a round that was left out, because another one was done lately. */
export const DONE_BY_ANOTHER: MaintenanceReport = { ...NOTHING, doneByAnother: true };

/** Lets the maintainers of a store that lives in one process take turns: see `MaintainOptions`. */
export class MaintenanceTurn {
  #lastAt: EpochMs | undefined;

  /** Does `round`, unless another one was done lately. */
  take(now: EpochMs, unlessWithinMs: number, round: () => MaintenanceReport): MaintenanceReport {
    const sinceMs = this.#lastAt === undefined ? Number.POSITIVE_INFINITY : now - this.#lastAt;
    // A clock that was set back must not stop maintenance.
    if (sinceMs >= 0 && sinceMs < unlessWithinMs) return DONE_BY_ANOTHER;
    const report = round();
    this.#lastAt = report.more ? undefined : now;
    return report;
  }
}
