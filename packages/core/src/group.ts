import type { ChildRequest } from "./children.ts";
import type { EpochMs } from "./clock.ts";
import type { JobStatus } from "./job-status.ts";
import type { GroupEnd } from "./join.ts";
import { MillraceError } from "./millrace-error.ts";

/** When a job is run that a group calls back. */
export const GROUP_CALLBACKS = ["onCompleted", "onFailed", "onFinished"] as const;

export type GroupCallback = (typeof GROUP_CALLBACKS)[number];

/** How many jobs of a group are where. Those that are kept no more still count. */
export interface GroupCounts {
  /** Those that have not finished. */
  readonly open: number;
  readonly completed: number;
  readonly failed: number;
  /** Those that were cancelled, or deleted before they had finished. */
  readonly cancelled: number;
}

/** Jobs that belong together, and what is to happen as they end. */
export interface Group {
  readonly id: string;
  /** Whether no more jobs can join it. */
  readonly sealed: boolean;
  readonly counts: GroupCounts;
  readonly createdAt: EpochMs;
  /** When it was sealed and no job of it was open for the first time; absent until then. */
  readonly finishedAt?: EpochMs;
  /** When it is forgotten, unless one of its jobs is run again before. */
  readonly expiresAt?: EpochMs;
  readonly retentionMs: number;
  /** The ids of the jobs that are run when all have completed, when one has failed, and when all have ended. */
  readonly callbacks: { readonly [Callback in GroupCallback]?: string };
}

/** A group to create. */
export interface CreateGroupRequest {
  /**
   * Jobs to create with it, at most 1,000 of 2 MiB together; they go into the group, whatever their `groupId`.
   * They have no `unique`, `idempotencyKey`, `after` or `durability`: what needs these is enqueued by itself.
   * Defaults to none.
   */
  readonly jobs?: readonly ChildRequest[] | undefined;
  /** Whether no more jobs are to join it. Defaults to false. */
  readonly sealed?: boolean | undefined;
  /** The job that is run once the group is sealed and all of its jobs have completed. Defaults to none. */
  readonly onCompleted?: ChildRequest | undefined;
  /** The job that is run as soon as one has failed for good. Defaults to none. */
  readonly onFailed?: ChildRequest | undefined;
  /** The job that is run once the group is sealed and all have ended, however they did. Defaults to none. */
  readonly onFinished?: ChildRequest | undefined;
  /** How long the group is kept once it has finished. Defaults to 24 hours. */
  readonly retentionMs?: number | undefined;
}

/** A page of the jobs of a group, in the order in which they were enqueued. */
export interface GroupQuery {
  /** 1 to 1,000. Defaults to 50. */
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

/** Where a job of a group stands, as the group counts it. */
export type MemberPlace = keyof GroupCounts;

export function memberPlace(status: JobStatus | "GONE"): MemberPlace {
  if (status === "COMPLETED") return "completed";
  if (status === "FAILED") return "failed";
  if (status === "CANCELLED" || status === "GONE") return "cancelled";
  return "open";
}

/** What a group has come to by a move of a job: it, and the ends of which those that wait are to be told. */
export interface GroupStep {
  readonly group: Group;
  /** One has failed: told at once to who waits for that. */
  readonly hasFailure: boolean;
  readonly end?: GroupEnd;
}

/**
 * `group` after a job of it has come from one place to another; `from` is undefined for one that has joined.
 * It ends once: jobs that are run again change counts, and for how long it is kept.
 */
export function moveMember(
  group: Group,
  from: MemberPlace | undefined,
  to: MemberPlace,
  now: EpochMs,
): GroupStep {
  if (from === to) return { group, hasFailure: false };
  const counts: { -readonly [Place in MemberPlace]: number } = { ...group.counts };
  if (from !== undefined) counts[from]--;
  counts[to]++;
  return { ...settleGroup({ ...group, counts }, now), hasFailure: to === "failed" };
}

/** `group` as it is once nothing more can join it. */
export function sealGroup(group: Group, now: EpochMs): GroupStep {
  return settleGroup({ ...group, sealed: true }, now);
}

function settleGroup(group: Group, now: EpochMs): GroupStep {
  const { expiresAt: _, ...kept } = group;
  if (!group.sealed || group.counts.open > 0) return { group: kept, hasFailure: false };
  const expiresAt = now + group.retentionMs;
  if (group.finishedAt !== undefined) return { group: { ...kept, expiresAt }, hasFailure: false };
  return {
    group: { ...kept, finishedAt: now, expiresAt },
    hasFailure: false,
    end: groupEnd(group.counts),
  };
}

/** How a group ends that has nothing open. */
export function groupEnd({ failed, cancelled }: GroupCounts): GroupEnd {
  if (failed > 0) return "ONE_FAILED";
  return cancelled > 0 ? "ONE_CANCELLED" : "ALL_COMPLETED";
}

export function isGroupExpired({ expiresAt }: Group, now: EpochMs): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

export function groupNotFound(id: string): MillraceError {
  return new MillraceError(
    "NOT_FOUND",
    `there is no group ${id}: it was never created, or its retention has ended`,
  );
}

/** The error of an enqueue into a group that takes no more jobs. */
export function groupSealed(id: string): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `cannot enqueue: the group ${id} is sealed; enqueue all of its jobs before it is sealed, or create another group`,
    { violations: [{ field: "groupId", description: "names a group that is sealed" }] },
  );
}

/** The error of an enqueue into a group that does not exist. */
export function groupOfJobNotFound(id: string): MillraceError {
  return new MillraceError("NOT_FOUND", `cannot enqueue: ${groupNotFound(id).message}`, {
    violations: [{ field: "groupId", description: `names the group ${id}, which does not exist` }],
  });
}
