import { type Group, groupNotFound, queueDraining } from "@millrace/core";
import type { Commands } from "../commands.ts";
import { askingOf } from "../new-job.ts";
import { NEW_AT } from "../sql/new-row.ts";
import type { CommandContext } from "./command-context.ts";
import { enqueueAtOnce } from "./job-commands.ts";

/** Adds a group with its callbacks and jobs, unless one of their types is draining. */
export function createGroup(
  { group, callbacks, jobs, sealed }: Commands["createGroup"]["request"],
  context: CommandContext,
): Group {
  const { table, now } = context;
  const all = [...callbacks, ...jobs].map(askingOf);
  for (const { row } of all) {
    const type = row[NEW_AT.type] as string;
    const { draining } = table.settings.get(type, now);
    if (draining !== undefined) throw queueDraining(type, draining);
  }
  table.groups.keep(group);
  for (const added of all) enqueueAtOnce(added, context);
  if (sealed) table.seal(group.id, now);
  return getGroup(group.id, context);
}

export function getGroup(id: string, { table, now }: CommandContext): Group {
  const group = table.groups.get(id, now);
  if (group === undefined) throw groupNotFound(id);
  return group;
}

export function sealGroup(id: string, context: CommandContext): Group {
  const group = getGroup(id, context);
  if (group.sealed) return group;
  context.table.seal(id, context.now);
  return getGroup(id, context);
}

export function groupMembers(
  { id, after, limit }: Commands["groupMembers"]["request"],
  context: CommandContext,
): Commands["groupMembers"]["answer"] {
  getGroup(id, context);
  const rows = context.table.groups.members(id, Number(after) || 0, limit);
  const ids = rows.map(([, member]) => member);
  const last = rows.at(-1)?.[0];
  return rows.length < limit || last === undefined ? { ids } : { ids, last: String(last) };
}
