import {
  type ConcurrencyKey,
  hasSettings,
  isListed,
  JOB_STATUSES,
  type JobStatus,
  type KeyCursor,
  type KeyLimits,
  type KeySlice,
  type MinuteStats,
  type NameCursor,
  type QueueCounts,
  type QueueEngine,
  type QueueSlice,
  queueCounts,
  type RecentCounts,
  type SettingsChange,
  type StatsWindow,
  type StatusCount,
} from "@millrace/core";
import { configureAll } from "./configure-all.ts";
import type { Partition } from "./partition.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import type { Partitions } from "./partitions.ts";

/** The queues of all partitions: a queue has jobs in each of them. */
export class PartitionQueues implements QueueEngine {
  readonly #partitions: Partitions;

  constructor(partitions: Partitions) {
    this.#partitions = partitions;
  }

  async list({ after, limit }: NameCursor): Promise<QueueSlice> {
    const partitions = await this.#partitions.all();
    // No type's name has this character, so this is the first name behind.
    const from = after === "" ? "" : `${after}\u0001`;
    // The first names of all are among the first names of each.
    const listed = await Promise.all(partitions.map((each) => each.types(from, [], limit)));
    const names = [...new Set(listed.flat().map(({ type }) => type))].sort();
    const looked = names.slice(0, limit);
    const queues = (await look(partitions, looked)).filter(isListed);
    const isCut = names.length > limit || listed.some((types) => types.length === limit);
    const last = looked.at(-1);
    return isCut && last !== undefined ? { queues, last } : { queues };
  }

  async get(type: string): Promise<QueueCounts> {
    const [queue] = await look(await this.#partitions.all(), [type]);
    return queue as QueueCounts;
  }

  configure(type: string, change: SettingsChange): Promise<void> {
    return configureAll(this.#partitions, type, change);
  }

  async setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    await this.#partitions.all();
    return this.#partitions.ofKey(type, key).keys.setLimits(type, key, limits);
  }

  async resumeKey(type: string, key: string): Promise<ConcurrencyKey> {
    await this.#partitions.all();
    return this.#partitions.ofKey(type, key).keys.resume(type, key);
  }

  /** The keys of one partition after the other. */
  async listKeys(type: string, { after, ...cursor }: KeyCursor): Promise<KeySlice> {
    const partitions = await this.#partitions.all();
    const numberEnd = after.indexOf(" ");
    const number = Number(after.slice(0, Math.max(0, numberEnd)));
    const place = after.slice(numberEnd + 1);
    const { keys } = partitions[number] ?? {};
    if (keys === undefined) return { keys: [] };
    const slice = await keys.list(type, { ...cursor, after: place });
    if (slice.last !== undefined) return { keys: slice.keys, last: `${number} ${slice.last}` };
    return number + 1 < partitions.length ? { keys: slice.keys, last: `${number + 1} ` } : slice;
  }

  async recent(types: readonly string[]): Promise<RecentCounts[]> {
    return (await this.#partitions.first()).shared.recent(types);
  }

  async minutes(window: StatsWindow): Promise<MinuteStats[]> {
    return (await this.#partitions.first()).shared.minutes(window);
  }
}

/** The queues of these types, each with its jobs of all partitions. */
async function look(
  partitions: readonly Partition[],
  types: readonly string[],
): Promise<QueueCounts[]> {
  if (types.length === 0) return [];
  const found = await Promise.all(partitions.map((each) => each.look(types)));
  const repairs: Promise<void>[] = [];
  const queues = types.map((type, at) => {
    const parts = found.map((of) => of[at] as PartitionQueue);
    const newest = parts.reduce((a, b) => (b.kept.revision > a.kept.revision ? b : a));
    for (const [i, { kept, settings }] of parts.entries()) {
      const differs = hasSettings(settings) || hasSettings(newest.settings);
      if (kept.revision === newest.kept.revision || !differs) continue;
      repairs.push((partitions[i] as Partition).settings.copy(type, newest.kept));
    }
    const counts = JOB_STATUSES.map((status, number): [JobStatus, StatusCount] => [
      status,
      sumOf(parts.map(({ counts }) => counts[number] as StatusCount)),
    ]);
    const throttles = parts.flatMap(({ kept, settings: { throttled } }) =>
      throttled && kept.revision === newest.kept.revision ? [throttled] : [],
    );
    // Each partition is told of a throttle by itself.
    const latest = throttles.sort((a, b) => (b.until ?? 0) - (a.until ?? 0))[0];
    return queueCounts(type, counts, { ...newest.settings, ...(latest && { throttled: latest }) });
  });
  // A partition that was away when the settings changed gets them now, or at the next look.
  await Promise.allSettled(repairs);
  return queues;
}

function sumOf(counts: readonly StatusCount[]): StatusCount {
  const jobs = counts.reduce((sum, count) => sum + count.jobs, 0);
  const ages = counts.flatMap(({ oldestAgeMs }) => oldestAgeMs ?? []);
  return { jobs, more: false, ...(ages.length > 0 && { oldestAgeMs: Math.max(...ages) }) };
}
