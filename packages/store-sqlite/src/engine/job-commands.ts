import {
  BOUNDS,
  COUNTED_JOBS,
  cancelChange,
  canMove,
  EXPLAINED,
  firstWait,
  inVainChange,
  isFinal,
  type Job,
  type JobFacts,
  type JoinSpec,
  joinAtStart,
  keepsPlace,
  type ListedJob,
  type ListedType,
  rateRoom,
  redriveChange,
  replaceChange,
  requireMove,
  requireNoRun,
  requireSequence,
  successorJoin,
  takesKeyAgain,
  type UniqueHold,
  type UniqueSpec,
  uniqueKeyTaken,
  updateChange,
} from "@millrace/core";
import type { Commands, JobAsRead, JobPlace } from "../commands.ts";
import { type AddedJob, type AskingJob, askingOf, type NewJob } from "../new-job.ts";
import type { StoredJob } from "../sql/job-cells.ts";
import { blockedRow, hasKeys, NEW_AT, type NewRow, scopeOf, withCells } from "../sql/new-row.ts";
import { type CommandContext, changeContext, noteDue } from "./command-context.ts";
import { describeKeepers } from "./kept-keys.ts";
import { isExpired } from "./stored-jobs.ts";
import { catchUpIfDue } from "./upkeep.ts";

/*
 * What producers and operators ask for.
 */

/** Adds each job, unless its idempotency key or its unique key leads to one that is there. */
export function enqueue(jobs: readonly NewJob[], context: CommandContext): AddedJob[] {
  const { table } = context;
  // Jobs of which nothing has to be asked are added together.
  const together: NewRow[] = [];
  const answers = jobs.map((added) => {
    if (!("row" in added || hasKeys(added))) return enqueueTogether(added, together, context);
    table.insertAll(together.splice(0));
    return enqueueOne(askingOf(added), context);
  });
  table.insertAll(together);
  return answers;
}

function enqueueTogether(row: NewRow, together: NewRow[], context: CommandContext): AddedJob {
  const type = row[NEW_AT.type] as string;
  const { draining } = context.table.settings.get(type, context.now);
  if (draining !== undefined) return { draining };
  together.push(row);
  noteDue(context, type);
  return undefined;
}

function enqueueOne(added: AskingJob, context: CommandContext): AddedJob {
  const { row, unique, join } = added;
  const { table, now } = context;
  const existing = table.jobs.getByKey(row);
  if (existing !== undefined && !isExpired(existing.job, now)) {
    if (existing.fingerprint === row[NEW_AT.fingerprint]) return { existing: existing.job };
    return { takenBy: existing.job.id };
  }
  if (existing !== undefined) table.forget(existing, now);
  const answer = unique && answerConflict(added, unique, context);
  if (answer !== undefined && !("succeeds" in answer)) return answer;
  const { draining } = table.settings.get(row[NEW_AT.type] as string, now);
  if (draining !== undefined) return { draining };
  const groupId = row[NEW_AT.groupId] as string | null | undefined;
  if (groupId != null) {
    const group = table.groups.get(groupId, now);
    const isOpen = group !== undefined && !group.sealed;
    if (!isOpen) return { group: groupId, isSealed: group !== undefined };
  }
  if (answer !== undefined) return enqueueSuccessor(added, answer, context);
  if (join !== undefined) return enqueueAfter(added, join, context);
  return enqueueAtOnce(added, context);
}

/** Adds a job that waits for no other. */
export function enqueueAtOnce(added: AskingJob, context: CommandContext): undefined {
  context.table.insert(added);
  // A scheduled job wakes as well: a waiting worker may have to look earlier than it planned.
  noteDue(context, added.row[NEW_AT.type] as string);
}

function enqueueAfter(added: AskingJob, spec: JoinSpec, context: CommandContext): AddedJob {
  const { table, now } = context;
  const awaited = new Map<string, StoredJob>();
  const join = joinAtStart(spec, (id) => {
    const stored = table.jobs.getWithoutPayload(id);
    if (stored === undefined || isExpired(stored.job, now)) return undefined;
    awaited.set(id, stored);
    return stored.job.status;
  });
  if ("missing" in join) return join;
  if (join.open.length === 0) return enqueueAtOnce(added, context);
  const waitsFor = firstWait(spec, join.open);
  table.insert({ ...added, row: blockedRow(added.row, waitsFor) });
  if (join.inVain === undefined) {
    for (const id of join.open) table.waits.mark(awaited.get(id) as StoredJob);
    return { blocked: waitsFor };
  }
  const { id, end } = join.inVain;
  const blocked = table.jobs.getKept(added.row[NEW_AT.id] as string, now);
  const change = inVainChange(blocked.job, id, end, changeContext(context));
  return { cancelled: table.change(blocked, change, now).job };
}

