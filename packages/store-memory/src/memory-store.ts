import {
  type ChangeContext,
  type Clock,
  cancelChange,
  checkCancelReason,
  checkExtension,
  checkItems,
  checkLeaseRequest,
  checkOutcome,
  checkStoreOptions,
  type EnqueueRequest,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  FINAL_STATUSES,
  type FieldNames,
  idempotencyKeyTaken,
  isFinal,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  type JobStatus,
  type JobStore,
  jobNotFound,
  LEASE_BYTES,
  type Lease,
  type LeaseAttempt,
  type LeaseRequest,
  type LimitOptions,
  type Limits,
  leaseChange,
  leaseLost,
  listJobs,
  longPoll,
  type MaintainOptions,
  type MaintenanceReport,
  MaintenanceTurn,
  MillraceError,
  newJob,
  newJobId,
  partitionOf,
  promoteChange,
  requireMove,
  rescueChange,
  retryChange,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  settleChange,
  systemClock,
  WaitingLeases,
  type WatchRequest,
  watchJob,
} from "@millrace/core";
import { planJob } from "@millrace/core/plan-job";
import { JobTable, type StoredJob } from "./job-table.ts";
import { TableListing } from "./table-listing.ts";

export interface MemoryStoreOptions extends LimitOptions {
  /** Defaults to the machine's clock. */
  readonly clock?: Clock | undefined;
}

const OPTIONS: FieldNames<MemoryStoreOptions> = { clock: true, limits: true };

const PARTITION = 0;
/** The statuses in which a job waits for a time that matters to a worker. */
const WAITING_STATUSES = ["SCHEDULED", "RETRYING", "RUNNING"] as const;
const TIMED_STATUSES: readonly JobStatus[] = [...WAITING_STATUSES, ...FINAL_STATUSES];
/** The most types that one round of maintenance looks at. */
const STEP_TYPES = 200;
/** The most jobs of a type that one step promotes, rescues or prunes, each: it must not take long. */
const STEP_JOBS = 500;
const UNREPLICATED =
  "the memory store keeps jobs in this process alone; leave it out, or keep jobs in a Redis that has replicas";

/**
 * A job store in the memory of one process: the reference for what the other stores do, and enough
 * for tests and for trying Millrace out. Its jobs end with the process.
 */
export class MemoryStore implements JobStore {
  readonly kind = "memory";
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #table = new JobTable();
  readonly #waiting = new WaitingLeases();
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #turn = new MaintenanceTurn();
  readonly #closed = new AbortController();

