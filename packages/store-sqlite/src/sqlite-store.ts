import {
  actOnValid,
  type Clock,
  checkCancelReason,
  checkExtension,
  checkJobQuery,
  checkLeaseRequest,
  checkOutcome,
  checkStoreOptions,
  type EnqueueRequest,
  type EnqueueResult,
  type EpochMs,
  type ExtendItem,
  type ExtendResult,
  type FieldNames,
  idempotencyKeyTaken,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  type JobStore,
  type Lease,
  type LeaseRequest,
  type LimitOptions,
  type Limits,
  leaseLost,
  listJobs,
  longPoll,
  type MaintainOptions,
  type MaintenanceReport,
  MillraceError,
  newJob,
  newJobIds,
  partitionOf,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  systemClock,
  type WatchRequest,
  watchJob,
} from "@millrace/core";
import { type PlannedJob, planJob } from "@millrace/core/plan-job";
import { parseSqliteUrl } from "@millrace/store-url";
import { FileListing } from "./file-listing.ts";
import { JobSignals } from "./job-signals.ts";
import type { AddedJob, NewJob } from "./operation.ts";
import { splitJobs } from "./split-jobs.ts";
import { ThreadLink } from "./thread-link.ts";
import { wholeBytes } from "./whole-bytes.ts";

export interface SqliteStoreOptions extends LimitOptions {
  /** Defaults to the machine's clock. */
  readonly clock?: Clock | undefined;
}

const OPTIONS: FieldNames<SqliteStoreOptions> = { clock: true, limits: true };

const PARTITION = 0;
const UNREPLICATED =
  "the SQLite store keeps jobs in one file; leave it out, since what is answered is on the disk, or keep jobs in a Redis that has replicas";

/**
 * A job store in one SQLite file, which one process has at a time. SQL runs in a thread of its own;
 * what is asked for at the same time becomes one transaction, and is answered when that is on the
 * disk.
 */
export class SqliteStore implements JobStore {
  readonly kind = "sqlite";
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #signals: JobSignals;
  readonly #link: ThreadLink;
  readonly #closed = new AbortController();

  private constructor(link: ThreadLink, clock: Clock, limits: Limits, signals: JobSignals) {
    this.#link = link;
    this.#clock = clock;
    this.#limits = limits;
    this.#signals = signals;
  }

