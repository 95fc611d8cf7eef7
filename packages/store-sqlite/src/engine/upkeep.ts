import {
  expireChange,
  FINAL_STATUSES,
  heldUntil,
  limitsStarts,
  type MaintenanceReport,
  PROMOTED_STATUSES,
  promoteChange,
  rescueChange,
} from "@millrace/core";
import { type CommandContext, changeContext, noteDue } from "./command-context.ts";

/*
 * Promotes, rescues and prunes the jobs of a type. Each step is bounded, so that no transaction takes
 * long; it returns how many jobs it moved.
 */

/** The most jobs of a type that one step promotes, rescues or prunes, each. */
const STEP_JOBS = 500;
/** The most types that one call of maintain looks at. */
const STEP_TYPES = 200;

/** Promotes, rescues and prunes jobs of the types that have something due. */
export function maintain(_: undefined, context: CommandContext): MaintenanceReport {
  const { table, now } = context;
  table.groups.forgetExpired(now, STEP_JOBS);
  const report = { promoted: 0, rescued: 0, expired: 0, pruned: 0 };
  const allKnown = table.findTypes(STEP_TYPES);
  for (let looked = 0; looked < STEP_TYPES; looked++) {
    const type = table.dueTypes.takeDue(now);
    if (type === undefined) break;
    const { promoted, rescued, expired, pruned } = catchUp(type, context);
    report.promoted += promoted;
    report.rescued += rescued;
    report.expired += expired;
    report.pruned += pruned;
    if (promoted + rescued + expired + pruned >= STEP_JOBS) break;
  }
  return { ...report, more: !allKnown || table.dueTypes.isAnyDue(now) };
}

/** What {@link catchUp} did. */
interface Upkeep {
  readonly promoted: number;
  readonly rescued: number;
  readonly expired: number;
  readonly pruned: number;
  /** When the next job is due or loses its lease, or the wait of a key ends; infinity when none waits for a time. */
  readonly nextDueAt: number;
}

/** Promotes, rescues and prunes what is due in a type, and notes when its next job is due. */
export function catchUp(type: string, context: CommandContext): Upkeep {
  const { table, now } = context;
  if (table.settings.endHold(type, now)) noteDue(context, type, Number.POSITIVE_INFINITY);
  let times = table.index.heads(type);
  const isPruned = times.expiresAt <= now;
  const pruned = isPruned ? prune(type, STEP_JOBS, context) : 0;
  const isDue = times.dueAt <= now;
  // A rescued job retries, maybe at once, so promotion comes after.
  const rescued = isDue ? rescue(type, STEP_JOBS, context) : 0;
  const promoted = isDue ? promote(type, STEP_JOBS, context) : 0;
  if (isDue || isPruned) times = table.index.heads(type);
  const settings = table.settings.get(type, now);
  const { limits } = settings;
  const turns = table.keys.turnsOf(type);
  const freed = table.keys.hasWaits(type) ? turns.endWaits(now, STEP_JOBS, limits) : 0;
  if (freed > 0) noteDue(context, type, freed);
  table.keys.forgetStarts(type, now);
  const waitEnds = table.keys.waitEnds(type);
  const isLate = times.startBy <= now;
  const expired = isLate ? expire(type, STEP_JOBS, context) : 0;
  if (isLate) times = table.index.heads(type);
  table.dueTypes.take(type);
  const isLimited = limitsStarts(limits) || table.keys.hasLimits(type);
  if (isLimited && rescued > 0) noteDue(context, type, rescued);
  const until = heldUntil(settings) ?? Number.POSITIVE_INFINITY;
  const next = Math.min(times.dueAt, times.expiresAt, times.startBy, until, waitEnds);
  if (next < Number.POSITIVE_INFINITY) table.dueTypes.note(type, next);
  return { promoted, rescued, expired, pruned, nextDueAt: Math.min(times.dueAt, waitEnds) };
}

/** The same after a move of a job of the type, so that a store without maintenance stays small. */
export function catchUpIfDue(type: string, context: CommandContext): void {
  if (context.table.dueTypes.isDue(type, context.now)) catchUp(type, context);
}

/** Makes scheduled and retrying jobs pending whose time has come. */
function promote(type: string, limit: number, context: CommandContext): number {
  const { table, now } = context;
  let promoted = 0;
  for (const status of PROMOTED_STATUSES) {
    for (const stored of table.due(type, status, now, limit - promoted)) {
      table.change(stored, promoteChange(), now);
      promoted++;
    }
  }
  if (promoted > 0) noteDue(context, type, promoted);
  return promoted;
}

/** Takes running jobs back whose lease has ended. */
function rescue(type: string, limit: number, context: CommandContext): number {
  const { table, now } = context;
  const lost = table.due(type, "RUNNING", now, limit);
  for (const stored of lost) {
    // The lost lease's own token must not match any more.
    const token = stored.token + 1;
    table.change(stored, rescueChange(stored.job, changeContext(context)), now, { token });
  }
  // One look tells when they are to be retried; those that are due at once are promoted next.
  if (lost.length > 0) noteDue(context, type);
  return lost.length;
}

/** Cancels pending jobs that nobody has leased by their start deadline. */
function expire(type: string, limit: number, context: CommandContext): number {
  const { table, now } = context;
  const late = table.unstarted(type, now, limit);
  for (const stored of late) {
    table.change(stored, expireChange(stored.job, changeContext(context)), now);
  }
  return late.length;
}

/** Forgets finished jobs whose time has ended. */
function prune(type: string, limit: number, { table, now }: CommandContext): number {
  let pruned = 0;
  for (const status of FINAL_STATUSES) {
    pruned += table.forgetExpired(type, status, now, limit - pruned);
  }
  return pruned;
}