  /** @throws MillraceError `INVALID_ARGUMENT` when an option is not known. */
  constructor(options: MemoryStoreOptions = {}) {
    this.#limits = checkStoreOptions(options, OPTIONS, "a MemoryStore");
    this.#clock = options.clock ?? systemClock;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    this.#requireOpen();
    checkItems(requests);
    return requests.map((request) => this.#enqueueOne(request));
  }

  async get(id: string): Promise<Job> {
    return this.#find(id).job;
  }

  async list(query: JobQuery, signal?: AbortSignal): Promise<JobPage> {
    this.#requireOpen();
    const listing = new TableListing(this.#table, (job) => !this.#isExpired(job));
    return listJobs(query, listing, signal);
  }

  watch(request: WatchRequest): AsyncIterable<JobEvent> {
    return watchJob(request, {
      clock: this.#clock,
      closed: this.#closed.signal,
      read: (id) => this.get(id),
      subscribe: async (id, listener) => this.#table.watchers.listen([id], listener),
    });
  }

  async cancel(id: string, reason = ""): Promise<Job> {
    checkCancelReason(reason);
    const stored = this.#find(id);
    const { status, cancelRequested } = stored.job;
    if (status === "CANCELLED" || (status === "RUNNING" && cancelRequested)) return stored.job;
    requireMove(id, status, "cancel");
    const { now } = this.#context();
    this.#table.change(stored, cancelChange(stored.job, reason, this.#context()), now);
    if (stored.job.status === "RUNNING") {
      for (const listener of this.#cancelListeners) listener(id);
    }
    this.#catchUpIfDue(stored.job.type);
    return stored.job;
  }

  async retry(id: string): Promise<Job> {
    const stored = this.#find(id);
    requireMove(id, stored.job.status, "retry");
    const context = this.#context();
    this.#table.change(stored, retryChange(context), context.now);
    this.#waiting.wake(stored.job.type);
    return stored.job;
  }

  async delete(id: string): Promise<void> {
    const stored = this.#find(id);
    requireMove(id, stored.job.status, "delete");
    this.#table.forget(stored);
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.#requireOpen();
    checkLeaseRequest(request);
    return longPoll(request, async () => this.#leaseDue(request), {
      clock: this.#clock,
      wakeUps: this.#waiting,
      closed: this.#closed.signal,
    });
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    checkExtension(items, leaseMs);
    this.#requireOpen();
    return items.map(({ jobId, token, progress }) => {
      const stored = this.#leased(jobId, token);
      if (stored === undefined) return "LEASE_LOST";
      const { now } = this.#context();
      this.#table.moveLease(stored, now + leaseMs);
      if (progress !== undefined) this.#table.change(stored, { progress }, now);
      return stored.job.cancelRequested ? "CANCEL_REQUESTED" : "OK";
    });
  }

  async settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    this.#requireOpen();
    checkItems(items);
    return items.map((item) => this.#settleOne(item, resend));
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }

  async maintain(options: MaintainOptions = {}): Promise<MaintenanceReport> {
    this.#requireOpen();
    return this.#turn.take(this.#clock.now(), options, () => this.#maintain());
  }

  async ping(): Promise<void> {
    this.#requireOpen();
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  #enqueueOne(request: EnqueueRequest): EnqueueResult {
    const planned = planJob(request, this.#limits, UNREPLICATED);
    if (planned instanceof MillraceError) return { error: planned };
    const { spec, fingerprint } = planned;
    const { type, idempotencyKey } = spec;
    if (idempotencyKey !== undefined) {
      const existing = this.#table.getByKey(type, idempotencyKey);
      if (existing !== undefined && !this.#isExpired(existing.job)) {
        if (existing.fingerprint === fingerprint) return { job: existing.job, created: false };
        return { error: idempotencyKeyTaken(idempotencyKey, existing.job.id) };
      }
      if (existing !== undefined) this.#table.forget(existing);
    }
    const job = newJob(spec, newJobId(PARTITION), this.#clock.now());
    this.#table.insert(job, fingerprint);
    // A scheduled job wakes as well: a waiting worker may have to look earlier than it planned.
    this.#waiting.wake(type);
    return { job, created: true };
  }

  #leaseDue({ types, maxJobs, leaseMs, workerId }: LeaseRequest): LeaseAttempt {
    this.#requireOpen();
    const leases: Lease[] = [];
    let bytes = 0;
    let nextDueAt = Number.POSITIVE_INFINITY;
    for (const type of types) {
      const isDue = this.#table.dueTypes.isDue(type, this.#clock.now());
      const { promoted } = isDue ? this.#catchUp(type) : { promoted: 0 };
      const before = leases.length;
      const queue = this.#table.queue(type);
      let next = queue.first("PENDING");
      for (
        ;
        next && leases.length < maxJobs && bytes < LEASE_BYTES;
        next = queue.first("PENDING")
      ) {
        const lease = this.#leaseOne(this.#table.get(next.id) as StoredJob, workerId, leaseMs);
        leases.push(lease);
        bytes += lease.job.payload.length;
      }
      // For what it has promoted and leased itself, no other one need look.
      this.#waiting.wake(type, promoted - (leases.length - before));
      if (next !== undefined) return { leases };
      nextDueAt = Math.min(nextDueAt, queue.firstTime(WAITING_STATUSES));
    }
    if (nextDueAt === Number.POSITIVE_INFINITY) return { leases };
    return { leases, nextDueMs: nextDueAt - this.#clock.now() };
  }

  #leaseOne(stored: StoredJob, workerId: string, leaseMs: number): Lease {
    const context = this.#context();
    stored.token++;
    const change = leaseChange(stored.job, workerId, leaseMs, context);
    this.#table.change(stored, change, context.now);
    return { job: stored.job, token: stored.token, expiresAt: context.now + leaseMs };
  }

  #settleOne(item: Settlement, resend: boolean): SettleResult {
    const error = checkOutcome(item?.outcome, this.#limits);
    if (error !== undefined) return { error };
    const { jobId, token, outcome } = item;
    const stored = this.#leased(jobId, token);
    if (stored === undefined) {
      const current = this.#table.get(jobId);
      if (resend && current?.token === token) return { status: current.job.status };
      return { error: leaseLost(jobId) };
    }
    const context = this.#context();
    const change = settleChange(stored.job, outcome, context);
    const place = outcome.kind === "released" ? "front" : "back";
    this.#table.change(stored, change, context.now, place);
    const { status, type } = stored.job;
    if (!isFinal(status)) this.#waiting.wake(type);
    this.#catchUpIfDue(type);
    return { status };
  }

  /** A round of maintenance. */
  #maintain(): MaintenanceReport {
    const report = { promoted: 0, rescued: 0, pruned: 0 };
    for (let looked = 0; looked < STEP_TYPES; looked++) {
      const type = this.#table.dueTypes.takeDue(this.#clock.now());
      if (type === undefined) return { ...report, more: false };
      const { promoted, rescued, pruned } = this.#catchUp(type);
      this.#waiting.wake(type, promoted);
      report.promoted += promoted;
      report.rescued += rescued;
      report.pruned += pruned;
      if (promoted + rescued + pruned >= STEP_JOBS) break;
    }
    return { ...report, more: this.#table.dueTypes.isAnyDue(this.#clock.now()) };
  }

  /** What moves jobs of a type makes room for them, so that a store without maintenance stays small. */
  #catchUpIfDue(type: string): void {
    if (!this.#table.dueTypes.isDue(type, this.#clock.now())) return;
    this.#waiting.wake(type, this.#catchUp(type).promoted);
  }

  /** Does for a type what is due there, in steps, and notes when the next of it will be. */
  #catchUp(type: string): Omit<MaintenanceReport, "more"> {
    this.#table.dueTypes.take(type);
    // A rescued job retries, maybe at once, so promotion comes after.
    const rescued = this.#rescue(type);
    const promoted = this.#promote(type);
    const pruned = this.#prune(type);
    const next = this.#table.queue(type).firstTime(TIMED_STATUSES);
    if (next < Number.POSITIVE_INFINITY) this.#table.dueTypes.note(type, next);
    return { promoted, rescued, pruned };
  }

  #promote(type: string): number {
    const now = this.#clock.now();
    const due = this.#due(type, ["SCHEDULED", "RETRYING"]);
    for (const stored of due) this.#table.change(stored, promoteChange(), now);
    return due.length;
  }

  #rescue(type: string): number {
    const context = this.#context();
    const due = this.#due(type, ["RUNNING"]);
    for (const stored of due) {
      // The lost lease's own token must not match any more.
      stored.token++;
      this.#table.change(stored, rescueChange(stored.job, context), context.now);
    }
    return due.length;
  }

