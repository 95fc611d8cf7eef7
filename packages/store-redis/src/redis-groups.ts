import {
  type Group,
  type GroupEngine,
  type GroupMembers,
  groupNotFound,
  type NameCursor,
  type PlannedGroup,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { PartitionGroups } from "./partition-groups.ts";
import type { Partitions } from "./partitions.ts";

/** The groups, each in one partition with its jobs. */
export class RedisGroups implements GroupEngine {
  readonly #partitions: Partitions;

  constructor(partitions: Partitions) {
    this.#partitions = partitions;
  }

  async create(planned: PlannedGroup): Promise<Group> {
    await this.#partitions.all();
    return (this.#partitions.inTurn()[0] as Partition).groups.create(planned);
  }

  async get(id: string): Promise<Group> {
    return (await this.#home(id)).get(id);
  }

  async seal(id: string): Promise<Group> {
    return (await this.#home(id)).seal(id);
  }

  async members(id: string, cursor: NameCursor): Promise<GroupMembers> {
    return (await this.#home(id)).members(id, cursor);
  }

  async #home(id: string): Promise<PartitionGroups> {
    await this.#partitions.knowHomes([id]);
    const home = this.#partitions.knownHome(id);
    if (home === undefined) throw groupNotFound(id);
    return home.groups;
  }
}
