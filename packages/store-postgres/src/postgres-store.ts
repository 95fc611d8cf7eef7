import {
  actOnValid,
  checkCancelReason,
  checkExtension,
  checkJobQuery,
  checkLeaseRequest,
  checkOutcome,
  checkStoreOptions,
  DONE_BY_ANOTHER,
  type EnqueueRequest,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  type FieldNames,
  forbiddenMove,
  isJobId,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  jobNotFound,
  LEASE_BYTES,
  type Lease,
  type LeaseAttempt,
  type LeaseRequest,
  type LimitOptions,
  type Limits,
  leaseLost,
  listJobs,
  longPoll,
  type MaintainOptions,
  type MaintenanceReport,
  partitionOf,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  type Store,
  systemClock,
  Unsent,
  type WatchRequest,
  watchJob,
} from "@millrace/core";
import { planJob } from "@millrace/core/plan-job";
import { parsePostgresUrl } from "@millrace/store-url";
import { Enqueues } from "./enqueues.ts";
import { JobChanger } from "./job-changer.ts";
import type { StoredJob } from "./job-row.ts";
import { JobTables } from "./job-tables.ts";
import { Lane, type RunOptions } from "./lane.ts";
import { prepareSchema } from "./migrate.ts";
import { PARTITION } from "./partition.ts";
import { asMillraceError, closedError } from "./postgres-fault.ts";
import { Preparation } from "./preparation.ts";
import { escapeIdentifier } from "./quoting.ts";
import { inRounds } from "./rounds.ts";
import { runEach } from "./run-each.ts";
import { checkSchemaName, DEFAULT_SCHEMA } from "./schema-name.ts";
import { SessionSettings } from "./session-settings.ts";
import { Signals } from "./signals.ts";
import { TableListing } from "./table-listing.ts";
import { UNREPLICATED } from "./unreplicated.ts";
import { WriteCheck } from "./write-check.ts";

export interface PostgresStoreOptions extends LimitOptions {
  /** The schema that holds the jobs. Defaults to that of the URL, then to `millrace`. */
  readonly schema?: string | undefined;
  /**
   * How long a call waits for Postgres, reconnects included, before it fails with `UNAVAILABLE`, in
   * milliseconds. Defaults to 5,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How often to look for jobs while no notifications arrive, as behind a pooler of transactions, in
   * milliseconds. Defaults to 500.
   */
  readonly pollMs?: number | undefined;
  /** Hears of lost and refused connections; calls fail with `UNAVAILABLE` in any case. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
  /** Hears what an operator should know. Defaults to a warning of the process. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const OPTIONS: FieldNames<PostgresStoreOptions> = {
  schema: true,
  limits: true,
  timeoutMs: true,
  pollMs: true,
  onConnectionError: true,
  onWarning: true,
};

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_POLL_MS = 500;
/** How long Postgres gives notice of a watched job's changes before the watch must be renewed. */
const WATCH_MS = 60_000;
/** How many jobs a round of maintenance takes of each kind. */
const MAINTENANCE_JOBS = 1_000;

/**
 * A job store on Postgres 14 or newer. Due and lease times are Postgres' own. Calls that are made at
 * the same time go out as one batch.
 *
 * Its connections, each made when it is first needed: one to enqueue, one to enqueue with idempotency
 * keys, one for those of them that another's transaction holds, one for the worker's half, one for
 * all else, and one to listen.
 */
export class PostgresStore implements Store {
  readonly kind = "postgres";
  /** Each of its connections has a process of its own, so a large batch holds nobody up. */
  readonly batchSize = 1_000;
  readonly #limits: Limits;
  readonly #preparation: Preparation;
  readonly #lanes: {
    readonly [Purpose in "enqueue" | "keyed" | "held" | "work" | "operate"]: Lane;
  };
  readonly #tables: JobTables;
  readonly #writeCheck: WriteCheck;
  readonly #changer: JobChanger;
  readonly #signals: Signals;
  readonly #enqueues: Enqueues;
  readonly #closed = new AbortController();

