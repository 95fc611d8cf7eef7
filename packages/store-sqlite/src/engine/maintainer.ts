import type { MaintenanceReport } from "@millrace/core";
import type { OperationContext } from "./operation-context.ts";
import { promote, prune, rescue } from "./upkeep.ts";

/** The most jobs that one round promotes, rescues or prunes, each. */
const STEP_JOBS = 500;
/** The most types that one round looks at. */
const STEP_TYPES = 200;

/** Goes through the types round by round and does for each what time asks for. */
export class Maintainer {
  /** The last type that the round before looked at; the first one is behind it. */
  #last = "";

  round(context: OperationContext): MaintenanceReport {
    const report = { promoted: 0, rescued: 0, pruned: 0, more: false };
    for (let looked = 0; looked < STEP_TYPES; looked++) {
      const type = context.table.nextType(this.#last, "behind");
      if (type === undefined) {
        this.#last = "";
        return report;
      }
      // A rescued job retries, maybe at once, so promotion comes after.
      report.rescued += rescue(type, STEP_JOBS - report.rescued, context);
      report.promoted += promote(type, STEP_JOBS - report.promoted, context);
      report.pruned += prune(type, STEP_JOBS - report.pruned, context);
      // A type that reached a bound is looked at again.
      if (Math.max(report.promoted, report.rescued, report.pruned) === STEP_JOBS) break;
      this.#last = type;
    }
    return { ...report, more: true };
  }
}