/** A request is to make the successor of a job. */
interface Succession {
  readonly succeeds: string;
  /** What ends its hold in place of what it says. */
  readonly inherits: UniqueHold;
}

/** The successor has the key when the job that it succeeds has ended. */
function enqueueSuccessor(
  { unique: _, ...added }: AskingJob,
  { succeeds, inherits }: Succession,
  context: CommandContext,
): AddedJob {
  const row = withCells(added.row, { uniqueHold: inherits });
  return enqueueAfter({ ...added, row }, successorJoin(succeeds), context);
}

/**
 * The answer to a request whose unique key another job has, unless it is to make the successor of that;
 * `undefined` when none has it.
 */
function answerConflict(
  { row, spec }: AskingJob,
  unique: UniqueSpec,
  context: CommandContext,
): AddedJob | Succession {
  const { table, now } = context;
  const id = table.uniqueKeys.holder(scopeOf(row), unique.key, now)?.id;
  if (id === undefined) return undefined;
  if (unique.onConflict === "REJECT") return { heldBy: id };
  const holder = table.jobs.getKept(id, now);
  if (spec === undefined || isFinal(holder.job.status)) return { existing: holder.job };
  const successor = holder.awaited ? table.uniqueKeys.successor(holder.number) : undefined;
  const stored = successor === undefined ? holder : table.jobs.getKept(successor, now);
  const { type, status } = stored.job;
  if (!canMove(status, "update")) {
    return { succeeds: id, inherits: holder.uniqueHold as UniqueHold };
  }
  const change = replaceChange(stored.job, spec, changeContext(context));
  const place = keepsPlace(stored.job, change) ? "same" : "back";
  const { job } = table.replace(stored, change, now, place);
  if (place === "back") noteDue(context, type);
  return { replaced: job };
}

/** Reads a job. */
export function get({ id, view }: Commands["get"]["request"], { table, now }: CommandContext): Job {
  return table.jobs.getKept(id, now, view).job;
}

/** Tells how a job stands in its queue. */
export function explain(id: string, { table, now }: CommandContext): JobFacts {
  const stored = table.jobs.getKept(id, now);
  const { type, status, concurrencyKey } = stored.job;
  const settings = table.settings.get(type, now);
  const { maxRunning, keyMaxRunning, rate } = settings.limits ?? {};
  const bound = COUNTED_JOBS.get;
  const counted =
    status === "PENDING" ? table.index.countBefore(stored, settings.limits, bound + 1) : 0;
  const keyLimits =
    concurrencyKey === undefined ? undefined : table.keys.limitsOf(type, concurrencyKey);
  const ofKey =
    (keyLimits?.maxRunning ?? keyMaxRunning) === undefined || concurrencyKey === undefined
      ? undefined
      : table.index.runningOfKey(type, concurrencyKey, BOUNDS.maxRunning);
  const keyWait =
    concurrencyKey !== undefined && table.keys.hasWaits(type)
      ? table.keys.waitOf(type, concurrencyKey)
      : undefined;
  const keepers = concurrencyKey === undefined ? [] : table.keys.keepersOf(type, concurrencyKey);
  const isKeeper = keepers.some(({ number }) => number === stored.number);
  const keyKeepers = isKeeper ? undefined : describeKeepers(keepers);
  const keyRateRoom =
    concurrencyKey === undefined
      ? undefined
      : table.keys.turnsOf(type).rateRoom(concurrencyKey, settings.limits, now);
  return {
    now,
    job: stored.job,
    settings,
    ...(maxRunning !== undefined && {
      running: {
        jobs: table.index.countBehind(type, "RUNNING", Number.MIN_SAFE_INTEGER, BOUNDS.maxRunning),
        jobIds: table.index.firstIds(type, "RUNNING", EXPLAINED.jobs),
      },
    }),
    ...(keyRateRoom && { keyRateRoom }),
    ...(keyWait && keyWait.until > now && { keyWait }),
    ...(keyKeepers && { keyKeepers }),
    ...(keyLimits && { keyLimits }),
    ...(rate && { rateRoom: rateRoom(table.settings.starts(type), rate, now) }),
    ...(ofKey && { keyRunning: { jobs: ofKey.length, jobIds: ofKey.slice(0, EXPLAINED.jobs) } }),
    ...(status === "PENDING" && {
      ahead: { jobs: Math.min(counted, bound), more: counted > bound },
    }),
  };
}