  #prune(type: string): number {
    const due = this.#due(type, FINAL_STATUSES);
    for (const stored of due) this.#table.forget(stored);
    return due.length;
  }

  /** The first jobs of these statuses for which the time has come. */
  #due(type: string, statuses: readonly JobStatus[]): StoredJob[] {
    const queue = this.#table.queue(type);
    const now = this.#clock.now();
    const due: StoredJob[] = [];
    for (const status of statuses) {
      for (const [[at], id] of queue.entries(status)) {
        if (at > now || due.length === STEP_JOBS) break;
        due.push(this.#table.get(id) as StoredJob);
      }
    }
    return due;
  }

  #find(id: string): StoredJob {
    this.#requireOpen();
    partitionOf(id);
    const stored = this.#table.get(id);
    if (stored === undefined || this.#isExpired(stored.job)) throw jobNotFound(id);
    return stored;
  }

  #leased(id: string, token: number): StoredJob | undefined {
    const stored = this.#table.get(id);
    return stored?.job.status === "RUNNING" && stored.token === token ? stored : undefined;
  }

  #isExpired({ expiresAt }: Job): boolean {
    return expiresAt !== undefined && expiresAt <= this.#clock.now();
  }

  #context(): ChangeContext {
    return { now: this.#clock.now(), random: Math.random() };
  }

  #requireOpen(): void {
    if (this.#closed.signal.aborted) {
      throw new MillraceError("UNAVAILABLE", "the store is closed");
    }
  }
}
