import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  END_OF_AGED_RANKS,
  type EpochMs,
  type JobStatus,
  keyOrder,
  type QueueLimits,
} from "@millrace/core";
import type { StoredJob } from "../sql/job-cells.ts";
import { codesOf, KEYED_PENDING, STATUS_CODES } from "../sql/job-columns.ts";
import {
  ANY_JOB,
  COUNT_BEFORE,
  COUNT_BEFORE_IN_KEY,
  COUNT_BEHIND,
  DUE_STATUSES,
  FIRST_BEHIND,
  FIRST_IDS,
  FIRST_TYPE_BEHIND,
  FIRST_TYPE_FROM,
  QUEUE_HEADS,
  RUNNING_OF_KEY,
} from "../sql/statements.ts";
import { storedText } from "../sql/stored-text.ts";

/** What the indexes tell of queues; no job is read for it. */
export class QueueIndex {
  readonly #any: StatementSync;
  readonly #heads: StatementSync;
  readonly #countBehind: StatementSync;
  readonly #countBefore: StatementSync;
  readonly #countBeforeInKey: StatementSync;
  readonly #runningOfKey: StatementSync;
  readonly #firstIds: StatementSync;
  readonly #firstBehind: StatementSync;
  readonly #typeFrom: StatementSync;
  readonly #typeBehind: StatementSync;

  constructor(database: DatabaseSync) {
    const rows = (sql: string) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#any = rows(ANY_JOB);
    this.#heads = rows(QUEUE_HEADS);
    this.#countBehind = rows(COUNT_BEHIND);
    this.#countBefore = rows(COUNT_BEFORE);
    this.#countBeforeInKey = rows(COUNT_BEFORE_IN_KEY);
    this.#runningOfKey = rows(RUNNING_OF_KEY);
    this.#firstIds = rows(FIRST_IDS);
    this.#firstBehind = rows(FIRST_BEHIND);
    this.#typeFrom = rows(FIRST_TYPE_FROM);
    this.#typeBehind = rows(FIRST_TYPE_BEHIND);
  }

  /**
   * When the first job is due or loses its lease, when the first one expires, and the first start deadline of
   * a pending one; infinity for none.
   */
  heads(type: string): {
    readonly dueAt: number;
    readonly expiresAt: number;
    readonly startBy: number;
  } {
    const ranks = this.#heads.get(type) as unknown as (number | null)[];
    return {
      dueAt: earliest(ranks.slice(0, DUE_STATUSES.length)),
      expiresAt: earliest(ranks.slice(DUE_STATUSES.length, -1)),
      startBy: earliest(ranks.slice(-1)),
    };
  }

  /** How many jobs of a status have a rank behind `rank`; counts up to `limit`. */
  countBehind(type: string, status: JobStatus, rank: number, limit: number): number {
    let count = 0;
    for (const code of codesOf(status)) {
      if (count >= limit) break;
      const row = this.#countBehind.get(type, code, rank, limit - count);
      count += (row as unknown as [number])[0];
    }
    return count;
  }

  /**
   * How many pending jobs of its key, or without one, come before that one, in the order `STRICT` those of all keys;
   * counts up to `limit`.
   */
  countBefore(
    { job: { type, concurrencyKey }, rank, turn }: StoredJob,
    limits: QueueLimits | undefined,
    limit: number,
  ): number {
    const count = (row: unknown) => (row as [number])[0];
    const inStatus = (code: number) => count(this.#countBefore.get(type, code, rank, turn, limit));
    if (keyOrder(limits) === "STRICT") {
      return Math.min(limit, inStatus(STATUS_CODES.PENDING) + inStatus(KEYED_PENDING));
    }
    if (concurrencyKey === undefined) return inStatus(STATUS_CODES.PENDING);
    return count(this.#countBeforeInKey.get(type, storedText(concurrencyKey), rank, turn, limit));
  }

  /** The ids of the running jobs of a concurrency key, at most `limit`. */
  runningOfKey(type: string, key: string, limit: number): string[] {
    const rows = this.#runningOfKey.all(type, storedText(key), limit);
    return (rows as unknown as [string][]).map(([id]) => id);
  }

  /** The ids of the first jobs of a status. */
  firstIds(type: string, status: JobStatus, limit: number): string[] {
    const rows = this.#firstIds.all(type, STATUS_CODES[status], limit);
    return (rows as unknown as [string][]).map(([id]) => id);
  }

  /**
   * Since when the first job behind `rank` is in its status; of pending ones, since when the one is due
   * that is due for longest among the first of each priority, or by age.
   */
  oldest(type: string, status: JobStatus, rank: number): EpochMs | undefined {
    let since: EpochMs | undefined;
    for (const code of codesOf(status)) {
      let next = this.#firstOf(type, code, rank);
      for (
        ;
        next;
        next = status === "PENDING" ? this.#firstOf(type, code, rankAfter(next)) : undefined
      ) {
        since = Math.min(since ?? Number.POSITIVE_INFINITY, sinceOf(status, next));
      }
    }
    return since;
  }

  #firstOf(type: string, code: number, rank: number): HeadRow | undefined {
    return this.#firstBehind.get(type, code, rank) as unknown as HeadRow | undefined;
  }

  /** The first type by name that has a job: from `type` on, or behind it. */
  nextType(type: string, where: "from" | "behind"): string | undefined {
    const statement = where === "from" ? this.#typeFrom : this.#typeBehind;
    const row = statement.get(type) as unknown as [string] | undefined;
    return row?.[0];
  }

  /** Those of the statuses in which a type has jobs. */
  statusesAmong(type: string, statuses: readonly JobStatus[]): JobStatus[] {
    return statuses.filter((status) =>
      codesOf(status).some((code) => this.#any.get(type, code) !== undefined),
    );
  }
}

/** A row of {@link FIRST_BEHIND}. */
type HeadRow = readonly [
  rank: number,
  runAt: EpochMs,
  startedAt: EpochMs | null,
  updatedAt: EpochMs,
];

/** Of ranks by age only the first one is looked at. */
function rankAfter([rank]: HeadRow): number {
  return Math.max(rank, END_OF_AGED_RANKS);
}

function sinceOf(status: JobStatus, [, runAt, startedAt, updatedAt]: HeadRow): EpochMs {
  if (status === "PENDING") return runAt;
  return status === "RUNNING" ? (startedAt ?? updatedAt) : updatedAt;
}

function earliest(times: readonly (number | null)[]): number {
  return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}
