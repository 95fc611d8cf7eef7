import type { JobRecord } from "./job-record.ts";
import type { Schedule } from "./schedule.ts";
import { START } from "./timeline.ts";

/** A worker has tried again by then, and been answered. */
const RESEND_MS = 5_000;

/**
 * A settlement is sent again until it arrives: when only calls were lost, no lease runs out whose
 * handler had ended well before that and before the worker was told to stop.
 */
export function settlesWhatEnded(
  { leases, starts }: JobRecord,
  { faults, faultsEndMs, workers }: Schedule,
): string[] {
  if (faults.some(({ kind }) => kind !== "network")) return [];
  return leases.flatMap(({ token, worker, settled, expiresAt }) => {
    const start = starts.find((start) => start.token === token);
    if (settled !== undefined || start?.endedMs === undefined) return [];
    if (start.abortedMs !== undefined) return [];
    const { stopMs = Number.POSITIVE_INFINITY } = workers[Number(worker.slice(1))] ?? {};
    const by = Math.max(start.endedMs, faultsEndMs) + RESEND_MS;
    if (by > expiresAt - START || by > stopMs) return [];
    return [`was not settled by ${worker}, whose lease (token ${token}) lasted`];
  });
}
