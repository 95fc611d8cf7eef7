import {
  type Clock,
  type DueSchedules,
  type EnqueueResult,
  KEPT_FIRINGS,
  type NameCursor,
  type PlannedJob,
  type PlannedScheduleChange,
  type ScheduleEngine,
  type ScheduleSlice,
  type StoredSchedule,
} from "@millrace/core";

interface Kept {
  readonly stored: StoredSchedule;
  readonly wakeAt: number;
  readonly firings: readonly string[];
}

/** The schedules of one process. */
export class MemorySchedules implements ScheduleEngine {
  readonly #clock: Clock;
  readonly #enqueue: (job: PlannedJob, id: string) => EnqueueResult;
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();

  constructor(clock: Clock, enqueue: (job: PlannedJob, id: string) => EnqueueResult) {
    this.#clock = clock;
    this.#enqueue = enqueue;
  }

  async get(name: string): ReturnType<ScheduleEngine["get"]> {
    const now = this.#clock.now();
    const kept = this.#kept.get(name);
    return kept === undefined ? { now } : { now, stored: kept.stored };
  }

  async list({ after, limit }: NameCursor): Promise<ScheduleSlice> {
    const names = [...this.#kept.keys()].filter((name) => name > after).sort();
    const schedules = names.slice(0, limit).map((name) => (this.#kept.get(name) as Kept).stored);
    const last = schedules.at(-1)?.name;
    return names.length > limit && last !== undefined ? { schedules, last } : { schedules };
  }

  async due(limit: number): Promise<DueSchedules> {
    const now = this.#clock.now();
    const byTime = [...this.#kept.values()].sort((a, b) => a.wakeAt - b.wakeAt);
    const due = byTime.filter(({ wakeAt }) => wakeAt <= now).slice(0, limit);
    const next = byTime.find(({ wakeAt }) => wakeAt > now)?.wakeAt ?? Number.POSITIVE_INFINITY;
    const nextAt = Number.isFinite(next) ? { nextAt: next } : {};
    return { now, due: due.map(({ stored }) => stored), ...nextAt };
  }

  async change(change: PlannedScheduleChange): Promise<boolean> {
    const { name, ifVersion, record, wakeAt = Number.POSITIVE_INFINITY, jobs, firings } = change;
    const kept = this.#kept.get(name);
    if ((kept?.stored.version ?? 0) !== ifVersion) return false;
    for (const { id, job } of jobs) {
      const result = this.#enqueue(job, id);
      // What refuses one job of a schedule refuses the first one, so that none is made.
      if ("error" in result) throw result.error;
    }
    if (record === undefined) this.#kept.delete(name);
    else {
      this.#kept.set(name, {
        stored: { name, version: ifVersion + 1, record, partition: 0 },
        wakeAt,
        firings: [...firings, ...(kept?.firings ?? [])].slice(0, KEPT_FIRINGS),
      });
    }
    if (jobs.length === 0) for (const listener of this.#listeners) listener();
    return true;
  }

  async firings(name: string): Promise<string[]> {
    return [...(this.#kept.get(name)?.firings ?? [])];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
