import {
  type ArchivedGroups,
  type ArchivedJob,
  type ArchivedRun,
  type Group,
  idempotencyKeyTaken,
  isGroupExpired,
  type JobStanding,
  type MillraceError,
  type NameCursor,
  uniqueKeyHeld,
} from "@millrace/core";
import type { RestoredRow } from "../commands.ts";
import { toErrorData } from "../error-data.ts";
import type { CommandContext } from "./command-context.ts";
import { noteDue } from "./command-context.ts";
import { isExpired } from "./stored-jobs.ts";

export function standings(
  ids: readonly string[],
  { table, now }: CommandContext,
): readonly (JobStanding | undefined)[] {
  return ids.map((id) => {
    const row = table.jobs.standing(id);
    if (row === undefined) return undefined;
    const { token, fingerprint, uniqueHold, keyHeldUntil } = row;
    const holds = keyHeldUntil !== null && keyHeldUntil > now;
    return {
      token,
      ...(fingerprint !== null && { fingerprint }),
      ...(uniqueHold !== null && {
        unique: {
          hold: uniqueHold,
          holds,
          ...(holds && uniqueHold === "TTL" && { endsAt: keyHeldUntil }),
        },
      }),
      ...(table.isKeeper(row) && { keepsTurn: true }),
    };
  });
}

export function restoreJobs(
  jobs: readonly ArchivedJob[],
  context: CommandContext,
): readonly RestoredRow[] {
  return jobs.map((archived) => {
    const restored = restoreJob(archived, context);
    const { status, type } = archived.job;
    if (restored === "RESTORED" && status !== "BLOCKED") noteDue(context, type);
    return restored;
  });
}

function restoreJob(archived: ArchivedJob, { table, now }: CommandContext): RestoredRow {
  const { job, standing } = archived;
  const { uniqueKey } = job;
  if (table.jobs.standing(job.id) !== undefined) return "EXISTS";
  if (isExpired(job, now)) return "EXPIRED";
  const taken = keyTaken(archived, { table, now });
  if (taken !== undefined) return { error: toErrorData(taken) };
  if (uniqueKey !== undefined && standing.unique?.holds) {
    const holder = table.uniqueKeys.holder(job, uniqueKey, now);
    if (holder !== undefined) return { error: toErrorData(uniqueKeyHeld(uniqueKey, holder.id)) };
  }
  table.restore(archived);
  return "RESTORED";
}

/** Why a job cannot have its idempotency key; one that has expired gives it up. */
function keyTaken(
  { job }: ArchivedJob,
  { table, now }: Pick<CommandContext, "table" | "now">,
): MillraceError | undefined {
  const { idempotencyKey } = job;
  if (idempotencyKey === undefined) return undefined;
  const other = table.jobs.ofKey(job, idempotencyKey);
  if (other === undefined) return undefined;
  if (!isExpired(other.job, now)) return idempotencyKeyTaken(idempotencyKey, other.job.id);
  table.forget(other, now);
  return undefined;
}

export function archivedGroups(
  { after, limit }: NameCursor,
  { table, now }: CommandContext,
): ArchivedGroups {
  const found = table.groups.list(after, limit);
  const groups = found.filter((group) => !isGroupExpired(group, now));
  const last = found.at(-1)?.id;
  return found.length < limit || last === undefined ? { groups } : { groups, last };
}

export function restoreGroup(group: Group, { table, now }: CommandContext): RestoredRow {
  if (isGroupExpired(group, now)) return "EXPIRED";
  if (table.groups.get(group.id, now) !== undefined) return "EXISTS";
  table.groups.keep(group);
  return "RESTORED";
}

export function archivedRun(id: string, { table }: CommandContext): ArchivedRun | undefined {
  return table.runs.archived(id);
}

export function restoreRun(run: ArchivedRun, { table }: CommandContext): RestoredRow {
  return table.runs.restore(run);
}
