import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  changeJob,
  DueTypes,
  type EpochMs,
  GONE,
  type GroupStep,
  inVainChange,
  isFinal,
  isInVain,
  type Job,
  type JobChange,
  type JobStatus,
  type JobViewKind,
  jobNotFound,
  MillraceError,
  memberPlace,
  QueueStats,
  unblockChange,
  type WaitEnd,
  withoutWait,
} from "@millrace/core";
import type { AskingJob } from "../new-job.ts";
import { isInline, rankOf, type StoredJob } from "../sql/job-cells.ts";
import { AT, codesOf, type JobRow, SIZES_AT, STATUS_CODES, statusOf } from "../sql/job-columns.ts";
import { awaitedBy, NEW_AT, type NewRow, scopeOf } from "../sql/new-row.ts";
import {
  ADD_WAIT,
  ANY_JOB,
  BASIC_JOBS_BEFORE,
  BASIC_JOBS_BEHIND,
  BURY_JOB,
  CHANGE_JOB,
  CHANGE_WAIT,
  COUNT_BEFORE,
  COUNT_BEFORE_IN_KEY,
  COUNT_BEHIND,
  DUE_JOBS,
  DUE_STATUSES,
  END_WAIT,
  END_WAITS,
  FIND_BASIC_BY_ID,
  FIND_BY_ID,
  FIND_BY_KEY,
  FIND_LARGE_PAYLOAD,
  FIND_LARGE_PREVIEW,
  FIND_WAITERS,
  FIND_WITHOUT_PAYLOAD,
  FIRST_BASIC_JOBS,
  FIRST_BEHIND,
  FIRST_IDS,
  FIRST_JOBS,
  FIRST_OF_KEY,
  FIRST_TYPE_BEHIND,
  FIRST_TYPE_FROM,
  FORGET_EXPIRED,
  FORGET_JOB,
  FORGET_LARGE_PAYLOAD,
  INSERT_LARGE_PAYLOAD,
  JOBS_BEFORE,
  JOBS_BEHIND,
  LAST_BASIC_JOBS,
  LAST_JOBS,
  MARK_AWAITED,
  MOVE_LEASE,
  QUEUE_HEADS,
  REPLACE_JOB,
  RUNNING_OF_KEY,
  UNSTARTED_JOBS,
  UPDATE_JOB,
} from "../sql/statements.ts";
import { storedText, textOf } from "../sql/stored-text.ts";
import { GroupTable } from "./group-table.ts";
import { JobInserts } from "./job-inserts.ts";
import {
  buryValues,
  changeValues,
  type LargePreview,
  NO_BYTES,
  readBasicRow,
  readRow,
  replaceValues,
  updateValues,
} from "./job-row.ts";
import { KeptKeys } from "./kept-keys.ts";
import { KeptSettings } from "./kept-settings.ts";
import { type QueueEnd, TurnCounter } from "./turn-counter.ts";
import { UniqueKeys } from "./unique-keys.ts";

