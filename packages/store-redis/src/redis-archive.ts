import {
  type ArchivedGroups,
  type ArchivedJob,
  type ArchivedRun,
  type ArchiveEngine,
  type Group,
  type Job,
  type JobStanding,
  MillraceError,
  type NameCursor,
  partitionOf,
  type Restored,
} from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

/** Takes what is kept out of all partitions, and puts what was taken out of another store into them. */
export class RedisArchive implements ArchiveEngine {
  readonly #partitions: Partitions;

  constructor(partitions: Partitions) {
    this.#partitions = partitions;
  }

  standings(jobs: readonly Job[]): Promise<(JobStanding | undefined)[]> {
    const items = jobs.map(({ id }) => ({ jobId: id }));
    return this.#partitions.eachAtHome(items, (home, part) =>
      home.archive.standings(part.map(({ jobId }) => jobId)),
    );
  }

  async restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]> {
    await this.#partitions.knowHomes(jobs.map(({ job }) => job.id));
    const refused = jobs.map(({ job }) => this.#elsewhere(job.id, job));
    const items = jobs
      .filter((_, place) => refused[place] === undefined)
      .map((archived) => ({ jobId: archived.job.id, archived }));
    if (items.length === 0) return refused as MillraceError[];
    const restored = await this.#partitions.eachAtHome(items, (home, part) =>
      home.archive.restoreJobs(part.map(({ archived }) => archived)),
    );
    await this.#countRunning(items.map(({ archived }) => archived.job));
    let next = 0;
    return refused.map((error) => error ?? (restored[next++] as Restored));
  }

  /** Jobs that run take of the limits of their queue, which several partitions count in one place. */
  async #countRunning(jobs: readonly Job[]): Promise<void> {
    if (this.#partitions.known.length === 1) return;
    const running = jobs.filter(({ status }) => status === "RUNNING");
    const types = new Set(running.map(({ type }) => type));
    for (const type of types) await this.#partitions.grants.count(type);
  }

  /** Goes over one partition after the other; a place is "partition cursor". */
  async groups({ after }: NameCursor): Promise<ArchivedGroups> {
    const partitions = await this.#partitions.all();
    const [number = 0, cursor = "0"] =
      after === "" ? [] : [parseInt(after, 10), after.split(" ")[1]];
    const { groups, last } = await (partitions[number] as Partition).archive.groups(cursor);
    if (last !== undefined) return { groups, last: `${number} ${last}` };
    return number + 1 < partitions.length ? { groups, last: `${number + 1} 0` } : { groups };
  }

  async restoreGroup(group: Group): Promise<Restored> {
    return this.#restoreAt(group.id, (home) => home.archive.restoreGroup(group));
  }

  async run(id: string): Promise<ArchivedRun | undefined> {
    return (await this.#partitions.home(id)).archive.run(id);
  }

  async restoreRun(run: ArchivedRun): Promise<Restored> {
    return this.#restoreAt(run.stored.id, (home) => home.archive.restoreRun(run));
  }

  async #restoreAt(id: string, restore: (home: Partition) => Promise<Restored>): Promise<Restored> {
    await this.#partitions.knowHomes([id]);
    return this.#elsewhere(id) ?? (await restore(this.#partitions.knownHome(id) as Partition));
  }

  /** Why something cannot be restored here, where other partitions are than where it was. */
  #elsewhere(id: string, job?: Job): MillraceError | undefined {
    const { length } = this.#partitions.known;
    const number = partitionOf(id) as number;
    if (this.#partitions.knownHome(id) === undefined) {
      return elsewhere(id, `it lies in the partition ${number}, and this Redis has ${length}`);
    }
    if (job === undefined || length === 1) return undefined;
    const { type, concurrencyKey, uniqueKey, idempotencyKey } = job;
    const key = concurrencyKey ?? uniqueKey ?? idempotencyKey;
    if (key === undefined) return undefined;
    const home = this.#partitions.ofKey(type, key);
    if (home.number === number) return undefined;
    return elsewhere(
      id,
      `it lies in the partition ${number}, and its key belongs to ${home.number} here`,
    );
  }
}

function elsewhere(id: string, why: string): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `cannot restore ${id}: ${why}; import into a Redis with as many partitions as the one that was exported (1 for other stores), or into another kind of store`,
    { violations: [{ field: "id", description: why }] },
  );
}
