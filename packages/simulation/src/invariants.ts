import { isFinal, type Job } from "@millrace/core";
import { hasChildrenOfItsCompletion } from "./child-invariant.ts";
import { brokenWithoutFaults } from "./faultless-invariants.ts";
import type { JobRecord } from "./job-record.ts";
import { comesAfterOthers } from "./join-invariant.ts";
import { ordersWithinType } from "./order-invariant.ts";
import { startsWithinRates } from "./rate-invariant.ts";
import type { Schedule } from "./schedule.ts";
import { settlesWhatEnded } from "./settled-invariant.ts";

/**
 * What must hold at the end of a run, when every job should be over.
 *
 * @returns a line for each breach.
 */
export function brokenInvariants(
  schedule: Schedule,
  planned: readonly JobRecord[],
  jobs: ReadonlyMap<string, Job>,
): string[] {
  const records = planned.filter(({ isRefused }) => !isRefused);
  return [
    ...records.flatMap((record) => {
      const job = jobs.get(record.id ?? "");
      if (job === undefined) return [`job ${record.plan.number} is lost`];
      const broken = [
        ...endsOnce(record, job),
        ...countsAttempts(record),
        ...startsAsOftenAsItMay(record),
        ...staysCancelled(record),
        ...keepsTheResultOfItsLease(record, job),
        ...settlesWhatEnded(record, schedule),
        ...comesAfterOthers(record, job, jobs),
        ...hasChildrenOfItsCompletion(record, job, jobs),
      ];
      return broken.map((breach) => `job ${record.plan.number} ${breach}`);
    }),
    ...ordersWithinType(schedule, records),
    ...startsWithinRates(schedule, records),
    ...(schedule.faultless ? brokenWithoutFaults(schedule, records) : []),
    ...isMadeOnce(records, jobs),
  ];
}

function isMadeOnce(records: readonly JobRecord[], jobs: ReadonlyMap<string, Job>): string[] {
  const known = new Set(records.map(({ plan }) => plan.type));
  const made = [...jobs.values()].filter(
    ({ parentId, type }) => parentId === undefined && known.has(type),
  ).length;
  return made > records.length ? [`${made} jobs were made of ${records.length}`] : [];
}

function endsOnce({ leases, timesCreated, timesCompleted }: JobRecord, job: Job): string[] {
  const ends = leases.findIndex(({ status }) => status !== undefined && isFinal(status));
  return [
    ...(isFinal(job.status) ? [] : [`is ${job.status} long after the faults have ended`]),
    ...(ends >= 0 && ends < leases.length - 1 ? ["was leased after it had ended"] : []),
    ...(timesCreated > 1 ? [`was made ${timesCreated} times`] : []),
    ...(timesCompleted > 1 ? [`was said to be completed ${timesCompleted} times`] : []),
    ...(job.status === "COMPLETED" && ends < 0 ? ["is completed, and nobody completed it"] : []),
  ];
}

/** A released or snoozed attempt costs nothing, any other one costs 1. */
function countsAttempts({ plan, leases }: JobRecord): string[] {
  let spent = 0;
  return leases.flatMap(({ attempt, settled, token }) => {
    const expected = spent + 1;
    if (settled?.kind !== "released" && settled?.kind !== "snoozed") spent++;
    return [
      ...(attempt === expected
        ? []
        : [`has attempt ${attempt} with token ${token}, not ${expected}`]),
      ...(attempt > plan.maxAttempts ? [`has attempt ${attempt} of ${plan.maxAttempts}`] : []),
    ];
  });
}

function startsAsOftenAsItMay({ plan, starts }: JobRecord): string[] {
  const tokens = new Set(starts.map(({ token }) => token));
  return [
    ...(tokens.size < starts.length ? ["was started twice with one token"] : []),
    ...(plan.delivery === "AT_MOST_ONCE" && starts.length > 1
      ? [`runs at most once, and was started ${starts.length} times`]
      : []),
  ];
}

function staysCancelled({ leases, cancelledMs = Number.POSITIVE_INFINITY }: JobRecord): string[] {
  return leases.some(({ grantedMs }) => grantedMs > cancelledMs)
    ? ["was leased after its cancel"]
    : [];
}

/** Attempt 1 never completes attempt 2. */
function keepsTheResultOfItsLease({ leases }: JobRecord, { status, result }: Job): string[] {
  if (status !== "COMPLETED") return [];
  const { token } = JSON.parse(new TextDecoder().decode(result)) as { token: number };
  const completed = leases.find((lease) => lease.status === "COMPLETED");
  return completed?.token === token ? [] : [`has the result of token ${token}`];
}
