import { isInVain, type Job, type WaitEnd } from "@millrace/core";
import type { JobRecord } from "./job-record.ts";

/**
 * A job starts after what it comes after has ended, and not at all when it waited in vain. That nothing waits
 * for ever is seen by each job's end.
 */
export function comesAfterOthers(
  { plan, after, leases, cancelledMs }: JobRecord,
  { status }: Job,
  jobs: ReadonlyMap<string, Job>,
): string[] {
  const rule = plan.afterRule ?? "COMPLETED";
  const first = leases[0]?.granted ?? Number.POSITIVE_INFINITY;
  let isVain = false;
  const early = after.flatMap((awaited) => {
    const end = jobs.get(awaited.id ?? "")?.status as WaitEnd;
    isVain ||= isInVain(rule, end);
    const last = awaited.leases.at(-1)?.granted ?? -1;
    return last > first ? [`was leased before job ${awaited.plan.number} had ended`] : [];
  });
  if (after.length === 0) return [];
  const isCancelled = status === "CANCELLED" && leases.length === 0;
  return [
    ...early,
    ...(isVain && !isCancelled ? [`is ${status}, though it waited in vain`] : []),
    ...(!isVain && cancelledMs === undefined && leases.length === 0
      ? ["was never leased, though all that it waited for has ended"]
      : []),
  ];
}
