import {
  BOUNDS,
  COUNTED_JOBS,
  type ConcurrencyKey,
  describeKey,
  hasKeyLimits,
  heldUntil,
  isFinal,
  isListed,
  JOB_STATUSES,
  type JobStatus,
  type KeyOnFailure,
  type QueueCounts,
  queueCounts,
  type StatusCount,
} from "@millrace/core";
import type { Commands } from "../commands.ts";
import { type CommandContext, noteDue } from "./command-context.ts";

/** How many jobs a list counts before it leaves the other queues to the next page. */
const LISTED_JOBS = 100_000;

/** Looks at the queues behind a name, up to a bound of queues and of jobs. */
export function queues(
  { after, limit }: Commands["queues"]["request"],
  context: CommandContext,
): Commands["queues"]["answer"] {
  const found: QueueCounts[] = [];
  let counted = 0;
  let last = after;
  for (let looked = 0; looked < limit && counted < LISTED_JOBS; looked++) {
    const type = context.table.nextQueue(last);
    if (type === undefined) return { queues: found };
    const queue = look(type, COUNTED_JOBS.list, context);
    if (isListed(queue)) found.push(queue);
    for (const status of JOB_STATUSES) counted += queue.counts[status].jobs;
    last = type;
  }
  return { queues: found, last };
}

/** Looks at one queue. */
export function queue(type: string, context: CommandContext): QueueCounts {
  return look(type, COUNTED_JOBS.get, context);
}

function look(type: string, bound: number, context: CommandContext): QueueCounts {
  return queueCounts(
    type,
    JOB_STATUSES.map((status) => [status, count(type, status, bound, context)]),
    context.table.settings.get(type, context.now),
  );
}

function count(
  type: string,
  status: JobStatus,
  bound: number,
  { table, now }: CommandContext,
): StatusCount {
  // A final job that has expired is kept no more, be it pruned or not.
  const from = isFinal(status) ? now : Number.MIN_SAFE_INTEGER;
  const counted = table.index.countBehind(type, status, from, bound + 1);
  if (counted === 0) return { jobs: 0, more: false };
  const since = table.index.oldest(type, status, from) ?? now;
  return {
    jobs: Math.min(counted, bound),
    more: counted > bound,
    oldestAgeMs: Math.max(0, now - since),
  };
}

/** Changes the settings of a queue. */
export function configure(
  { type, change }: Commands["configure"]["request"],
  context: CommandContext,
): undefined {
  const { table, now } = context;
  const before = table.settings.get(type, now).limits;
  const settings = table.settings.change(type, change, now);
  const { limits } = settings;
  const until = heldUntil(settings);
  const turns = table.keys.turnsOf(type);
  if (change.throttled === null && table.keys.hasWaits(type)) {
    turns.endWaits(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, limits);
  }
  if (change.limits !== undefined) {
    turns.limitsChanged(before, limits);
    resumeKeys(type, change.limits.keyOnFailure ?? "CONTINUE", context);
  }
  if (before?.agingMs !== limits?.agingMs) {
    table.endAging(type, now);
    if (limits?.agingMs !== undefined) table.age(type, limits.agingMs, now);
  }
  if (until !== undefined && Number.isFinite(until)) table.dueTypes.note(type, until);
  const mayLease =
    change.limits !== undefined || (change.paused !== undefined && until === undefined);
  if (mayLease) noteDue(context, type, Number.POSITIVE_INFINITY);
}

/** Sets what is set for a concurrency key. */
export function setKeyLimits(
  { type, key, limits }: Commands["setKeyLimits"]["request"],
  context: CommandContext,
): ConcurrencyKey {
  const { table, now } = context;
  table.keys.setLimits(type, key, hasKeyLimits(limits) ? limits : undefined);
  table.keys.turnsOf(type).limitsOfKeyChanged(key, table.settings.get(type, now).limits);
  noteDue(context, type, Number.POSITIVE_INFINITY);
  return describe(type, key, context);
}

/** Has no job keep the turn of a concurrency key any more. */
export function resumeKey(
  { type, key }: Commands["resumeKey"]["request"],
  context: CommandContext,
): ConcurrencyKey {
  context.table.resumeKey(type, key, false, context.now);
  noteDue(context, type, Number.POSITIVE_INFINITY);
  return describe(type, key, context);
}

/** Keys that are kept as their queue keeps none any more go on. */
function resumeKeys(type: string, onFailure: KeyOnFailure, { table, now }: CommandContext): void {
  if (onFailure === "HALT") return;
  for (let key = table.keys.nextKept(type, ""); key !== undefined; ) {
    table.resumeKey(type, key, onFailure === "HOLD", now);
    key = table.keys.nextKept(type, key);
  }
}

/** Looks at concurrency keys behind a name. */
export function listKeys(
  { type, after, limit, statuses }: Commands["listKeys"]["request"],
  context: CommandContext,
): Commands["listKeys"]["answer"] {
  const keys: ConcurrencyKey[] = [];
  let last = after;
  for (let looked = 0; looked < limit; looked++) {
    const name = context.table.keys.nextName(type, last);
    if (name === undefined) return { keys };
    const key = describe(type, name, context);
    if (statuses.includes(key.status)) keys.push(key);
    last = name;
  }
  return { keys, last };
}

function describe(type: string, key: string, { table, now }: CommandContext): ConcurrencyKey {
  const { limits } = table.settings.get(type, now);
  // A limit may be higher than what is told.
  const bound = BOUNDS.maxRunning;
  return describeKey(key, table.keys.facts(type, key, now, bound), limits?.keyMaxRunning);
}

/** What was counted of types lately. */
export function recent(
  types: Commands["recent"]["request"],
  { table, now }: CommandContext,
): Commands["recent"]["answer"] {
  return table.stats.recent(types, now);
}

/** What has happened minute by minute. */
export function minutes(
  window: Commands["minutes"]["request"],
  { table, now }: CommandContext,
): Commands["minutes"]["answer"] {
  return table.stats.minutes(window, now);
}
