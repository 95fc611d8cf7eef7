import { BOUNDS, keyOrder } from "@millrace/core";
import { type FlowPlan, rateLimit, runningLimit } from "./flow-plan.ts";
import type { JobRecord } from "./job-record.ts";
import type { Schedule } from "./schedule.ts";

/** Jobs whose ages differ by less may have come to the store within one millisecond of its clock. */
const AGE_GRAIN_MS = 10;

/**
 * Jobs of a type that are due at once are first leased in the order that is set for their queue: the highest priority
 * first, and in the order of their enqueues within one, unless something else is.
 */
export function ordersWithinType(
  { flow, faults }: Schedule,
  records: readonly JobRecord[],
): string[] {
  const due = records.filter(
    ({ plan, after, leases }) => plan.delayMs === 0 && after.length === 0 && leases.length > 0,
  );
  const clockIsRight = faults.every(({ kind }) => kind !== "store clock");
  return due.flatMap((ahead) =>
    due.flatMap((behind) => {
      const [a, b] = [ahead.plan, behind.plan];
      if (a.type !== b.type) return [];
      if ((ahead.enqueued?.place ?? 0) >= (behind.enqueued?.place ?? 0)) return [];
      const isFirst =
        flow?.type === a.type
          ? comesFirstIn(flow, ahead, behind, clockIsRight)
          : a.priority >= b.priority;
      const overtaken = (behind.leases[0]?.granted ?? 0) < (ahead.leases[0]?.granted ?? 0);
      if (!isFirst || !overtaken) return [];
      return [`job ${b.number} was leased before job ${a.number}, which was ahead of it`];
    }),
  );
}

/** Whether one of two jobs, which came before the other, is certain to be leased before it. */
function comesFirstIn(
  flow: FlowPlan,
  ahead: JobRecord,
  behind: JobRecord,
  clockIsRight: boolean,
): boolean {
  const { agingMs } = flow.limits;
  if (flow.changes.length > 0) return false;
  const [a, b] = [ahead.plan, behind.plan];
  const isLimited = runningLimit(flow, a.key ?? "") < Number.POSITIVE_INFINITY;
  const isHeld = flow.limits.keyOnFailure !== "CONTINUE";
  const mayBePassedOver = isLimited || isHeld || rateLimit(flow, a.key ?? "") !== undefined;
  const order = keyOrder(flow.limits);
  if (a.key !== b.key && (order === "FAIR" || mayBePassedOver)) return false;
  if (agingMs !== undefined) {
    return clockIsRight && age(ahead, agingMs) + AGE_GRAIN_MS < age(behind, agingMs);
  }
  return a.key === b.key || order === "STRICT" ? a.priority >= b.priority : a.priority > b.priority;
}

function age({ plan, enqueued }: JobRecord, agingMs: number): number {
  return (enqueued?.ms ?? 0) + (BOUNDS.maxPriority - plan.priority) * agingMs;
}
