import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type ArchivedJob,
  changeJob,
  DueTypes,
  type EpochMs,
  GONE,
  isFinal,
  type Job,
  type JobChange,
  type JobStatus,
  keepsTurn,
  MillraceError,
  memberPlace,
  NEVER,
  QueueStats,
} from "@millrace/core";
import type { AskingJob } from "../new-job.ts";
import { isInline, rankOf, runOfGroup, type StoredJob } from "../sql/job-cells.ts";
import { AT, codesOf, type JobRow, STATUS_CODES, statusOf } from "../sql/job-columns.ts";
import { awaitedBy, NEW_AT, type NewRow, scopeOf } from "../sql/new-row.ts";
import {
  AGE_JOBS,
  BURY_JOB,
  CHANGE_JOB,
  END_AGING,
  FORGET_EXPIRED,
  FORGET_JOB,
  FORGET_LARGE_PAYLOAD,
  INSERT_LARGE_PAYLOAD,
  MOVE_LEASE,
  REPLACE_JOB,
  UPDATE_JOB,
} from "../sql/statements.ts";
import { textOf } from "../sql/stored-text.ts";
import { GroupTable } from "./group-table.ts";
import { JobInserts } from "./job-inserts.ts";
import {
  buryValues,
  changeValues,
  NO_BYTES,
  readRow,
  replaceValues,
  updateValues,
} from "./job-row.ts";
import { JobWaits } from "./job-waits.ts";
import { KeptKeys } from "./kept-keys.ts";
import { KeptRuns } from "./kept-runs.ts";
import { KeptSettings } from "./kept-settings.ts";
import { KeptWorkflows } from "./kept-workflows.ts";
import { QueueIndex } from "./queue-index.ts";
import { type JobStandingRow, StoredJobs } from "./stored-jobs.ts";
import { type QueueEnd, TurnCounter } from "./turn-counter.ts";
import { UniqueKeys } from "./unique-keys.ts";

/** All jobs, with the writes that add, move and forget them. */
export class JobTable {
  /** Finds and reads jobs. */
  readonly jobs: StoredJobs;
  /** What is known of the queues without reading jobs. */
  readonly index: QueueIndex;
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
  /** Jobs that come after others. */
  readonly waits: JobWaits;
  readonly workflows: KeptWorkflows;
  readonly runs: KeptRuns;
  /** Takes the ids of jobs that are changed or forgotten, when anyone wants to know. */
  changedIds: Set<string> | undefined;
  /** The last type by name that is known, `undefined` when all are. */
  #knownUpTo: string | undefined = "";
  /** Is called when a job of a type may be leased because another one has ended or is gone. */
  onFreed: (type: string) => void = () => {};
  readonly #inserts: JobInserts;
  readonly #insertLarge: StatementSync;
  readonly #change: StatementSync;
  readonly #update: StatementSync;
  readonly #replace: StatementSync;
  readonly #forgetLarge: StatementSync;
  readonly #moveLease: StatementSync;
  readonly #bury: StatementSync;
  readonly #forget: StatementSync;
  readonly #forgetExpired: StatementSync;

  constructor(database: DatabaseSync) {
    this.jobs = new StoredJobs(database);
    this.index = new QueueIndex(database);
    this.turns = new TurnCounter(database);
    this.#inserts = new JobInserts(database, this.turns);
    this.settings = new KeptSettings(database);
    this.keys = new KeptKeys(database);
    this.uniqueKeys = new UniqueKeys(database);
    this.groups = new GroupTable(database);
    this.waits = new JobWaits(database, this);
    this.workflows = new KeptWorkflows(database);
    this.runs = new KeptRuns(database, this);
    this.#insertLarge = database.prepare(INSERT_LARGE_PAYLOAD);
    this.#change = database.prepare(CHANGE_JOB);
    this.#update = database.prepare(UPDATE_JOB);
    this.#replace = database.prepare(REPLACE_JOB);
    this.#forgetLarge = database.prepare(FORGET_LARGE_PAYLOAD);
    this.#moveLease = database.prepare(MOVE_LEASE);
    this.#bury = database.prepare(BURY_JOB);
    this.#forget = database.prepare(FORGET_JOB);
    this.#forgetExpired = database.prepare(FORGET_EXPIRED);
    this.#forgetExpired.setReturnArrays(true);
  }

