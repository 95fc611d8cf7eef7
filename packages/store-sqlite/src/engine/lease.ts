import { LEASE_BYTES, type Lease, type LeaseAttempt, leaseChange } from "@millrace/core";
import type { Operations } from "../operation.ts";
import type { StoredJob } from "./job-row.ts";
import { changeContext, type OperationContext } from "./operation-context.ts";
import { promote, prune, rescue } from "./upkeep.ts";

type Request = Operations["lease"]["request"];

/** The most jobs that a lease call promotes, rescues or prunes of a type, each. */
const UPKEEP_STEP = 500;

/** Leases what is due, type by type, after what time has done to it. */
export function lease(request: Request, context: OperationContext): LeaseAttempt {
  const { types, maxJobs } = request;
  const leases: Lease[] = [];
  let bytes = 0;
  let nextDueAt = Number.POSITIVE_INFINITY;
  for (const type of types) {
    if (leases.length === maxJobs) return { leases };
    nextDueAt = Math.min(nextDueAt, catchUp(type, context));
    for (const stored of context.table.pending(type, context.now, maxJobs - leases.length)) {
      leases.push(leaseOne(stored, request, context));
      bytes += stored.job.payload.length;
      if (bytes >= LEASE_BYTES) return { leases };
    }
  }
  if (nextDueAt === Number.POSITIVE_INFINITY) return { leases };
  return { leases, nextDueMs: nextDueAt - context.now };
}

function leaseOne(
  stored: StoredJob,
  { workerId, leaseMs }: Request,
  context: OperationContext,
): Lease {
  const { now } = context;
  const token = stored.token + 1;
  const change = leaseChange(stored.job, workerId, leaseMs, changeContext(context));
  const { job } = context.table.change(stored, change, now, { token });
  return { job, token, expiresAt: now + leaseMs };
}

/** Does for a type what is due, and returns when the next of it will be. */
function catchUp(type: string, context: OperationContext): number {
  const { table, now } = context;
  const [scheduled, running, retrying, ...finished] = table.heads(type);
  const waiting = earliest(scheduled, running, retrying);
  if (earliest(...finished) <= now) prune(type, UPKEEP_STEP, context);
  if (waiting > now) return waiting;
  // A rescued job retries, maybe at once, so promotion comes after.
  rescue(type, UPKEEP_STEP, context);
  promote(type, UPKEEP_STEP, context);
  const [nextScheduled, nextRunning, nextRetrying] = table.heads(type);
  return earliest(nextScheduled, nextRunning, nextRetrying);
}

function earliest(...times: readonly (number | null)[]): number {
  return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}
