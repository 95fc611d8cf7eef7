import { LEASE_BYTES, type Lease, leaseChange, type PollResult } from "@millrace/core";
import type { Operations } from "../operation.ts";
import type { StoredJob } from "./job-row.ts";
import { changeContext, noteDue, type OperationContext } from "./operation-context.ts";
import { catchUp } from "./upkeep.ts";

type Request = Operations["lease"]["request"];

/** Leases what is due, type by type, after what time has done to it. */
export function lease(request: Request, context: OperationContext): PollResult {
  const { types, maxJobs } = request;
  const leases: Lease[] = [];
  let bytes = 0;
  let nextDueAt = Number.POSITIVE_INFINITY;
  for (const type of types) {
    if (leases.length === maxJobs) return { leases };
    const caughtUp = catchUp(type, context);
    nextDueAt = Math.min(nextDueAt, caughtUp.nextDueAt);
    // For what it has promoted and leases itself, no other one need look.
    let { promoted } = caughtUp;
    for (const stored of context.table.pending(type, context.now, maxJobs - leases.length)) {
      leases.push(leaseOne(stored, request, context));
      if (promoted-- > 0) noteDue(context, type, -1);
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
