import { CALLBACK_RULES, type PlannedGroup } from "./check-group.ts";
import type { EpochMs } from "./clock.ts";
import type { Group, GroupCallback } from "./group.ts";
import type { Job } from "./job.ts";
import { blockedJob, newJob } from "./job-change.ts";
import { firstWait } from "./join.ts";

/** A group that is about to be created: open and empty, and what is put into the store with it, in order. */
export interface MadeGroup {
  readonly group: Group;
  /** Those that wait for it. */
  readonly callbacks: readonly Job[];
  /** Those that join it. */
  readonly jobs: readonly Job[];
}

/** How many ids {@link madeGroup} needs. */
export function groupIdsOf({ jobs, callbacks }: PlannedGroup): number {
  return 1 + callbacks.length + jobs.length;
}

/** What `planned` makes with these ids: the first one is the group's. */
export function madeGroup(planned: PlannedGroup, ids: readonly string[], now: EpochMs): MadeGroup {
  const [groupId = "", ...jobIds] = ids;
  const callbackIds: { -readonly [Callback in GroupCallback]?: string } = {};
  const callbacks = planned.callbacks.map(({ callback, spec }, i) => {
    const id = jobIds[i] as string;
    callbackIds[callback] = id;
    const join = { rule: CALLBACK_RULES[callback], jobIds: [groupId] };
    const { delayMs } = spec;
    const waitsFor = firstWait(delayMs > 0 ? { ...join, delayMs } : join, [groupId]);
    return blockedJob(newJob(spec, id, now), waitsFor);
  });
  const memberIds = jobIds.slice(callbacks.length);
  return {
    group: {
      id: groupId,
      sealed: false,
      counts: { open: 0, completed: 0, failed: 0, cancelled: 0 },
      createdAt: now,
      retentionMs: planned.retentionMs,
      callbacks: callbackIds,
    },
    callbacks,
    jobs: planned.jobs.map((spec, i) => newJob({ ...spec, groupId }, memberIds[i] as string, now)),
  };
}
