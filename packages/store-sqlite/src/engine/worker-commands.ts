import {
  AGED_JOBS,
  countStarts,
  type EpochMs,
  type ExtendItem,
  type ExtendResult,
  expireChange,
  heldUntil,
  isFinal,
  isUnstarted,
  type Job,
  LEASE_BYTES,
  type Lease,
  leaseChange,
  limitsStarts,
  longerLog,
  newJob,
  type PlannedChild,
  type PollResult,
  planChildren,
  type QueueLimits,
  type RateRoom,
  rateRoom,
  returnsToFront,
  type Settlement,
  settleChange,
  type ThrottleScope,
  throttleOf,
  uncountStart,
  withoutLog,
} from "@millrace/core";
import type { Commands, SettledStatus } from "../commands.ts";
import { askingOf, toNewJob } from "../new-job.ts";
import type { StoredJob } from "../sql/job-cells.ts";
import { type CommandContext, changeContext, noteDue } from "./command-context.ts";
import { enqueueAtOnce } from "./job-commands.ts";
import { catchUp, catchUpIfDue } from "./upkeep.ts";

/*
 * What workers ask for.
 */

type LeaseCommand = Commands["lease"]["request"];

/** Leases what is due, type by type, after what time has done to it. */
export function lease(request: LeaseCommand, context: CommandContext): PollResult {
  const { types, maxJobs } = request;
  const { table } = context;
  const leases: Lease[] = [];
  let bytes = 0;
  let nextDueAt = Number.POSITIVE_INFINITY;
  for (const type of types) {
    if (leases.length === maxJobs) return { leases };
    const caughtUp = catchUp(type, context);
    nextDueAt = Math.min(nextDueAt, caughtUp.nextDueAt);
    const set = table.settings.get(type, context.now);
    const until = heldUntil(set);
    if (until !== undefined) {
      nextDueAt = Math.min(nextDueAt, until);
      continue;
    }
    const { limits } = set;
    const isLimited = limitsStarts(limits) || table.keys.hasLimits(type);
    // No other lease need look for the jobs that this one has promoted and takes itself.
    let { promoted } = caughtUp;
    if (limits?.agingMs !== undefined) table.age(type, limits.agingMs, context.now, AGED_JOBS);
    const { room, at } = roomIn(type, limits, context);
    if (room === 0) {
      nextDueAt = Math.min(nextDueAt, at);
      continue;
    }
    const before = leases.length;
    for (const stored of table.pending(type, context.now, Math.min(maxJobs - before, room))) {
      if (isUnstarted(stored.job, context.now)) {
        expireOne(stored, context);
        continue;
      }
      if (table.keys.has(type)) {
        table.keys.turnsOf(type).served(stored.job.concurrencyKey ?? "", limits, context.now);
      }
      const lease = leaseOne(stored, request, context);
      leases.push(isLimited ? { ...lease, limited: true } : lease);
      if (promoted-- > 0) noteDue(context, type, -1);
      bytes += stored.job.payload.length;
      if (bytes >= LEASE_BYTES) break;
    }
    if (leases.length > before) countLeases(type, limits, leases.length - before, context);
    if (bytes >= LEASE_BYTES) return { leases };
    const keyWaitEnds = table.keys.waitEnds(type);
    if (keyWaitEnds < Number.POSITIVE_INFINITY) table.dueTypes.note(type, keyWaitEnds);
    nextDueAt = Math.min(nextDueAt, keyWaitEnds);
  }
  if (nextDueAt === Number.POSITIVE_INFINITY) return { leases };
  return { leases, nextDueMs: nextDueAt - context.now };
}

/** How many more jobs of a type may be leased, and when more may if none may now. */
function roomIn(
  type: string,
  { maxRunning, rate }: QueueLimits = {},
  { table, now }: CommandContext,
): RateRoom {
  const slots =
    maxRunning === undefined
      ? Number.POSITIVE_INFINITY
      : maxRunning - table.index.countBehind(type, "RUNNING", Number.MIN_SAFE_INTEGER, maxRunning);
  // What ends wakes those who wait for a slot.
  if (rate === undefined || slots === 0) return { room: slots, at: Number.POSITIVE_INFINITY };
  const { room, at } = rateRoom(table.settings.starts(type), rate, now);
  return { room: Math.min(slots, room), at };
}

function countLeases(
  type: string,
  { rate }: QueueLimits = {},
  count: number,
  context: CommandContext,
): void {
  if (rate === undefined) return;
  const { table, now } = context;
  const starts = countStarts(table.settings.starts(type), rate, now, count);
  table.settings.setStarts(type, starts);
  // One lease alone waits for the time at which there is room again: it wakes those who use it besides.
  const { room } = rateRoom(starts, rate, now);
  noteDue(context, type, table.index.countBehind(type, "PENDING", Number.MIN_SAFE_INTEGER, room));
}

