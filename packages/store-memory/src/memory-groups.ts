import {
  type Clock,
  type Group,
  type GroupEngine,
  type GroupMembers,
  groupIdsOf,
  groupNotFound,
  madeGroup,
  type NameCursor,
  newJobIds,
  type PlannedGroup,
  queueDraining,
  type WaitingLeases,
} from "@millrace/core";
import type { JobTable } from "./job-table.ts";

const PARTITION = 0;

/** The groups of a table. */
export class MemoryGroups implements GroupEngine {
  readonly #table: JobTable;
  readonly #waiting: WaitingLeases;
  readonly #clock: Clock;

  constructor(table: JobTable, waiting: WaitingLeases, clock: Clock) {
    this.#table = table;
    this.#waiting = waiting;
    this.#clock = clock;
  }

  async create(planned: PlannedGroup): Promise<Group> {
    const now = this.#clock.now();
    for (const { type } of [...planned.jobs, ...planned.callbacks.map(({ spec }) => spec)]) {
      const { draining } = this.#table.settings.get(type, now);
      if (draining !== undefined) throw queueDraining(type, draining);
    }
    const ids = newJobIds(PARTITION, groupIdsOf(planned));
    const { group, callbacks, jobs } = madeGroup(planned, ids, now);
    this.#table.groups.add(group);
    for (const job of [...callbacks, ...jobs]) this.#table.insert(job);
    for (const { type } of jobs) this.#waiting.wake(type);
    return planned.sealed ? this.seal(group.id) : this.get(group.id);
  }

  async get(id: string): Promise<Group> {
    const group = this.#table.groups.get(id, this.#clock.now());
    if (group === undefined) throw groupNotFound(id);
    return group;
  }

  async seal(id: string): Promise<Group> {
    const { sealed } = await this.get(id);
    if (!sealed) this.#table.seal(id, this.#clock.now());
    return this.get(id);
  }

  async members(id: string, { after, limit }: NameCursor): Promise<GroupMembers> {
    await this.get(id);
    const all = this.#table.groups.memberIds(id);
    const end = Number(after) + limit;
    const ids = all.slice(Number(after), end);
    return end < all.length ? { ids, last: String(end) } : { ids };
  }
}
