import {
  type ArchivedGroups,
  type ArchivedJob,
  type ArchivedRun,
  type ArchiveEngine,
  type Clock,
  type Group,
  idempotencyKeyTaken,
  type Job,
  type JobStanding,
  type NameCursor,
  type Restored,
  uniqueKeyHeld,
  type WaitingLeases,
} from "@millrace/core";
import type { JobTable } from "./job-table.ts";
import type { MemoryRuns } from "./memory-runs.ts";

/** Takes what is kept out of the memory, and puts what was taken out of another store into it. */
export class MemoryArchive implements ArchiveEngine {
  readonly #table: JobTable;
  readonly #runs: MemoryRuns;
  readonly #waiting: WaitingLeases;
  readonly #clock: Clock;

  constructor(table: JobTable, runs: MemoryRuns, waiting: WaitingLeases, clock: Clock) {
    this.#table = table;
    this.#runs = runs;
    this.#waiting = waiting;
    this.#clock = clock;
  }

  async standings(jobs: readonly Job[]): Promise<(JobStanding | undefined)[]> {
    return jobs.map(({ id }) => this.#standing(id));
  }

  #standing(id: string): JobStanding | undefined {
    const stored = this.#table.get(id);
    if (stored === undefined) return undefined;
    const { job, token, fingerprint, keyHold } = stored;
    const endsAt = this.#table.uniqueKeys.endOf(job, this.#clock.now());
    return {
      token,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(keyHold && {
        unique: {
          hold: keyHold.hold,
          holds: endsAt !== undefined,
          ...(endsAt !== undefined && Number.isFinite(endsAt) && { endsAt }),
        },
      }),
      ...(this.#table.keepsTurn(job) && { keepsTurn: true }),
    };
  }

  async restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]> {
    return jobs.map((each) => this.#restore(each));
  }

  #restore(archived: ArchivedJob): Restored {
    const { job, standing } = archived;
    const { id, type, status, expiresAt, idempotencyKey, uniqueKey } = job;
    const now = this.#clock.now();
    if (this.#table.get(id) !== undefined) return "EXISTS";
    if (expiresAt !== undefined && expiresAt <= now) return "EXPIRED";
    const other = idempotencyKey && this.#table.getByKey(job, idempotencyKey);
    if (other && idempotencyKey) {
      if ((other.job.expiresAt ?? now + 1) > now) {
        return idempotencyKeyTaken(idempotencyKey, other.job.id);
      }
      this.#table.forget(other, now);
    }
    if (uniqueKey !== undefined && standing.unique?.holds) {
      const holder = this.#table.uniqueKeys.holder(job, uniqueKey, now);
      if (holder !== undefined) return uniqueKeyHeld(uniqueKey, holder);
    }
    this.#table.restore(archived);
    if (status !== "BLOCKED") this.#waiting.wake(type);
    return "RESTORED";
  }

  async groups({ after, limit }: NameCursor): Promise<ArchivedGroups> {
    return this.#table.groups.list(Number(after), limit, this.#clock.now());
  }

  async restoreGroup(group: Group): Promise<Restored> {
    const { id, expiresAt } = group;
    const now = this.#clock.now();
    if (expiresAt !== undefined && expiresAt <= now) return "EXPIRED";
    if (this.#table.groups.get(id, now) !== undefined) return "EXISTS";
    this.#table.groups.add(group);
    return "RESTORED";
  }

  async run(id: string): Promise<ArchivedRun | undefined> {
    return this.#runs.archived(id);
  }

  async restoreRun(run: ArchivedRun): Promise<Restored> {
    return this.#runs.restore(run);
  }
}