function expireOne(stored: StoredJob, context: CommandContext): void {
  const { table, now } = context;
  table.change(stored, expireChange(stored.job, changeContext(context)), now);
}

function leaseOne(
  stored: StoredJob,
  { workerId, leaseMs }: LeaseCommand,
  context: CommandContext,
): Lease {
  const { now } = context;
  const token = stored.token + 1;
  const change = leaseChange(stored.job, workerId, leaseMs, changeContext(context));
  const { job } = context.table.change(stored, change, now, { token });
  return { job: withoutLog(job), token, expiresAt: now + leaseMs };
}

/** Makes each lease last for `leaseMs` from now, and stores the progress and the log that came with it. */
export function extend(
  { items, leaseMs }: Commands["extend"]["request"],
  context: CommandContext,
): ExtendResult[] {
  return items.map((item) => extendOne(item, leaseMs, context));
}

function extendOne(
  { jobId, token, progress, log }: ExtendItem,
  leaseMs: number,
  { table, now }: CommandContext,
): ExtendResult {
  const stored = table.jobs.getLeased(jobId, token);
  if (stored === undefined) return "LEASE_LOST";
  const leaseExpiresAt = now + leaseMs;
  if (progress === undefined && log === undefined) {
    table.moveLease(stored, leaseExpiresAt);
  } else {
    const change = {
      leaseExpiresAt,
      ...(progress && { progress }),
      ...(log && { log: longerLog(stored.job, log, now) }),
    };
    table.change(stored, change, now);
  }
  return stored.job.cancelRequested ? "CANCEL_REQUESTED" : "OK";
}

/** Ends each lease with its outcome. */
export function settle(
  { items, resend }: Commands["settle"]["request"],
  context: CommandContext,
): SettledStatus[] {
  return items.map((item) => settleOne(item, resend, context));
}

function settleOne(
  { jobId, token, outcome }: Settlement,
  resend: boolean,
  context: CommandContext,
): SettledStatus {
  const { table, now } = context;
  const stored = table.jobs.getLeased(jobId, token);
  if (stored === undefined) {
    const current = resend ? table.jobs.getWithoutPayload(jobId) : undefined;
    return current?.token === token ? current.job.status : undefined;
  }
  const change = settleChange(stored.job, outcome, changeContext(context));
  const place = returnsToFront(stored.job, outcome) ? "front" : "back";
  const { startedAt = now } = stored.job;
  const throttle = throttleOf(stored.job, outcome, now);
  if (throttle !== undefined) throttleOthers(stored.job, throttle, context);
  const { run } = stored.job;
  if (outcome.kind === "completed" && outcome.tellsRun !== undefined && run !== undefined) {
    table.runs.tell(run.id, outcome.tellsRun, now);
  }
  const { job } = table.change(stored, change, now, { place });
  if (outcome.kind === "completed" && outcome.enqueue !== undefined) {
    addChildren(planChildren(jobId, token, outcome.enqueue), context);
  }
  const { limits } = table.settings.get(job.type, now);
  const isUnstarted = outcome.kind === "released" && !outcome.started;
  if (job.concurrencyKey !== undefined && isUnstarted) {
    table.keys.turnsOf(job.type).takeBack(job.concurrencyKey, startedAt, limits, now);
  }
  if (limits?.rate !== undefined && isUnstarted) {
    const starts = table.settings.starts(job.type);
    table.settings.setStarts(job.type, uncountStart(starts, limits.rate, startedAt, now));
  }
  const frees = limitsStarts(limits) || table.keys.hasLimits(job.type);
  if (!isFinal(job.status) || frees) noteDue(context, job.type);
  catchUpIfDue(job.type, context);
  return job.status;
}

function throttleOthers(
  { id, type, concurrencyKey = "" }: Job,
  { scope, until }: { readonly scope: ThrottleScope; readonly until: EpochMs },
  { table, now }: CommandContext,
): void {
  if (scope === "JOB" || until <= now) return;
  if (scope === "QUEUE") table.settings.throttle(type, id, until, now);
  else {
    const { limits } = table.settings.get(type, now);
    table.keys.turnsOf(type).wait(concurrencyKey, { until, by: id }, limits);
  }
  table.dueTypes.note(type, until);
}

/** Their parent has completed. Whether their types are draining does not matter: they are part of its work. */
function addChildren(children: readonly PlannedChild[], context: CommandContext): void {
  for (const { id, spec } of children) {
    enqueueAtOnce(askingOf(toNewJob(newJob(spec, id, context.now), spec)), context);
  }
}