  /** Forgets the changes of a transaction that was rolled back. */
  rolledBack(): void {
    this.turns.reset();
    this.stats.rollBack();
    this.settings.read();
    this.keys.read();
    this.dueTypes.clear();
    this.waits.reset();
    this.#knownUpTo = "";
  }

  /** Looks for types that an earlier process has left, `limit` at most; returns whether all are known. */
  findTypes(limit: number): boolean {
    for (let found = 0; found < limit && this.#knownUpTo !== undefined; found++) {
      this.#knownUpTo = this.index.nextType(this.#knownUpTo, "behind");
      if (this.#knownUpTo !== undefined)
        this.dueTypes.note(this.#knownUpTo, Number.NEGATIVE_INFINITY);
    }
    return this.#knownUpTo === undefined;
  }

  /** The first jobs of a type that wait for a worker and may be leased, each read when it is asked for. */
  pending(type: string, now: EpochMs, limit: number): Iterable<StoredJob> {
    if (this.keys.has(type)) return this.#pendingByTurns(type, now, limit);
    return this.#readOrBury(this.jobs.pending(type, limit), now, (row) => this.jobs.read(row));
  }

  /** The same where keys take turns. Whoever leases one tells the keys before the next one is asked for. */
  *#pendingByTurns(
    type: string,
    now: EpochMs,
    limit: number,
  ): Generator<StoredJob, void, undefined> {
    const turns = this.keys.turnsOf(type);
    for (let found = 0; found < limit; ) {
      const key = turns.next(this.settings.get(type, now).limits, now);
      if (key === undefined) return;
      const rows = key === "" ? this.jobs.pending(type, 1) : [this.#firstOfKey(type, key)];
      for (const stored of this.#readOrBury(rows, now, (row) => this.jobs.read(row))) {
        yield stored;
        found++;
      }
    }
  }

  /** Gives pending jobs their rank by age that have none, at most so many with a key and as many without. */
  age(type: string, agingMs: number, now: EpochMs, most: number = Number.MAX_SAFE_INTEGER): void {
    for (const status of codesOf("PENDING")) {
      this.#ranked(type, this.keys.all(AGE_JOBS, agingMs, type, status, most), now);
    }
  }

  /** Has pending jobs stand by their priority again, each where it came. */
  endAging(type: string, now: EpochMs): void {
    for (const status of codesOf("PENDING")) {
      this.#ranked(type, this.keys.all(END_AGING, type, status), now);
    }
  }

  #ranked(type: string, rows: readonly unknown[], now: EpochMs): void {
    const keys = new Set((rows as [string | null][]).map(([key]) => key));
    for (const key of keys) {
      if (key !== null) this.keyChanged({ type, concurrencyKey: textOf(key) }, now);
    }
  }

  /** The row of the first pending job of a key that may be leased. */
  #firstOfKey(type: string, key: string): JobRow {
    const keeper = this.keys.firstKeeper(this.keys.keepersOf(type, key));
    return keeper === undefined ? this.jobs.pendingOfKey(type, key) : this.jobs.row(keeper.id);
  }

  /** Has no job keep the turn of a key any more, or none that has failed for good, which then expires. */
  resumeKey(type: string, key: string, failedOnly: boolean, now: EpochMs): void {
    for (const { number, hasFailed, retentionMs } of this.keys.keepersOf(type, key)) {
      if (failedOnly && !hasFailed) continue;
      this.keys.removeKeeper(type, key, number);
      if (!hasFailed) continue;
      this.#moveLease.run(now + retentionMs, number);
      this.dueTypes.note(type, now + retentionMs);
    }
    this.keyChanged({ type, concurrencyKey: key }, now);
  }

