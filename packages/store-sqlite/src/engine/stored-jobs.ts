import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  type Job,
  type JobStatus,
  type JobViewKind,
  jobNotFound,
  type UniqueHold,
} from "@millrace/core";
import type { Cell, StoredJob } from "../sql/job-cells.ts";
import { AT, codesOf, type JobRow, SIZES_AT, STATUS_CODES } from "../sql/job-columns.ts";
import { NEW_AT, type NewRow } from "../sql/new-row.ts";
import {
  BASIC_JOBS_BEFORE,
  BASIC_JOBS_BEHIND,
  DUE_JOBS,
  FIND_BASIC_BY_ID,
  FIND_BY_ID,
  FIND_BY_KEY,
  FIND_LARGE_PAYLOAD,
  FIND_LARGE_PREVIEW,
  FIND_STANDING,
  FIND_WITHOUT_PAYLOAD,
  FIRST_BASIC_JOBS,
  FIRST_JOBS,
  FIRST_OF_KEY,
  JOBS_BEFORE,
  JOBS_BEHIND,
  LAST_BASIC_JOBS,
  LAST_JOBS,
  UNSTARTED_JOBS,
} from "../sql/statements.ts";
import { storedText, textOf } from "../sql/stored-text.ts";
import { type LargePreview, NO_BYTES, readBasicRow, readRow } from "./job-row.ts";

/** What the row of a job says of how it stands. */
export interface JobStandingRow {
  readonly number: number;
  readonly type: string;
  readonly concurrencyKey: string | undefined;
  readonly token: number;
  readonly fingerprint: string | null;
  readonly uniqueHold: UniqueHold | null;
  readonly keyHeldUntil: EpochMs | null;
}

