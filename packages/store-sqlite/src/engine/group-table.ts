import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  type Group,
  type GroupStep,
  isGroupExpired,
  type MemberPlace,
  moveMember,
  sealGroup,
} from "@millrace/core";
import {
  FIND_GROUP,
  FORGET_GROUPS,
  GROUP_MEMBERS,
  KEEP_GROUP,
  LIST_GROUPS,
} from "../sql/statements.ts";

/** A job of a group, and its row's key. */
type MemberRow = readonly [number: number, id: string];

/** Groups, of which each has a row, and which jobs belong to them. */
export class GroupTable {
  readonly #find: StatementSync;
  readonly #keep: StatementSync;
  readonly #members: StatementSync;
  readonly #forget: StatementSync;
  readonly #list: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(FIND_GROUP);
    this.#find.setReturnArrays(true);
    this.#keep = database.prepare(KEEP_GROUP);
    this.#members = database.prepare(GROUP_MEMBERS);
    this.#members.setReturnArrays(true);
    this.#forget = database.prepare(FORGET_GROUPS);
    this.#list = database.prepare(LIST_GROUPS);
    this.#list.setReturnArrays(true);
  }

  get(id: string, now: EpochMs): Group | undefined {
    const row = this.#find.get(id) as unknown as [string] | undefined;
    if (row === undefined) return undefined;
    const group = JSON.parse(row[0]) as Group;
    return isGroupExpired(group, now) ? undefined : group;
  }

  keep(group: Group): void {
    this.#keep.run(group.id, group.expiresAt ?? null, JSON.stringify(group));
  }

  /** A job has come from one place to another, or has joined. Nothing comes of it once the group is forgotten. */
  move(
    id: string,
    from: MemberPlace | undefined,
    to: MemberPlace,
    now: EpochMs,
  ): GroupStep | undefined {
    return this.#step(id, now, (group) => moveMember(group, from, to, now));
  }

  seal(id: string, now: EpochMs): GroupStep | undefined {
    return this.#step(id, now, (group) => sealGroup(group, now));
  }

  /** The groups behind an id, also those that have expired. */
  list(after: string, limit: number): readonly Group[] {
    const rows = this.#list.all(after, limit) as unknown as [string][];
    return rows.map(([description]) => JSON.parse(description) as Group);
  }

  /** The jobs whose rows come behind `after`, in order. */
  members(id: string, after: number, limit: number): readonly MemberRow[] {
    return this.#members.all(id, after, limit) as unknown as MemberRow[];
  }

  /** Forgets at most `limit` groups whose retention has ended. */
  forgetExpired(now: EpochMs, limit: number): void {
    this.#forget.run(now, limit);
  }

  #step(id: string, now: EpochMs, act: (group: Group) => GroupStep): GroupStep | undefined {
    const group = this.get(id, now);
    if (group === undefined) return undefined;
    const step = act(group);
    this.keep(step.group);
    return step;
  }
}
