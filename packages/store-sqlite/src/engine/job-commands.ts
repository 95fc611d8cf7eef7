import {
  BOUNDS,
  blockedJob,
  COUNTED_JOBS,
  cancelChange,
  canMove,
  EXPLAINED,
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
  requireSequence,
  successorJoin,
  takesKeyAgain,
  type UniqueHold,
  uniqueKeyTaken,
  updateChange,
} from "@millrace/core";
import type { AddedJob, Commands, JobAsRead, JobPlace, NewJob } from "../commands.ts";
import { type CommandContext, changeContext, noteDue } from "./command-context.ts";
import type { StoredJob } from "./job-row.ts";
import { isExpired } from "./job-table.ts";
import { catchUpIfDue } from "./upkeep.ts";

/*
 * What producers and operators ask for.
 */

/** Adds each job, unless its idempotency key or its unique key leads to one that is there. */
export function enqueue(jobs: readonly NewJob[], context: CommandContext): AddedJob[] {
  return jobs.map((added) => enqueueOne(added, context));
}

function enqueueOne(added: NewJob, context: CommandContext): AddedJob {
  const { job, fingerprint, unique } = added;
  const { table, now } = context;
  if (job.idempotencyKey !== undefined) {
    const existing = table.getByKey(job, job.idempotencyKey);
    if (existing !== undefined && !isExpired(existing.job, now)) {
      if (existing.fingerprint === fingerprint) return { existing: existing.job };
      return { takenBy: existing.job.id };
    }
    if (existing !== undefined) table.forget(existing, now);
  }
  let succession: Succession | undefined;
  const holder = unique && table.uniqueKeys.holder(job, unique.key, now);
  if (unique !== undefined && holder !== undefined) {
    const answer = answerConflict(holder.id, added, context);
    if (answer === undefined || !("succeeds" in answer)) return answer;
    succession = answer;
  }
  const { draining } = table.settings.get(job.type, now);
  if (draining !== undefined) return { draining };
  const { groupId } = job;
  if (groupId !== undefined) {
    const group = table.groups.get(groupId, now);
    const isOpen = group !== undefined && !group.sealed;
    if (!isOpen) return { group: groupId, isSealed: group !== undefined };
  }
  if (succession !== undefined) {
    const { inherits, succeeds } = succession;
    return enqueueAfter({ ...added, inherits }, successorJoin(succeeds), context);
  }
  if (added.join !== undefined) return enqueueAfter(added, added.join, context);
  table.insert(added);
  // A scheduled job wakes as well: a waiting worker may have to look earlier than it planned.
  noteDue(context, job.type);
  return undefined;
}

function enqueueAfter(added: NewJob, spec: JoinSpec, context: CommandContext): AddedJob {
  const { job } = added;
  const { table, now } = context;
  const awaited = new Map<string, StoredJob>();
  const join = joinAtStart(spec, (id) => {
    const stored = table.getWithoutPayload(id);
    if (stored === undefined || isExpired(stored.job, now)) return undefined;
    awaited.set(id, stored);
    return stored.job.status;
  });
  if ("missing" in join) return join;
  if (join.open.length === 0) {
    table.insert(added);
    noteDue(context, job.type);
    return undefined;
  }
  const blocked = blockedJob(job, spec, join.open);
  table.insert({ ...added, job: blocked });
  if (join.inVain === undefined) {
    for (const id of join.open) table.markAwaited(awaited.get(id) as StoredJob);
    return { added: blocked };
  }
  const { id, end } = join.inVain;
  const change = inVainChange(blocked, id, end, changeContext(context));
  return { added: table.change(table.getKept(job.id, now), change, now).job };
}

/** A request is to make the successor of a job. */
interface Succession {
  readonly succeeds: string;
  readonly inherits: UniqueHold;
}

/** The answer to a request whose unique key the job `id` has, unless it is to make the successor of that. */
function answerConflict(
  id: string,
  { unique, spec }: NewJob,
  context: CommandContext,
): AddedJob | Succession {
  const { table, now } = context;
  if (unique?.onConflict === "REJECT") return { heldBy: id };
  const holder = table.getKept(id, now);
  if (spec === undefined || isFinal(holder.job.status)) return { existing: holder.job };
  const successor = holder.awaited ? table.uniqueKeys.successor(holder.number) : undefined;
  const stored = successor === undefined ? holder : table.getKept(successor, now);
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
  return table.getKept(id, now, view).job;
}

/** Tells how a job stands in its queue. */
export function explain(id: string, { table, now }: CommandContext): JobFacts {
  const stored = table.getKept(id, now);
  const { type, status, concurrencyKey } = stored.job;
  const settings = table.settings.get(type, now);
  const { maxRunning, keyMaxRunning, rate } = settings.limits ?? {};
  const bound = COUNTED_JOBS.get;
  const counted = status === "PENDING" ? table.countBefore(stored, bound + 1) : 0;
  const ofKey =
    keyMaxRunning === undefined || concurrencyKey === undefined
      ? undefined
      : table.runningOfKey(type, concurrencyKey, BOUNDS.maxRunning);
  return {
    now,
    job: stored.job,
    settings,
    ...(maxRunning !== undefined && {
      running: {
        jobs: table.countBehind(type, "RUNNING", Number.MIN_SAFE_INTEGER, BOUNDS.maxRunning),
        jobIds: table.firstIds(type, "RUNNING", EXPLAINED.jobs),
      },
    }),
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
  let type = table.nextType(from, "from");
  while (type !== undefined && found.length < limit) {
    found.push({ type, statuses: table.statusesAmong(type, wanted) });
    type = table.nextType(type, "behind");
  }
  return found;
}

/** The next jobs of a type and status. */
export function list(
  { type, status, after, limit, ...how }: Commands["list"]["request"],
  { table, now }: CommandContext,
): ListedJob<JobPlace>[] {
  return table.list(type, status, after, limit, how).map(({ job, rank, turn }) => ({
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
  const stored = table.getKept(id, now);
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
  const stored = table.getKept(id, now);
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
  const stored = table.getKept(id, now);
  requireSequence(id, stored.job.sequence, ifSequence);
  requireMove(id, stored.job.status, "redrive");
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
  const stored = table.getKept(id, now);
  requireSequence(id, stored.job.sequence, ifSequence);
  requireMove(id, stored.job.status, "delete");
  table.forget(stored, now);
}