/** All jobs, with the look-ups that find them and the writes that move them. */
export class JobTable {
  readonly turns: TurnCounter;
  /** Who holds which unique key. */
  readonly uniqueKeys: UniqueKeys;
  /** The types that are known, by when one of their jobs is due, expired or without its lease. */
  readonly dueTypes: DueTypes = new DueTypes();
  /** What has happened to the jobs; it is not on the disk. */
  readonly stats: QueueStats = new QueueStats();
  /** What is set for the queues. */
  readonly settings: KeptSettings;
  /** What is known of the concurrency keys. */
  readonly keys: KeptKeys;
  /** Jobs that belong together. */
  readonly groups: GroupTable;
  /** Takes the ids of jobs that are changed or forgotten, when anyone wants to know. */
  changedIds: Set<string> | undefined;
  /** The last type by name that is known, `undefined` when all are. */
  #knownUpTo: string | undefined = "";
  /** Is called when a job of a type has waited long enough for others. */
  onUnblocked: (type: string) => void = () => {};
  /** What has ended, whose waiters do not know yet. */
  #ended: { readonly id: string; readonly end: WaitEnd }[] = [];
  readonly #findById: StatementSync;
  readonly #findBasicById: StatementSync;
  readonly #findWithoutPayload: StatementSync;
  readonly #findByKey: StatementSync;
  readonly #first: StatementSync;
  readonly #firstOfKey: StatementSync;
  readonly #any: StatementSync;
  readonly #due: StatementSync;
  readonly #unstarted: StatementSync;
  readonly #heads: StatementSync;
  /** What lists jobs from the start, and behind a place. */
  readonly #lists: {
    readonly [Order in "inOrder" | "reversed"]: {
      readonly [View in JobViewKind]: readonly [StatementSync, StatementSync];
    };
  };
  readonly #countBehind: StatementSync;
  readonly #countBefore: StatementSync;
  readonly #countBeforeInKey: StatementSync;
  readonly #runningOfKey: StatementSync;
  readonly #firstIds: StatementSync;
  readonly #firstBehind: StatementSync;
  readonly #inserts: JobInserts;
  readonly #insertLarge: StatementSync;
  readonly #findLarge: StatementSync;
  readonly #findLargePreview: StatementSync;
  readonly #change: StatementSync;
  readonly #update: StatementSync;
  readonly #replace: StatementSync;
  readonly #forgetLarge: StatementSync;
  readonly #moveLease: StatementSync;
  readonly #bury: StatementSync;
  readonly #forget: StatementSync;
  readonly #forgetExpired: StatementSync;
  readonly #typeFrom: StatementSync;
  readonly #typeBehind: StatementSync;
  readonly #markAwaited: StatementSync;
  readonly #addWait: StatementSync;
  readonly #findWaiters: StatementSync;
  readonly #endWaitOf: StatementSync;
  readonly #endWaitsOf: StatementSync;
  readonly #changeWait: StatementSync;

  constructor(database: DatabaseSync) {
    const rows = (sql: string) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.turns = new TurnCounter(database);
    this.#inserts = new JobInserts(database, this.turns);
    this.settings = new KeptSettings(database);
    this.keys = new KeptKeys(database);
    this.uniqueKeys = new UniqueKeys(database);
    this.groups = new GroupTable(database);
    this.#findById = rows(FIND_BY_ID);
    this.#findBasicById = rows(FIND_BASIC_BY_ID);
    this.#findWithoutPayload = rows(FIND_WITHOUT_PAYLOAD);
    this.#findByKey = rows(FIND_BY_KEY);
    this.#first = rows(FIRST_JOBS);
    this.#firstOfKey = rows(FIRST_OF_KEY);
    this.#any = rows(ANY_JOB);
    this.#due = rows(DUE_JOBS);
    this.#unstarted = rows(UNSTARTED_JOBS);
    this.#heads = rows(QUEUE_HEADS);
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
    this.#countBehind = rows(COUNT_BEHIND);
    this.#countBefore = rows(COUNT_BEFORE);
    this.#countBeforeInKey = rows(COUNT_BEFORE_IN_KEY);
    this.#runningOfKey = rows(RUNNING_OF_KEY);
    this.#firstIds = rows(FIRST_IDS);
    this.#firstBehind = rows(FIRST_BEHIND);
    this.#insertLarge = database.prepare(INSERT_LARGE_PAYLOAD);
    this.#findLarge = rows(FIND_LARGE_PAYLOAD);
    this.#findLargePreview = rows(FIND_LARGE_PREVIEW);
    this.#change = database.prepare(CHANGE_JOB);
    this.#update = database.prepare(UPDATE_JOB);
    this.#replace = database.prepare(REPLACE_JOB);
    this.#forgetLarge = database.prepare(FORGET_LARGE_PAYLOAD);
    this.#moveLease = database.prepare(MOVE_LEASE);
    this.#bury = database.prepare(BURY_JOB);
    this.#forget = database.prepare(FORGET_JOB);
    this.#forgetExpired = rows(FORGET_EXPIRED);
    this.#typeFrom = rows(FIRST_TYPE_FROM);
    this.#typeBehind = rows(FIRST_TYPE_BEHIND);
    this.#markAwaited = database.prepare(MARK_AWAITED);
    this.#addWait = database.prepare(ADD_WAIT);
    this.#findWaiters = rows(FIND_WAITERS);
    this.#endWaitOf = database.prepare(END_WAIT);
    this.#endWaitsOf = database.prepare(END_WAITS);
    this.#changeWait = database.prepare(CHANGE_WAIT);
  }

  /** Forgets the changes of a transaction that was rolled back. */
  rolledBack(): void {
    this.turns.reset();
    this.stats.rollBack();
    this.settings.read();
    this.keys.read();
    this.dueTypes.clear();
    this.#ended = [];
    this.#knownUpTo = "";
  }

  /** Looks for types that an earlier process has left, `limit` at most; returns whether all are known. */
  findTypes(limit: number): boolean {
    for (let found = 0; found < limit && this.#knownUpTo !== undefined; found++) {
      this.#knownUpTo = this.nextType(this.#knownUpTo, "behind");
      if (this.#knownUpTo !== undefined)
        this.dueTypes.note(this.#knownUpTo, Number.NEGATIVE_INFINITY);
    }
    return this.#knownUpTo === undefined;
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
    const row = this.#findByKey.get(added[type] ?? null, key, added[concurrencyKey] ?? "");
    return row && this.#read(row as unknown as JobRow);
  }

  /** The first jobs of a type that wait for a worker and may be leased, each read when it is asked for. */
  pending(type: string, now: EpochMs, limit: number): Iterable<StoredJob> {
    if (this.keys.has(type)) return this.#pendingByTurns(type, now, limit);
    const rows = this.#first.all(type, STATUS_CODES.PENDING, limit) as unknown as JobRow[];
    return this.#readOrBury(rows, now, (row) => this.#read(row));
  }

  /** The same where keys take turns. Whoever leases one tells the keys before the next one is asked for. */
  *#pendingByTurns(
    type: string,
    now: EpochMs,
    limit: number,
  ): Generator<StoredJob, void, undefined> {
    const turns = this.keys.turnsOf(type);
    for (let found = 0; found < limit; ) {
      const key = turns.next(this.#keyLimit(type, now));
      if (key === undefined) return;
      const row =
        key === ""
          ? this.#first.get(type, STATUS_CODES.PENDING, 1)
          : this.#firstOfKey.get(type, storedText(key));
      const rows = [row as unknown as JobRow];
      for (const stored of this.#readOrBury(rows, now, (one) => this.#read(one))) {
        yield stored;
        found++;
      }
    }
  }

  #keyLimit(type: string, now: EpochMs): number | undefined {
    return this.settings.get(type, now).limits?.keyMaxRunning;
  }

  /** A job has come to its queue, has moved in it or has left it. */
  #keyChanged({ type, concurrencyKey }: Pick<Job, "type" | "concurrencyKey">, now: EpochMs): void {
    if (concurrencyKey === undefined) return;
    this.keys.turnsOf(type).changed(concurrencyKey, this.#keyLimit(type, now));
  }

  /** The first jobs of a status for which the time has come, without their payloads. */
  due(type: string, status: JobStatus, now: EpochMs, limit: number): StoredJob[] {
    const rows = this.#due.all(type, STATUS_CODES[status], now, limit) as unknown as JobRow[];
    return [...this.#readOrBury(rows, now, (row) => readRow(row, NO_BYTES))];
  }

  /** The first pending jobs whose start deadline has passed, without their payloads. */
  unstarted(type: string, now: EpochMs, limit: number): StoredJob[] {
    const rows = this.#unstarted.all(type, now, limit) as unknown as JobRow[];
    return [...this.#readOrBury(rows, now, (row) => readRow(row, NO_BYTES))];
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

  /** How many pending jobs of its key, or without one, come before that one; counts up to `limit`. */
  countBefore({ job: { type, concurrencyKey }, rank, turn }: StoredJob, limit: number): number {
    const row =
      concurrencyKey === undefined
        ? this.#countBefore.get(type, STATUS_CODES.PENDING, rank, turn, limit)
        : this.#countBeforeInKey.get(type, storedText(concurrencyKey), rank, turn, limit);
    return (row as unknown as [number])[0];
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
   * that is due for longest among the first of each priority.
   */
  oldest(type: string, status: JobStatus, rank: number): EpochMs | undefined {
    let since: EpochMs | undefined;
    for (const code of codesOf(status)) {
      let next = this.#firstOf(type, code, rank);
      for (; next; next = status === "PENDING" ? this.#firstOf(type, code, next[0]) : undefined) {
        since = Math.min(since ?? Number.POSITIVE_INFINITY, sinceOf(status, next));
      }
    }
    return since;
  }

  #firstOf(type: string, code: number, rank: number): HeadRow | undefined {
    return this.#firstBehind.get(type, code, rank) as unknown as HeadRow | undefined;
  }

  /** The first queue by name that has a job or settings, behind `type`. */
  nextQueue(type: string): string | undefined {
    const next = [...this.settings.types()].filter((name) => name > type);
    const withJobs = this.nextType(type, "behind");
    if (withJobs !== undefined) next.push(withJobs);
    return next.sort()[0];
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

  /** Adds jobs that have no keys and wait for nothing. */
  insertAll(rows: readonly NewRow[]): void {
    for (const row of rows) this.#noteNew(row);
    this.#inserts.addAll(rows);
  }

  /** Adds a job. */
  insert({ row, unique, largePayload }: AskingJob): void {
    this.#noteNew(row);
    const number = this.#inserts.add(row);
    const createdAt = row[NEW_AT.createdAt] as EpochMs;
    if (unique !== undefined) {
      const endsAt = unique.ttlMs === undefined ? undefined : createdAt + unique.ttlMs;
      this.uniqueKeys.take(number, endsAt);
    }
    if (largePayload !== undefined) this.#insertLarge.run(number, largePayload);
    for (const id of awaitedBy(row)) this.#addWait.run(id, number);
    this.#keyChanged(scopeOf(row), createdAt);
    const groupId = row[NEW_AT.groupId] as string | null | undefined;
    if (groupId != null) this.groups.move(groupId, undefined, "open", createdAt);
  }

  #noteNew(row: NewRow): void {
    const type = row[NEW_AT.type] as string;
    const status = statusOf(row[NEW_AT.status] as number) as JobStatus;
    const startBy = (row[NEW_AT.startBy] ?? undefined) as EpochMs | undefined;
    this.#noteTime({ type, status, startBy }, row[NEW_AT.rank] as number);
    this.stats.at(row[NEW_AT.createdAt] as EpochMs).enqueued(type);
  }

  /** Marks a job as one that others wait for. */
  markAwaited({ number, awaited }: StoredJob): void {
    if (!awaited) this.#markAwaited.run(number);
  }

  /** Writes `change`, moves the job to its new place, and returns it. */
  change(
    stored: StoredJob,
    change: JobChange,
    now: EpochMs,
    { token = stored.token, place = "back" }: { token?: number; place?: QueueEnd | "same" } = {},
  ): StoredJob {
    const job = changeJob(stored.job, change, now);
    const turn = place === "same" ? stored.turn : this.turns.next(place);
    const next = { ...stored, job, token, rank: rankOf(job), turn };
    this.#change.run(...changeValues(next));
    this.#keyChanged(job, now);
    if (stored.awaited && isFinal(job.status)) this.uniqueKeys.passOn(stored.number);
    if (next.uniqueHold !== undefined) this.uniqueKeys.changed(job, next.number, next.uniqueHold);
    this.#noteTime(job, next.rank);
    this.stats.at(now).moved(stored.job, job, now);
    this.changedIds?.add(job.id);
    if (stored.job.status === "BLOCKED") this.#endWaitsOf.run(stored.number);
    if (stored.awaited && isFinal(job.status)) this.#endWaits(job.id, job.status, now);
    if (job.groupId !== undefined) {
      this.#moveMember(job.groupId, stored.job.status, job.status, now);
    }
    return next;
  }

  /** Lets no more jobs join a group, which may end it. */
  seal(groupId: string, now: EpochMs): void {
    this.#tellGroup(groupId, this.groups.seal(groupId, now), now);
  }

  /** The same of an update, which may bring another payload; `place` is where the job was, or the back. */
  update(stored: StoredJob, change: JobChange, now: EpochMs, place: "same" | "back"): StoredJob {
    return this.#rewrite(stored, change, now, place, (next) => {
      this.#update.run(...updateValues(next));
    });
  }

  /** The same of a request that replaces a job by what it asks for. */
  replace(stored: StoredJob, change: JobChange, now: EpochMs, place: "same" | "back"): StoredJob {
    return this.#rewrite(stored, change, now, place, (next) => {
      this.#replace.run(...replaceValues(next));
    });
  }

  #rewrite(
    stored: StoredJob,
    change: JobChange,
    now: EpochMs,
    place: "same" | "back",
    write: (next: StoredJob) => void,
  ): StoredJob {
    const job = changeJob(stored.job, change, now);
    const turn = place === "same" ? stored.turn : this.turns.next("back");
    const next = { ...stored, job, rank: rankOf(job), turn };
    write(next);
    this.#keyChanged(job, now);
    if (change.payload !== undefined) {
      this.#forgetLarge.run(stored.number);
      if (!isInline(job.payload)) this.#insertLarge.run(stored.number, job.payload);
    }
    this.#noteTime(job, next.rank);
    this.changedIds?.add(job.id);
    return next;
  }

  /** Extends a lease; watchers are not notified of that. */
  moveLease(stored: StoredJob, leaseExpiresAt: EpochMs): StoredJob {
    this.#moveLease.run(leaseExpiresAt, stored.number);
    this.dueTypes.note(stored.job.type, leaseExpiresAt);
    return { ...stored, job: { ...stored.job, leaseExpiresAt }, rank: leaseExpiresAt };
  }

  forget({ job, number, awaited }: StoredJob, now: EpochMs): void {
    if (awaited) this.uniqueKeys.passOn(number);
    this.#forget.run(number);
    this.#keyChanged(job, now);
    this.changedIds?.add(job.id);
    if (job.status === "BLOCKED") this.#endWaitsOf.run(number);
    if (awaited) this.#endWaits(job.id, GONE, now);
    const { groupId, status } = job;
    if (groupId !== undefined && !isFinal(status)) this.#moveMember(groupId, status, GONE, now);
  }

  #moveMember(groupId: string, from: JobStatus, to: JobStatus | typeof GONE, now: EpochMs): void {
    const [left, reached] = [memberPlace(from), memberPlace(to)];
    if (left === reached) return;
    this.#tellGroup(groupId, this.groups.move(groupId, left, reached, now), now);
  }

  /** Tells those that wait for a group what has become of it. */
  #tellGroup(groupId: string, step: GroupStep | undefined, now: EpochMs): void {
    if (step?.hasFailure) {
      for (const waiter of this.#waitersOf(groupId, now)) {
        if (waiter.job.waitsFor?.rule === "FAILED") {
          this.#endWait(waiter, groupId, "ONE_FAILED", now);
        }
      }
    }
    if (step?.end !== undefined) this.#endWaits(groupId, step.end, now);
  }

  #waitersOf(awaited: string, now: EpochMs): Iterable<StoredJob> {
    const rows = this.#findWaiters.all(awaited) as unknown as JobRow[];
    return this.#readOrBury(rows, now, (row) => readRow(row, NO_BYTES));
  }

  /** Forgets finished jobs that have expired, and returns how many. */
  forgetExpired(type: string, status: JobStatus, now: EpochMs, limit: number): number {
    const rows = this.#forgetExpired.all(type, STATUS_CODES[status], now, limit);
    for (const [id] of rows as unknown as [string][]) this.changedIds?.add(id);
    return rows.length;
  }

  /** Reads rows. A job that cannot be read is failed with the reason, so that it does not block others. */
  *#readOrBury(
    rows: readonly JobRow[],
    now: EpochMs,
    read: (row: JobRow) => StoredJob,
  ): Generator<StoredJob, void, undefined> {
    for (const row of rows) {
      let stored: StoredJob;
      try {
        stored = read(row);
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        if (row[AT.awaited] === 1) this.uniqueKeys.passOn(row[AT.number] as number);
        this.#bury.run(...buryValues(row, error.message, now, this.turns.next("back")));
        const key = row[AT.concurrencyKey] as string | null;
        if (key !== null) {
          this.#keyChanged({ type: row[AT.type] as string, concurrencyKey: textOf(key) }, now);
        }
        // Its expiry depends on a column that perhaps cannot be read.
        this.dueTypes.note(row[AT.type] as string, now);
        this.changedIds?.add(row[AT.id] as string);
        this.#endWaitsOf.run(row[AT.number] as number);
        if (row[AT.awaited] === 1) this.#endWaits(row[AT.id] as string, "FAILED", now);
        const groupId = row[AT.groupId] as string | null;
        const status = statusOf(row[AT.status] as number) ?? "PENDING";
        if (groupId !== null) this.#moveMember(groupId, status, "FAILED", now);
        continue;
      }
      yield stored;
    }
  }

  /**
   * Tells those that wait for a job how it has ended. That can be the end of some of them, for which others
   * wait; these are told by the same loop, however long the chain is.
   */
  #endWaits(id: string, end: WaitEnd, now: EpochMs): void {
    this.#ended.push({ id, end });
    if (this.#ended.length > 1) return;
    for (let next = this.#ended[0]; next !== undefined; next = this.#ended[0]) {
      for (const waiter of this.#waitersOf(next.id, now)) {
        this.#endWait(waiter, next.id, next.end, now);
      }
      this.#ended.shift();
    }
  }

  /** A blocked job waits no more for a job, which has ended. */
  #endWait(waiter: StoredJob, awaited: string, end: WaitEnd, now: EpochMs): void {
    const { job, number } = waiter;
    const { waitsFor } = job;
    if (waitsFor === undefined) return;
    if (isInVain(waitsFor.rule, end)) {
      this.change(waiter, inVainChange(job, awaited, end, { now, random: 0 }), now);
      return;
    }
    const left = withoutWait(waitsFor, awaited);
    if (left.count === 0) {
      this.change(waiter, unblockChange(job, now), now, { place: "same" });
      this.onUnblocked(job.type);
      return;
    }
    this.#endWaitOf.run(awaited, number);
    this.#changeWait.run(JSON.stringify(left), number);
  }

  #noteTime(
    {
      type,
      status,
      startBy,
    }: Pick<Job, "type" | "status"> & { readonly startBy?: EpochMs | undefined },
    rank: number,
  ): void {
    if (status !== "PENDING" && status !== "BLOCKED") this.dueTypes.note(type, rank);
    if (status === "PENDING" && startBy !== undefined) this.dueTypes.note(type, startBy);
  }

  #readByView(row: JobRow, view: JobViewKind): StoredJob {
    if (view === "FULL") return this.#read(row);
    if (row[SIZES_AT.payload] !== null) return readBasicRow(row);
    const number = row[AT.number] as number;
    return readBasicRow(row, this.#findLargePreview.get(number) as unknown as LargePreview);
  }

  #read(row: JobRow): StoredJob {
    const inline = row[AT.payload] as Uint8Array | null;
    if (inline !== null) return readRow(row, inline);
    const number = row[AT.number] as number;
    const large = this.#findLarge.get(number) as unknown as [Uint8Array] | undefined;
    return readRow(row, large?.[0] ?? NO_BYTES);
  }
}

/** Whether a finished job's time has ended: it is gone for all but the pruner. */
export function isExpired({ expiresAt }: Job, now: EpochMs): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** A row of {@link FIRST_BEHIND}. */
type HeadRow = readonly [
  rank: number,
  runAt: EpochMs,
  startedAt: EpochMs | null,
  updatedAt: EpochMs,
];

function sinceOf(status: JobStatus, [, runAt, startedAt, updatedAt]: HeadRow): EpochMs {
  if (status === "PENDING") return runAt;
  return status === "RUNNING" ? (startedAt ?? updatedAt) : updatedAt;
}

function comparePlaces(a: JobRow, b: JobRow): number {
  const [rank, turn] = [AT.rank, AT.turn];
  return (a[rank] as number) - (b[rank] as number) || (a[turn] as number) - (b[turn] as number);
}

function earliest(times: readonly (number | null)[]): number {
  return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}