/** The types that have jobs, by name, each with those of the wanted statuses in which it has some. */
export function types(
  { from, wanted, limit }: Commands["types"]["request"],
  { table }: CommandContext,
): ListedType[] {
  const found: ListedType[] = [];
  let type = table.index.nextType(from, "from");
  while (type !== undefined && found.length < limit) {
    found.push({ type, statuses: table.index.statusesAmong(type, wanted) });
    type = table.index.nextType(type, "behind");
  }
  return found;
}

/** The next jobs of a type and status. */
export function list(
  { type, status, after, limit, ...how }: Commands["list"]["request"],
  { table, now }: CommandContext,
): ListedJob<JobPlace>[] {
  return table.jobs.list(type, status, after, limit, how).map(({ job, rank, turn }) => ({
    place: [rank, turn],
    job: isExpired(job, now) ? undefined : job,
  }));
}

/** Changes a job that waits. */
export function update(
  { id, update, ifSequence }: Commands["update"]["request"],
  context: CommandContext,
): Job {
  const { table, now } = context;
  const stored = table.jobs.getKept(id, now);
  requireSequence(id, stored.job.sequence, ifSequence);
  requireMove(id, stored.job.status, "update");
  const change = updateChange(stored.job, update, changeContext(context));
  const place = keepsPlace(stored.job, change) ? "same" : "back";
  const { job } = table.update(stored, change, now, place);
  // Whatever it is, a waiting worker may have to look earlier than it planned.
  if (place === "back") noteDue(context, job.type);
  return job;
}

/** Cancels a job, or asks its handler to stop. */
export function cancel(
  { id, reason, ifSequence }: Commands["cancel"]["request"],
  context: CommandContext,
): Commands["cancel"]["answer"] {
  const { table, now } = context;
  const stored = table.jobs.getKept(id, now);
  const { status, cancelRequested, sequence } = stored.job;
  requireSequence(id, sequence, ifSequence);
  if (status === "CANCELLED" || (status === "RUNNING" && cancelRequested)) {
    return { job: stored.job, requested: false };
  }
  requireMove(id, status, "cancel");
  const { job } = table.change(
    stored,
    cancelChange(stored.job, reason, changeContext(context)),
    now,
  );
  catchUpIfDue(job.type, context);
  return { job, requested: job.status === "RUNNING" };
}

/** Runs a finished job again. */
export function redrive({ id, ifSequence }: JobAsRead, context: CommandContext): Job {
  const { table, now } = context;
  const stored = table.jobs.getKept(id, now);
  requireSequence(id, stored.job.sequence, ifSequence);
  requireMove(id, stored.job.status, "redrive");
  requireNoRun(stored.job, "retry");
  const { uniqueKey } = stored.job;
  if (uniqueKey !== undefined && stored.uniqueHold && takesKeyAgain(stored.uniqueHold)) {
    const holder = table.uniqueKeys.holder(stored.job, uniqueKey, now)?.id ?? id;
    if (holder !== id) throw uniqueKeyTaken(id, uniqueKey, holder);
    table.uniqueKeys.take(stored.number);
  }
  const { job } = table.change(stored, redriveChange(stored.job, changeContext(context)), now);
  noteDue(context, job.type);
  return job;
}

/** Forgets a job. */
export function remove({ id, ifSequence }: JobAsRead, { table, now }: CommandContext): undefined {
  const stored = table.jobs.getKept(id, now);
  requireSequence(id, stored.job.sequence, ifSequence);
  requireMove(id, stored.job.status, "delete");
  requireNoRun(stored.job, "delete");
  table.forget(stored, now);
}