  /**
   * Begins to connect to `url` (`postgres://user:password@host:port/database?schema=millrace`), and
   * to bring the schema to this version of Millrace. While that cannot be done, calls fail with
   * `UNAVAILABLE` and the store keeps trying.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL or the schema's name is none, or an option is not
   *   known.
   */
  constructor(url: string, options: PostgresStoreOptions = {}) {
    this.#limits = checkStoreOptions(options, OPTIONS, "a PostgresStore", ["timeoutMs", "pollMs"]);
    const { timeoutMs = DEFAULT_TIMEOUT_MS, pollMs = DEFAULT_POLL_MS } = options;
    const { onConnectionError, onWarning = warnProcess } = options;
    const target = parsePostgresUrl(url);
    const { connectionString, host } = target;
    const schema = checkSchemaName(options.schema ?? target.schema ?? DEFAULT_SCHEMA);
    const quoted = escapeIdentifier(schema);
    const settings = new SessionSettings(target.options);
    this.#writeCheck = new WriteCheck(quoted);
    this.#preparation = new Preparation(
      async () => void (await prepareSchema(target, schema, { timeoutMs, settings })),
      (error) => onConnectionError?.(error),
      `Postgres at ${host} is not ready yet: the store still connects to it, or brings its schema up to date`,
    );
    const prepared = (deadline: number) => this.#preparation.by(deadline);
    const lane = (purpose: string) =>
      new Lane({
        connectionString,
        host,
        timeoutMs,
        settings,
        purpose,
        prepared,
        prepareAgain: () => this.#preparation.again(),
        onRefusal: this.#writeCheck.onRefusal,
        onConnectionError,
      });
    this.#lanes = {
      enqueue: lane("enqueue"),
      keyed: lane("keyed"),
      held: lane("held"),
      work: lane("work"),
      operate: lane("operate"),
    };
    this.#tables = new JobTables(quoted);
    this.#changer = new JobChanger(this.#tables, timeoutMs);
    this.#signals = new Signals({
      connectionString,
      timeoutMs,
      settings,
      pollMs,
      onConnectionError,
      onWarning,
      purpose: "listen",
      channel: schema,
      ready: () => this.#preparation.done,
      notify: async (channel, message) => {
        await this.#lanes.operate.run({
          text: "SELECT pg_notify($1, $2)",
          values: [channel, message],
        });
      },
      isOwn: (processId) => {
        const { enqueue, keyed, held } = this.#lanes;
        return [enqueue, keyed, held].some((lane) => lane.processId === processId);
      },
    });
    this.#enqueues = new Enqueues({
      tables: this.#tables,
      lanes: this.#lanes,
      timeoutMs,
      read: async (ids) => (await this.#tables.read(this.#lanes.operate, ids)).jobs,
      onNewJobs: (type, count) => this.#signals.waiting.wake(type, count),
    });
  }

  /**
   * Resolves once Postgres can be used.
   *
   * @throws MillraceError `UNAVAILABLE` when the first try does not reach it, `FAILED_PRECONDITION`
   *   when someone has to put something right first; the message says what. The store goes on trying.
   */
  async ready(): Promise<void> {
    await this.#preparation.firstTry();
  }

  /** None: what there is to know it tells when it comes about, by `onWarning`. */
  async warnings(): Promise<string[]> {
    return [];
  }

  /** Whether Postgres' notifications arrive, once something has waited for them. */
  get hears(): boolean {
    return this.#signals.hears;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    this.#requireOpen();
    return actOnValid(
      requests,
      (request) => planJob(request, this.#limits, UNREPLICATED),
      (jobs) => this.#enqueues.addAll(jobs),
    );
  }

  async get(id: string): Promise<Job> {
    this.#requireId(id);
    return this.#changer.get(this.#lanes.operate, id);
  }

  async list(query: JobQuery, signal?: AbortSignal): Promise<JobPage> {
    this.#requireOpen();
    checkJobQuery(query);
    return listJobs(query, new TableListing(this.#tables, this.#lanes.operate, query), signal);
  }

  watch(request: WatchRequest): AsyncIterable<JobEvent> {
    return watchJob(request, {
      clock: systemClock,
      closed: this.#closed.signal,
      read: (id) => this.get(id),
      subscribe: (id, listener) => this.#subscribe(id, listener),
    });
  }

  async cancel(id: string, reason = ""): Promise<Job> {
    checkCancelReason(reason);
    this.#requireId(id);
    return this.#changer.cancel(this.#lanes.operate, id, reason);
  }

  async retry(id: string): Promise<Job> {
    this.#requireId(id);
    return this.#changer.retry(this.#lanes.operate, id);
  }

  async delete(id: string): Promise<void> {
    this.#requireId(id);
    const status = await this.#tables.delete(this.#lanes.operate, id);
    if (status === undefined) throw jobNotFound(id);
    if (status !== "OK") throw forbiddenMove(id, status, "delete");
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.#requireOpen();
    checkLeaseRequest(request);
    if (request.waitMs > 0) this.#signals.open();
    return longPoll(request, () => this.#leaseDue(request), {
      clock: systemClock,
      wakeUps: this.#signals.waiting,
      closed: this.#closed.signal,
    });
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    checkExtension(items, leaseMs);
    this.#requireOpen();
    const results: ExtendResult[] = [];
    for (const round of inRounds(items)) {
      const known = round.filter(({ item }) => canBeLease(item));
      const requests = known.map(({ item }) => item);
      const extended = await this.#extendRound(requests, leaseMs);
      for (const { place } of round) results[place] = "LEASE_LOST";
      known.forEach(({ place }, i) => {
        results[place] = extended[i] as ExtendResult;
      });
    }
    return results;
  }

  async settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    this.#requireOpen();
    return actOnValid(
      items,
      (item) => checkOutcome(item?.outcome, this.#limits) ?? item,
      (valid) => this.#settle(valid, resend),
    );
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#signals.onCancelRequested(listener);
  }

  async maintain({ unlessWithinMs = 0 }: MaintainOptions = {}): Promise<MaintenanceReport> {
    this.#requireOpen();
    const lane = this.#lanes.operate;
    const round = await this.#tables.maintain(lane, MAINTENANCE_JOBS, unlessWithinMs);
    if (round.byAnother) return DONE_BY_ANOTHER;
    const { promoted, pruned, expired, more } = round;
    const rescued = await this.#changer.rescue(lane, expired);
    return { promoted, rescued, pruned, more };
  }

  async ping(): Promise<void> {
    this.#requireOpen();
    await this.#writeCheck.run(this.#lanes.operate);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#preparation.close();
    this.#signals.close();
    for (const lane of Object.values(this.#lanes)) lane.close();
  }

  async #leaseDue(request: LeaseRequest): Promise<LeaseAttempt> {
    const lane = this.#lanes.work;
    const leases: Lease[] = [];
    let bytesLeft = LEASE_BYTES;
    for (;;) {
      const maxJobs = request.maxJobs - leases.length;
      const found = await this.#tables.lease(lane, { ...request, maxJobs }, bytesLeft);
      const { leased, now, hasExpired, nextDue } = found;
      const corrupt: StoredJob[] = [];
      for (const stored of leased) {
        const { job, token, unreadable } = stored;
        if (unreadable.length > 0) {
          corrupt.push(stored);
          continue;
        }
        leases.push({ job, token, expiresAt: now + request.leaseMs });
        bytesLeft -= job.payload.length;
      }
      if (corrupt.length > 0) await this.#bury(corrupt);
      if (hasExpired) {
        const ids = await this.#tables.expired(lane, request.types, MAINTENANCE_JOBS);
        await this.#changer.rescue(lane, ids);
      } else if (leases.length > 0) {
        return { leases };
      } else if (corrupt.length === 0) {
        const { pollMs } = this.#signals;
        const dueMs = nextDue === undefined ? pollMs : Math.min(pollMs, Math.max(0, nextDue - now));
        return { leases, nextDueMs: dueMs };
      }
    }
  }

  async #bury(corrupt: readonly StoredJob[]): Promise<void> {
    const settlements = corrupt.map(({ job, token, unreadable }): Settlement => {
      const message = `the stored job is corrupt: its ${unreadable.join(", ")} cannot be read`;
      return { jobId: job.id, token, outcome: { kind: "failed", message, permanent: true } };
    });
    await this.#changer.settle(this.#lanes.work, settlements, false);
  }

  async #settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    const results: SettleResult[] = [];
    for (const round of inRounds(items)) {
      const settlements = round.map(({ item }) => item).filter(canBeLease);
      const settled = await this.#settleRound(settlements, resend);
      for (const { item, place } of round) {
        results[place] = settled.get(item.jobId) ?? { error: leaseLost(item.jobId) };
      }
    }
    return results;
  }

  /** Extends leases, no two of one job. */
  async #extendRound(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    if (items.length === 0) return [];
    const sent = await this.#runEach(items, async (some, options) => {
      const extended = await this.#tables.extend(this.#lanes.work, some, leaseMs, options);
      return some.map(({ jobId }): ExtendResult => {
        const cancelRequested = extended.get(jobId);
        if (cancelRequested === undefined) return "LEASE_LOST";
        return cancelRequested ? "CANCEL_REQUESTED" : "OK";
      });
    });
    const [first] = sent;
    if (first instanceof Unsent && sent.every((one) => one instanceof Unsent)) throw first.error;
    return sent.map((one) => (one instanceof Unsent ? "NOT_EXTENDED" : one));
  }

  /**
   * Settles leases, no two of one job: those that complete in one statement, the others by core. Where
   * one of both fails as a whole, the other is answered all the same.
   */
  async #settleRound(
    items: readonly Settlement[],
    resend: boolean,
  ): Promise<Map<string, SettleResult>> {
    const completed = items.filter(({ outcome }) => outcome.kind === "completed");
    const others = items.filter(({ outcome }) => outcome.kind !== "completed");
    const parts = [
      { items: completed, settle: () => this.#complete(completed, resend) },
      { items: others, settle: () => this.#changer.settle(this.#lanes.work, others, resend) },
    ].filter((part) => part.items.length > 0);
    const results = new Map<string, SettleResult>();
    const answers = await Promise.allSettled(parts.map(({ settle }) => settle()));
    answers.forEach((answer, i) => {
      if (answer.status === "fulfilled") {
        for (const [id, result] of answer.value) results.set(id, result);
      } else {
        if (answers.every(({ status }) => status === "rejected")) throw answer.reason;
        const error = asMillraceError(answer.reason);
        for (const { jobId } of parts[i]?.items ?? []) results.set(jobId, { error });
      }
    });
    return results;
  }

  async #complete(
    items: readonly Settlement[],
    resend: boolean,
  ): Promise<Map<string, SettleResult>> {
    const lane = this.#lanes.work;
    const sent = await this.#runEach(items, async (some, options) => {
      const { ids, repeated } = await this.#tables.complete(lane, some, options);
      return some.map(({ jobId }) => ({ isDone: ids.has(jobId), repeated }));
    });
    const results = new Map<string, SettleResult>();
    const perhapsDone: Settlement[] = [];
    sent.forEach((one, i) => {
      const item = items[i] as Settlement;
      if (one instanceof Unsent) results.set(item.jobId, { error: asMillraceError(one.error) });
      else if (one.isDone) results.set(item.jobId, { status: "COMPLETED" });
      else if (resend || one.repeated) perhapsDone.push(item);
    });
    if (perhapsDone.length > 0) {
      for (const [id, result] of await this.#changer.settle(lane, perhapsDone, true)) {
        results.set(id, result);
      }
    }
    return results;
  }

  #runEach<Item extends { readonly jobId: string }, Result>(
    items: readonly Item[],
    send: (items: readonly Item[], options: RunOptions) => Promise<readonly Result[]>,
  ) {
    return runEach(items, send, {
      idOf: ({ jobId }) => jobId,
      findHeld: (ids) => this.#tables.held(this.#lanes.work, ids),
    });
  }

  /** Has Postgres tell of the job's changes, until the returned function is called. */
  async #subscribe(id: string, listener: () => void): Promise<() => void> {
    this.#requireId(id);
    this.#signals.open();
    const unlisten = this.#signals.changes.listen([id], listener);
    const renew = () => this.#tables.watch(this.#lanes.operate, id, WATCH_MS);
    await renew();
    const renewal = setInterval(() => {
      // A renewal that fails is made up for by the watch's own slow poll.
      renew().catch(() => {});
    }, WATCH_MS / 2);
    renewal.unref();
    return () => {
      clearInterval(renewal);
      unlisten();
    };
  }

  /** Every id of another partition is unknown here. */
  #requireId(id: string): void {
    this.#requireOpen();
    if (partitionOf(id) !== PARTITION) throw jobNotFound(id);
  }

  #requireOpen(): void {
    if (this.#closed.signal.aborted) throw closedError();
  }
}

/** Whether a store can have handed out such a lease; what cannot be has no form in Postgres either. */
function canBeLease({ jobId, token }: { readonly jobId: string; readonly token: number }): boolean {
  return Number.isSafeInteger(token) && isJobId(jobId);
}

function warnProcess(message: string): void {
  process.emitWarning(message, { type: "MillraceWarning" });
}