  /**
   * Opens the file that `url` names, `sqlite:FILE` or `sqlite:FILE?synchronous=normal`; makes it when
   * there is none.
   *
   * @throws MillraceError `INVALID_ARGUMENT` for a malformed URL or option, `FAILED_PRECONDITION` when the file
   *   cannot be used, `UNAVAILABLE` when another process has it; each says what to do.
   */
  static async open(url: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const limits = checkStoreOptions(options, OPTIONS, "a SqliteStore");
    const { clock = systemClock } = options;
    const signals = new JobSignals();
    const link = await ThreadLink.open(parseSqliteUrl(url), {
      now: () => clock.now(),
      isWatched: () => signals.isWatched,
      onAnswer: (answer) => signals.pass(answer),
    });
    return new SqliteStore(link, clock, limits, signals);
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    this.#requireOpen();
    return actOnValid(
      requests,
      (request) => planJob(request, this.#limits, UNREPLICATED),
      (planned) => this.#add(newJobs(planned, this.#clock.now())),
    );
  }

  async get(id: string): Promise<Job> {
    this.#requireOpen();
    partitionOf(id);
    return this.#link.call("get", id);
  }

  async list(query: JobQuery, signal?: AbortSignal): Promise<JobPage> {
    this.#requireOpen();
    checkJobQuery(query);
    return listJobs(query, new FileListing(this.#link, query), signal);
  }

  watch(request: WatchRequest): AsyncIterable<JobEvent> {
    return watchJob(request, {
      clock: this.#clock,
      closed: this.#closed.signal,
      read: (id) => this.get(id),
      subscribe: async (id, listener) => this.#signals.watch(id, listener),
    });
  }

  async cancel(id: string, reason = ""): Promise<Job> {
    this.#requireOpen();
    checkCancelReason(reason);
    partitionOf(id);
    const { job, requested } = await this.#link.call("cancel", { id, reason });
    if (requested) this.#signals.askToCancel(id);
    return job;
  }

  async retry(id: string): Promise<Job> {
    this.#requireOpen();
    partitionOf(id);
    return this.#link.call("retry", id);
  }

  async delete(id: string): Promise<void> {
    this.#requireOpen();
    partitionOf(id);
    await this.#link.call("delete", id);
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.#requireOpen();
    checkLeaseRequest(request);
    const { types, maxJobs, leaseMs, workerId } = request;
    const attempt = () => this.#link.call("lease", { types, maxJobs, leaseMs, workerId });
    return longPoll(request, attempt, {
      clock: this.#clock,
      wakeUps: this.#signals.waiting,
      closed: this.#closed.signal,
    });
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    this.#requireOpen();
    checkExtension(items, leaseMs);
    if (items.length === 0) return [];
    return [...(await this.#link.call("extend", { items, leaseMs }))];
  }

  async settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    this.#requireOpen();
    return actOnValid(
      items,
      (item) => checkOutcome(item?.outcome, this.#limits) ?? wholeSettlement(item),
      (valid) => this.#settle(valid, resend),
    );
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#signals.onCancelRequested(listener);
  }

  async maintain(options: MaintainOptions = {}): Promise<MaintenanceReport> {
    this.#requireOpen();
    return this.#link.call("maintain", options);
  }

  async ping(): Promise<void> {
    this.#requireOpen();
    await this.#link.call("ping", undefined);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#link.close();
  }

  /** Adds the jobs part by part; when a part fails, so do its jobs, or the call when no part is left. */
  async #add(jobs: readonly NewJob[]): Promise<EnqueueResult[]> {
    const parts = splitJobs(jobs);
    const answers = await Promise.allSettled(
      parts.map((part) => this.#link.call("enqueue", part.map(wholeJob))),
    );
    const [first] = answers;
    if (first?.status === "rejected" && answers.every(({ status }) => status === "rejected")) {
      throw first.reason;
    }
    return parts.flatMap((part, i) => {
      const answer = answers[i] as PromiseSettledResult<readonly AddedJob[]>;
      return part.map(({ job }, place): EnqueueResult => {
        if (answer.status === "rejected") return { error: answer.reason as MillraceError };
        return enqueueResult(job, answer.value[place]);
      });
    });
  }

  async #settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    const statuses = await this.#link.call("settle", { items, resend });
    return items.map(({ jobId }, i) => {
      const status = statuses[i];
      return status === undefined ? { error: leaseLost(jobId) } : { status };
    });
  }

  #requireOpen(): void {
    if (this.#closed.signal.aborted) {
      throw new MillraceError("UNAVAILABLE", "the store is closed");
    }
  }
}

function newJobs(planned: readonly PlannedJob[], now: EpochMs): NewJob[] {
  const ids = newJobIds(PARTITION, planned.length);
  return planned.map(({ spec, fingerprint }, i) => {
    const job = newJob(spec, ids[i] as string, now);
    return fingerprint === undefined ? { job } : { job, fingerprint };
  });
}

function enqueueResult(job: Job, added: AddedJob): EnqueueResult {
  if (added === undefined) return { job, created: true };
  if ("existing" in added) return { job: added.existing, created: false };
  return { error: idempotencyKeyTaken(job.idempotencyKey ?? "", added.takenBy) };
}

function wholeJob(added: NewJob): NewJob {
  const payload = wholeBytes(added.job.payload);
  return payload === added.job.payload ? added : { ...added, job: { ...added.job, payload } };
}

function wholeSettlement(item: Settlement): Settlement {
  const { outcome } = item;
  if (outcome.kind !== "completed" || outcome.result === undefined) return item;
  return { ...item, outcome: { ...outcome, result: wholeBytes(outcome.result) } };
}
