import {
  hasJobs,
  JOB_STATUSES,
  type MinuteStats,
  type NameCursor,
  type QueueCounts,
  type QueueEngine,
  type QueueSlice,
  queueCounts,
  type RecentCounts,
  type StatsWindow,
  type StatusCount,
} from "@millrace/core";
import type { Partition } from "./partition.ts";

/** The queues of all partitions: a queue has jobs in each of them. */
export class PartitionQueues implements QueueEngine {
  readonly #partitions: () => Promise<readonly Partition[]>;

  constructor(partitions: () => Promise<readonly Partition[]>) {
    this.#partitions = partitions;
  }

  async list({ after, limit }: NameCursor): Promise<QueueSlice> {
    const partitions = await this.#partitions();
    // No type's name has this character, so this is the first name behind.
    const from = after === "" ? "" : `${after}\u0001`;
    // The first names of all are among the first names of each.
    const listed = await Promise.all(partitions.map((each) => each.types(from, [], limit)));
    const names = [...new Set(listed.flat().map(({ type }) => type))].sort();
    const looked = names.slice(0, limit);
    const queues = (await look(partitions, looked)).filter(hasJobs);
    const isCut = names.length > limit || listed.some((types) => types.length === limit);
    const last = looked.at(-1);
    return isCut && last !== undefined ? { queues, last } : { queues };
  }

  async get(type: string): Promise<QueueCounts> {
    const [queue] = await look(await this.#partitions(), [type]);
    return queue as QueueCounts;
  }

  async recent(types: readonly string[]): Promise<RecentCounts[]> {
    const [first] = await this.#partitions();
    return (first as Partition).shared.recent(types);
  }

  async minutes(window: StatsWindow): Promise<MinuteStats[]> {
    const [first] = await this.#partitions();
    return (first as Partition).shared.minutes(window);
  }
}

/** The queues of these types, each with its jobs of all partitions. */
async function look(
  partitions: readonly Partition[],
  types: readonly string[],
): Promise<QueueCounts[]> {
  if (types.length === 0) return [];
  const found = await Promise.all(partitions.map((each) => each.queueCounts(types)));
  return types.map((type, at) =>
    queueCounts(
      type,
      JOB_STATUSES.map((status, number) => {
        const counts = found.map((of) => of[at * JOB_STATUSES.length + number] as StatusCount);
        return [status, sumOf(counts)];
      }),
    ),
  );
}

function sumOf(counts: readonly StatusCount[]): StatusCount {
  const jobs = counts.reduce((sum, count) => sum + count.jobs, 0);
  const ages = counts.flatMap(({ oldestAgeMs }) => oldestAgeMs ?? []);
  return { jobs, more: false, ...(ages.length > 0 && { oldestAgeMs: Math.max(...ages) }) };
}