/** Finds jobs, and reads them. */
export class StoredJobs {
  readonly #findById: StatementSync;
  readonly #findBasicById: StatementSync;
  readonly #findWithoutPayload: StatementSync;
  readonly #findByKey: StatementSync;
  readonly #findStanding: StatementSync;
  readonly #first: StatementSync;
  readonly #firstOfKey: StatementSync;
  readonly #due: StatementSync;
  readonly #unstarted: StatementSync;
  /** What lists jobs from the start, and behind a place. */
  readonly #lists: {
    readonly [Order in "inOrder" | "reversed"]: {
      readonly [View in JobViewKind]: readonly [StatementSync, StatementSync];
    };
  };
  readonly #findLarge: StatementSync;
  readonly #findLargePreview: StatementSync;

  constructor(database: DatabaseSync) {
    const rows = (sql: string) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#findById = rows(FIND_BY_ID);
    this.#findBasicById = rows(FIND_BASIC_BY_ID);
    this.#findWithoutPayload = rows(FIND_WITHOUT_PAYLOAD);
    this.#findByKey = rows(FIND_BY_KEY);
    this.#findStanding = rows(FIND_STANDING);
    this.#first = rows(FIRST_JOBS);
    this.#firstOfKey = rows(FIRST_OF_KEY);
    this.#due = rows(DUE_JOBS);
    this.#unstarted = rows(UNSTARTED_JOBS);
    this.#lists = {
      inOrder: {
        FULL: [this.#first, rows(JOBS_BEHIND)],
        BASIC: [rows(FIRST_BASIC_JOBS), rows(BASIC_JOBS_BEHIND)],
      },
      reversed: {
        FULL: [rows(LAST_JOBS), rows(JOBS_BEFORE)],
        BASIC: [rows(LAST_BASIC_JOBS), rows(BASIC_JOBS_BEFORE)],
      },
    };
    this.#findLarge = rows(FIND_LARGE_PAYLOAD);
    this.#findLargePreview = rows(FIND_LARGE_PREVIEW);
  }

  get(id: string, view: JobViewKind = "FULL"): StoredJob | undefined {
    const statement = view === "FULL" ? this.#findById : this.#findBasicById;
    const row = statement.get(id) as unknown as JobRow | undefined;
    return row && this.#readByView(row, view);
  }

  /** @throws MillraceError `NOT_FOUND`, also for a job that has expired. */
  getKept(id: string, now: EpochMs, view: JobViewKind = "FULL"): StoredJob {
    const stored = this.get(id, view);
    if (stored === undefined || isExpired(stored.job, now)) throw jobNotFound(id);
    return stored;
  }

  /** A job without its payload, which can be large. */
  getWithoutPayload(id: string): StoredJob | undefined {
    const row = this.#findWithoutPayload.get(id) as unknown as JobRow | undefined;
    return row && readRow(row, NO_BYTES);
  }

  /** The job whose lease has this token, without its payload; `undefined` when the lease is lost. */
  getLeased(id: string, token: number): StoredJob | undefined {
    const stored = this.getWithoutPayload(id);
    return stored?.job.status === "RUNNING" && stored.token === token ? stored : undefined;
  }

  /** The job that has the idempotency key of a new one. */
  getByKey(added: NewRow): StoredJob | undefined {
    const key = added[NEW_AT.idempotencyKey] ?? null;
    if (key === null) return undefined;
    const { type, concurrencyKey } = NEW_AT;
    return this.#ofKey(added[type] ?? null, key, added[concurrencyKey] ?? "");
  }

  /** The same for a job of this type and concurrency key. */
  ofKey(
    { type, concurrencyKey = "" }: Pick<Job, "type" | "concurrencyKey">,
    key: string,
  ): StoredJob | undefined {
    return this.#ofKey(type, storedText(key), storedText(concurrencyKey));
  }

  #ofKey(type: Cell, key: Cell, concurrencyKey: Cell): StoredJob | undefined {
    const row = this.#findByKey.get(type, key, concurrencyKey);
    return row && this.read(row as unknown as JobRow);
  }

  /** How a job stands; `undefined` when it is not there. */
  standing(id: string): JobStandingRow | undefined {
    const row = this.#findStanding.get(id) as unknown as unknown[] | undefined;
    if (row === undefined) return undefined;
    const [number, type, key, token, fingerprint, uniqueHold, keyHeldUntil] = row as [
      ...[number: number, type: string, key: string | null, token: number],
      ...[fingerprint: string | null, uniqueHold: UniqueHold | null, keyHeldUntil: EpochMs | null],
    ];
    const concurrencyKey = key === null ? undefined : textOf(key);
    return { number, type, concurrencyKey, token, fingerprint, uniqueHold, keyHeldUntil };
  }

  /** The jobs of a status in order, behind a place or from the start. */
  list(
    type: string,
    status: JobStatus,
    after: readonly [number, number] | undefined,
    limit: number,
    { view, reversed }: { readonly view: JobViewKind; readonly reversed: boolean },
  ) {
    const [first, behind] = this.#lists[reversed ? "reversed" : "inOrder"][view];
    const codes = codesOf(status);
    const rows = codes.flatMap((code) =>
      after === undefined ? first.all(type, code, limit) : behind.all(type, code, ...after, limit),
    ) as unknown as JobRow[];
    if (codes.length > 1) {
      const sign = reversed ? -1 : 1;
      rows.sort((a, b) => sign * comparePlaces(a, b));
    }
    return rows.slice(0, limit).map((row) => this.#readByView(row, view));
  }

  /** The row of a job that is there. */
  row(id: string): JobRow {
    return this.#findById.get(id) as unknown as JobRow;
  }

  /** The rows of the first pending jobs of a type. */
  pending(type: string, limit: number): readonly JobRow[] {
    return this.#first.all(type, STATUS_CODES.PENDING, limit) as unknown as JobRow[];
  }

  /** The row of the first pending job of a concurrency key. */
  pendingOfKey(type: string, key: string): JobRow {
    return this.#firstOfKey.get(type, storedText(key)) as unknown as JobRow;
  }

  /** The rows of the first jobs of a status for which the time has come, without their payloads. */
  due(type: string, status: JobStatus, now: EpochMs, limit: number): readonly JobRow[] {
    return this.#due.all(type, STATUS_CODES[status], now, limit) as unknown as JobRow[];
  }

  /** The rows of the first pending jobs whose start deadline has passed, without their payloads. */
  unstarted(type: string, now: EpochMs, limit: number): readonly JobRow[] {
    return this.#unstarted.all(type, now, limit) as unknown as JobRow[];
  }

  /** Reads a row, and the payload that has a row of its own. */
  read(row: JobRow): StoredJob {
    const inline = row[AT.payload] as Uint8Array | null;
    if (inline !== null) return readRow(row, inline);
    const number = row[AT.number] as number;
    const large = this.#findLarge.get(number) as unknown as [Uint8Array] | undefined;
    return readRow(row, large?.[0] ?? NO_BYTES);
  }

  #readByView(row: JobRow, view: JobViewKind): StoredJob {
    if (view === "FULL") return this.read(row);
    if (row[SIZES_AT.payload] !== null) return readBasicRow(row);
    const number = row[AT.number] as number;
    return readBasicRow(row, this.#findLargePreview.get(number) as unknown as LargePreview);
  }
}

/** Whether a finished job's time has ended: it is gone for all but the pruner. */
export function isExpired({ expiresAt }: Job, now: EpochMs): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

function comparePlaces(a: JobRow, b: JobRow): number {
  const [rank, turn] = [AT.rank, AT.turn];
  return (a[rank] as number) - (b[rank] as number) || (a[turn] as number) - (b[turn] as number);
}
