import type { Group, Job } from "@millrace/core";
import { CALLBACKS, CHILDREN, MEMBERS } from "./flow-load.ts";

export interface FlowRecords {
  readonly jobs: readonly Job[];
  /** Those that were acknowledged, and `undefined` for those that are not there. */
  readonly groups: ReadonlyMap<string, Group | undefined>;
  /** Whether a group may be gone by what the store's documentation says. */
  readonly mayBeLost: (id: string) => boolean;
}

/** A line for each rule of flow control that was broken, once every job has completed. */
export function brokenRules({ jobs, groups, mayBeLost }: FlowRecords): string[] {
  const byParent = Map.groupBy(jobs, ({ parentId }) => parentId);
  const byGroup = Map.groupBy(jobs, ({ groupId }) => groupId);
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return [
    ...jobs
      .filter(({ id, type }) => type === "parent" && byParent.get(id)?.length !== CHILDREN)
      .map(({ id }) => `${id} has ${byParent.get(id)?.length ?? 0} children, of ${CHILDREN}`),
    ...jobs
      .filter(({ type, parentId = "" }) => type === "child" && !byId.has(parentId))
      .map(({ id, parentId }) => `${id} is a child of ${parentId}, which is not there`),
    ...[...groups].flatMap(([id, group]) => {
      if (group === undefined) return mayBeLost(id) ? [] : [`the group ${id} is lost`];
      return brokenGroup(group, byGroup.get(id) ?? [], byId);
    }),
  ];
}

function brokenGroup(
  group: Group,
  members: readonly Job[],
  byId: ReadonlyMap<string, Job>,
): string[] {
  const { id, counts, callbacks } = group;
  const isRight = counts.open === 0 && counts.completed === MEMBERS && members.length === MEMBERS;
  const lastEnd = Math.max(...members.map(({ finishedAt = 0 }) => finishedAt));
  const called = Object.values(callbacks).flatMap((callback) => byId.get(callback) ?? []);
  // By when they have ended: a lease that had to wait says when it was asked for.
  const isBehind = called.every(({ finishedAt = 0 }) => finishedAt >= lastEnd);
  return [
    ...(isRight ? [] : [`the group ${id} counts ${JSON.stringify(counts)} of ${members.length}`]),
    ...(called.length === CALLBACKS
      ? []
      : [`the group ${id} has called back ${called.length} times, of ${CALLBACKS}`]),
    ...(isBehind ? [] : [`the group ${id} has called back before its last job had ended`]),
  ];
}
