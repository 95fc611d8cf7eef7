import {
  type Clock,
  type ConcurrencyKey,
  compareUtf8,
  describeKey,
  hasKeyLimits,
  heldUntil,
  isFinal,
  isListed,
  JOB_STATUSES,
  type Job,
  type JobStatus,
  type KeyCursor,
  type KeyLimits,
  type KeyOnFailure,
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
  type WaitingLeases,
} from "@millrace/core";
import type { JobTable, StoredJob } from "./job-table.ts";
import type { QueueIndex } from "./queue-index.ts";

/** The queues of a table. */
export class MemoryQueues implements QueueEngine {
  readonly #table: JobTable;
  readonly #waiting: WaitingLeases;
  readonly #clock: Clock;

  constructor(table: JobTable, waiting: WaitingLeases, clock: Clock) {
    this.#table = table;
    this.#waiting = waiting;
    this.#clock = clock;
  }

  async list({ after, limit }: NameCursor): Promise<QueueSlice> {
    const types = this.#table.types().filter((type) => type > after);
    const looked = types.slice(0, limit);
    const queues = looked.map((type) => this.#look(type)).filter(isListed);
    const last = looked.at(-1);
    return types.length > limit && last !== undefined ? { queues, last } : { queues };
  }

  async get(type: string): Promise<QueueCounts> {
    return this.#look(type);
  }

  async configure(type: string, change: SettingsChange): Promise<void> {
    const now = this.#clock.now();
    const before = this.#table.settings.get(type, now).limits;
    const settings = this.#table.settings.change(type, change, now);
    const { limits } = settings;
    const until = heldUntil(settings);
    if (until !== undefined && Number.isFinite(until)) this.#table.dueTypes.note(type, until);
    const { turns } = this.#table.queue(type);
    if (change.limits !== undefined) {
      turns?.limitsChanged(before, limits);
      this.#resumeKeys(type, change.limits.keyOnFailure ?? "CONTINUE");
    }
    if (before?.agingMs !== limits?.agingMs) {
      this.#table.endAging(type);
      if (limits?.agingMs !== undefined) this.#table.age(type, limits.agingMs);
    }
    if (change.throttled === null) {
      turns?.endWaits(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, limits);
    }
    const mayLease =
      change.limits !== undefined || (change.paused !== undefined && until === undefined);
    if (mayLease) this.#waiting.wake(type, this.#table.queue(type).size("PENDING"));
  }

  async recent(types: readonly string[]): Promise<RecentCounts[]> {
    this.#table.stats.commit();
    return this.#table.stats.recent(types, this.#clock.now());
  }

  async minutes(window: StatsWindow): Promise<MinuteStats[]> {
    this.#table.stats.commit();
    return this.#table.stats.minutes(window, this.#clock.now());
  }

  async setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey> {
    const set = hasKeyLimits(limits) ? limits : undefined;
    this.#table.setKeyLimits(type, key, set, this.#clock.now());
    this.#waiting.wake(type, this.#table.queue(type).size("PENDING"));
    return this.#describe(type, key);
  }

  async resumeKey(type: string, key: string): Promise<ConcurrencyKey> {
    this.#table.resumeKey(type, key, false, this.#clock.now());
    this.#waiting.wake(type, this.#table.queue(type).size("PENDING"));
    return this.#describe(type, key);
  }

  /** Keys that are kept as their queue keeps none any more go on. */
  #resumeKeys(type: string, onFailure: KeyOnFailure): void {
    if (onFailure === "HALT") return;
    for (const key of this.#table.queue(type).keys?.keptKeys ?? []) {
      this.#table.resumeKey(type, key, onFailure === "HOLD", this.#clock.now());
    }
  }

  async listKeys(type: string, { after, limit, statuses }: KeyCursor): Promise<KeySlice> {
    const names = this.#table.queue(type).keys?.names() ?? [];
    const behind = names.filter((name) => compareUtf8(name, after) > 0);
    const looked = behind.slice(0, limit);
    const keys = looked
      .map((key) => this.#describe(type, key))
      .filter(({ status }) => statuses.includes(status));
    const last = looked.at(-1);
    return behind.length > limit && last !== undefined ? { keys, last } : { keys };
  }

  #describe(type: string, key: string): ConcurrencyKey {
    const now = this.#clock.now();
    const facts = this.#table.queue(type).keys?.facts(key) ?? { pending: 0, running: 0 };
    const until = facts.until !== undefined && facts.until > now ? facts.until : undefined;
    const { limits } = this.#table.settings.get(type, now);
    return describeKey(key, { ...facts, until }, limits?.keyMaxRunning);
  }

  #look(type: string): QueueCounts {
    const index = this.#table.queue(type);
    return queueCounts(
      type,
      JOB_STATUSES.map((status) => [status, this.#count(index, status)]),
      this.#table.settings.get(type, this.#clock.now()),
    );
  }

  #count(index: QueueIndex, status: JobStatus): StatusCount {
    const now = this.#clock.now();
    // A final job that has expired is kept no more, be it pruned or not.
    const from = isFinal(status) ? now : Number.NEGATIVE_INFINITY;
    const jobs = index.size(status) - index.countUpTo(status, from);
    if (jobs === 0) return { jobs, more: false };
    const first =
      status === "PENDING" ? index.firstOfEachRank(status) : index.firstBehind(status, from);
    const times = first.map((id) => sinceWhen((this.#table.get(id) as StoredJob).job));
    return { jobs, more: false, oldestAgeMs: Math.max(0, now - Math.min(...times)) };
  }
}

/** When a job came into its status; for one that waits for a worker, when it was due. */
function sinceWhen({ status, runAt, startedAt, updatedAt }: Job): number {
  if (status === "PENDING") return runAt;
  return status === "RUNNING" ? (startedAt ?? updatedAt) : updatedAt;
}
