import type { MaintenanceReport } from "@millrace/core";
import type { OperationContext } from "./operation-context.ts";
import { catchUp, STEP_JOBS } from "./upkeep.ts";

/** The most types that one round looks at. */
const STEP_TYPES = 200;

/** Does what time asks for, for the types of which something is due. */
export function maintain(_: undefined, context: OperationContext): MaintenanceReport {
  const { table, now } = context;
  const report = { promoted: 0, rescued: 0, pruned: 0 };
  const allKnown = table.findTypes(STEP_TYPES);
  for (let looked = 0; looked < STEP_TYPES; looked++) {
    const type = table.dueTypes.takeDue(now);
    if (type === undefined) break;
    const { promoted, rescued, pruned } = catchUp(type, context);
    report.promoted += promoted;
    report.rescued += rescued;
    report.pruned += pruned;
    if (promoted + rescued + pruned >= STEP_JOBS) break;
  }
  return { ...report, more: !allKnown || table.dueTypes.isAnyDue(now) };
}
