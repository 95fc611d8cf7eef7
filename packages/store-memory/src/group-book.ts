import {
  type EpochMs,
  type Group,
  type GroupStep,
  isGroupExpired,
  type MemberPlace,
  moveMember,
  sealGroup,
} from "@millrace/core";

/** Groups, and which jobs belong to each. */
export class GroupBook {
  readonly #groups = new Map<string, { group: Group; readonly memberIds: string[] }>();

  add(group: Group): void {
    this.#groups.set(group.id, { group, memberIds: [] });
  }

  get(id: string, now: EpochMs): Group | undefined {
    const group = this.#groups.get(id)?.group;
    return group === undefined || isGroupExpired(group, now) ? undefined : group;
  }

  /** In the order in which they joined. */
  memberIds(id: string): readonly string[] {
    return this.#groups.get(id)?.memberIds ?? [];
  }

  /** Adds a job that the group counts already. */
  addMember(id: string, jobId: string): void {
    this.#groups.get(id)?.memberIds.push(jobId);
  }

  /** Behind a place among all, and where the next ones begin, if there are more. */
  list(after: number, limit: number, now: EpochMs): { groups: Group[]; last?: string } {
    const some = [...this.#groups.values()].slice(after, after + limit);
    const groups = some.map(({ group }) => group).filter((group) => !isGroupExpired(group, now));
    const end = after + limit;
    return end < this.#groups.size ? { groups, last: String(end) } : { groups };
  }

  /** A job has joined its group. */
  join(id: string, jobId: string, now: EpochMs): void {
    const kept = this.#groups.get(id);
    if (kept === undefined) return;
    kept.memberIds.push(jobId);
    kept.group = moveMember(kept.group, undefined, "open", now).group;
  }

  /** A job has come from one place to another. Nothing comes of it once the group is forgotten. */
  move(id: string, from: MemberPlace, to: MemberPlace, now: EpochMs): GroupStep | undefined {
    return this.#step(id, now, (group) => moveMember(group, from, to, now));
  }

  seal(id: string, now: EpochMs): GroupStep | undefined {
    return this.#step(id, now, (group) => sealGroup(group, now));
  }

  forgetExpired(now: EpochMs): void {
    for (const [id, { group }] of this.#groups) {
      if (isGroupExpired(group, now)) this.#groups.delete(id);
    }
  }

  #step(id: string, now: EpochMs, act: (group: Group) => GroupStep): GroupStep | undefined {
    const kept = this.#groups.get(id);
    if (kept === undefined || isGroupExpired(kept.group, now)) return undefined;
    const step = act(kept.group);
    kept.group = step.group;
    return step;
  }
}