  /** Notes whether a job that was moved keeps the turn of its key; one that has failed and does is not forgotten. */
  #keepTurn(job: Job, number: number, now: EpochMs): Job {
    const { type, status, concurrencyKey: key } = job;
    if (key === undefined) return job;
    const { keyOnFailure = "CONTINUE" } = this.settings.get(type, now).limits ?? {};
    if (keyOnFailure === "CONTINUE" && !this.keys.hasKeepers(type)) return job;
    const kept = this.keys.keepersOf(type, key).some((keeper) => keeper.number === number);
    const keeps = keepsTurn(status, kept, keyOnFailure);
    if (kept && !keeps) this.#dropKeeper(type, key, number);
    if (!kept && keeps) this.keys.addKeeper(type, key, number);
    if (!keeps || status !== "FAILED") return job;
    const { expiresAt: _, ...lasting } = job;
    return lasting;
  }

  /** Whether a job keeps the turn of its concurrency key. */
  isKeeper({ number, type, concurrencyKey: key }: JobStandingRow): boolean {
    if (key === undefined) return false;
    return this.keys.keepersOf(type, key).some((keeper) => keeper.number === number);
  }

  #dropKeeper(type: string, key: string, number: number): void {
    this.keys.removeKeeper(type, key, number);
    this.onFreed(type);
  }

  /** A job has come to its queue, has moved in it or has left it. */
  keyChanged({ type, concurrencyKey }: Pick<Job, "type" | "concurrencyKey">, now: EpochMs): void {
    if (concurrencyKey === undefined) return;
    this.keys.turnsOf(type).changed(concurrencyKey, this.settings.get(type, now).limits);
  }

  /** The first jobs of a status for which the time has come, without their payloads. */
  due(type: string, status: JobStatus, now: EpochMs, limit: number): StoredJob[] {
    return [...this.readWithoutPayload(this.jobs.due(type, status, now, limit), now)];
  }

  /** The first pending jobs whose start deadline has passed, without their payloads. */
  unstarted(type: string, now: EpochMs, limit: number): StoredJob[] {
    return [...this.readWithoutPayload(this.jobs.unstarted(type, now, limit), now)];
  }

  /** The first queue by name that has a job or settings, behind `type`. */
  nextQueue(type: string): string | undefined {
    const next = [...this.settings.types()].filter((name) => name > type);
    const withJobs = this.index.nextType(type, "behind");
    if (withJobs !== undefined) next.push(withJobs);
    return next.sort()[0];
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
    this.waits.add(number, awaitedBy(row));
    this.keyChanged(scopeOf(row), createdAt);
    const groupId = row[NEW_AT.groupId] as string | null | undefined;
    if (groupId != null && runOfGroup(groupId) === undefined) {
      this.groups.move(groupId, undefined, "open", createdAt);
    }
  }

  /** Adds a job as it was in another store; its place in its queue is at the back. */
  restore({ job, standing }: ArchivedJob): void {
    const { token, fingerprint, unique, keepsTurn } = standing;
    const stored = {
      ...{ job, number: 0, token, fingerprint, uniqueHold: unique?.hold, rank: rankOf(job) },
      ...{ turn: this.turns.next("back"), awaited: this.waits.isAwaited(job.id) },
    };
    const number = this.#inserts.restore(stored);
    if (unique?.holds) this.uniqueKeys.take(number, unique.endsAt);
    if (!isInline(job.payload)) this.#insertLarge.run(number, job.payload);
    this.waits.restore(number, job.waitsFor?.jobIds ?? []);
    if (keepsTurn && job.concurrencyKey !== undefined) {
      this.keys.addKeeper(job.type, job.concurrencyKey, number);
    }
    this.keyChanged(job, job.updatedAt);
    this.#noteTime(job, stored.rank);
  }

  #noteNew(row: NewRow): void {
    const type = row[NEW_AT.type] as string;
    const status = statusOf(row[NEW_AT.status] as number) as JobStatus;
    const startBy = (row[NEW_AT.startBy] ?? undefined) as EpochMs | undefined;
    this.#noteTime({ type, status, startBy }, row[NEW_AT.rank] as number);
    this.stats.at(row[NEW_AT.createdAt] as EpochMs).enqueued(type);
  }

  /** Writes `change`, moves the job to its new place, and returns it. */
  change(
    stored: StoredJob,
    change: JobChange,
    now: EpochMs,
    { token = stored.token, place = "back" }: { token?: number; place?: QueueEnd | "same" } = {},
  ): StoredJob {
    const job = this.#keepTurn(changeJob(stored.job, change, now), stored.number, now);
    const turn = place === "same" ? stored.turn : this.turns.next(place);
    const next = { ...stored, job, token, rank: rankOf(job), turn };
    this.#change.run(...changeValues(next));
    this.keyChanged(job, now);
    if (stored.awaited && isFinal(job.status)) this.uniqueKeys.passOn(stored.number);
    if (next.uniqueHold !== undefined) this.uniqueKeys.changed(job, next.number, next.uniqueHold);
    this.#noteTime(job, next.rank);
    this.stats.at(now).moved(stored.job, job, now);
    this.changedIds?.add(job.id);
    if (stored.job.status === "BLOCKED") this.waits.stop(stored.number);
    if (stored.awaited && isFinal(job.status)) this.waits.end(job.id, job.status, now);
    if (job.groupId !== undefined) {
      this.#moveMember(job.groupId, stored.job.status, job.status, now);
    }
    if (job.run !== undefined && isFinal(job.status)) this.runs.jobEnded(job, job.run, now);
    return next;
  }

  /** Lets no more jobs join a group, which may end it. */
  seal(groupId: string, now: EpochMs): void {
    this.waits.tellGroup(groupId, this.groups.seal(groupId, now), now);
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
    this.keyChanged(job, now);
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
    const { type, concurrencyKey: key } = job;
    const keepers = key === undefined ? [] : this.keys.keepersOf(type, key);
    this.#forget.run(number);
    if (key !== undefined && keepers.some((keeper) => keeper.number === number)) {
      this.#dropKeeper(type, key, number);
    }
    this.keyChanged(job, now);
    this.changedIds?.add(job.id);
    if (job.status === "BLOCKED") this.waits.stop(number);
    if (awaited) this.waits.end(job.id, GONE, now);
    const { groupId, status } = job;
    if (groupId !== undefined && !isFinal(status)) this.#moveMember(groupId, status, GONE, now);
  }

  #moveMember(groupId: string, from: JobStatus, to: JobStatus | typeof GONE, now: EpochMs): void {
    const [left, reached] = [memberPlace(from), memberPlace(to)];
    if (left === reached) return;
    this.waits.tellGroup(groupId, this.groups.move(groupId, left, reached, now), now);
  }

  /** Forgets finished jobs that have expired, and returns how many. */
  forgetExpired(type: string, status: JobStatus, now: EpochMs, limit: number): number {
    const rows = this.#forgetExpired.all(type, STATUS_CODES[status], now, limit);
    for (const [id] of rows as unknown as [string][]) this.changedIds?.add(id);
    return rows.length;
  }

  /** Reads rows that came without their payloads. A job that cannot be read is failed with the reason. */
  readWithoutPayload(rows: readonly JobRow[], now: EpochMs): Iterable<StoredJob> {
    return this.#readOrBury(rows, now, (row) => readRow(row, NO_BYTES));
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
        if (key !== null) this.#buriedOfKey(row, textOf(key), now);
        // Its expiry depends on a column that perhaps cannot be read.
        this.dueTypes.note(row[AT.type] as string, now);
        this.changedIds?.add(row[AT.id] as string);
        this.waits.stop(row[AT.number] as number);
        if (row[AT.awaited] === 1) this.waits.end(row[AT.id] as string, "FAILED", now);
        const groupId = row[AT.groupId] as string | null;
        const status = statusOf(row[AT.status] as number) ?? "PENDING";
        if (groupId !== null) this.#buriedMember(row, groupId, status, error.message, now);
        continue;
      }
      yield stored;
    }
  }

  #buriedMember(
    row: JobRow,
    groupId: string,
    status: JobStatus,
    message: string,
    now: EpochMs,
  ): void {
    const runId = runOfGroup(groupId);
    if (runId === undefined) this.#moveMember(groupId, status, "FAILED", now);
    else this.runs.jobBuried(runId, row, message, now);
  }

  /** A job of a key was failed, which halts that where keys are halted. */
  #buriedOfKey(row: JobRow, key: string, now: EpochMs): void {
    const type = row[AT.type] as string;
    const number = row[AT.number] as number;
    if (this.settings.get(type, now).limits?.keyOnFailure === "HALT") {
      this.keys.addKeeper(type, key, number);
      this.#moveLease.run(NEVER, number);
    } else if (this.keys.hasKeepers(type)) this.#dropKeeper(type, key, number);
    this.keyChanged({ type, concurrencyKey: key }, now);
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
}
