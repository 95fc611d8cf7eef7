import type { ArchiveStore } from "./archive-store.ts";
import { type JobViewKind, jobByView } from "./basic-job.ts";
import { checkCancelReason } from "./cancel-reason.ts";
import { checkChangeOptions } from "./change-options.ts";
import { planJobs } from "./check-enqueue.ts";
import { CheckedArchive } from "./checked-archive.ts";
import { CheckedErrors } from "./checked-errors.ts";
import { CheckedGroups } from "./checked-groups.ts";
import { CheckedOperations } from "./checked-operations.ts";
import { CheckedQueues } from "./checked-queues.ts";
import { CheckedRuns } from "./checked-runs.ts";
import { CheckedSchedules } from "./checked-schedules.ts";
import { CheckedWorkers } from "./checked-workers.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { EnqueueRequest, EnqueueResult } from "./enqueue.ts";
import type { ErrorStore } from "./error-store.ts";
import { type Explanation, explainJob } from "./explain-job.ts";
import { checkGetOptions } from "./get-options.ts";
import type { GroupStore } from "./group-store.ts";
import type { Job } from "./job.ts";
import { checkJobId } from "./job-id.ts";
import { checkJobQuery, type JobPage, type JobQuery } from "./job-query.ts";
import { DEFAULT_BATCH_SIZE } from "./job-source.ts";
import type { ChangeOptions, GetOptions, JobEvent, WatchRequest } from "./job-store.ts";
import { checkJobUpdate, type JobUpdate } from "./job-update.ts";
import {
  checkExtension,
  checkLeaseRequest,
  checkSettlements,
  type ExtendItem,
  type ExtendResult,
  type Lease,
  type LeaseRequest,
  type Settlement,
  type SettleOptions,
  type SettleResult,
} from "./lease.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { activityOf, type RecentCounts } from "./queue-activity.ts";
import type { QueueStore } from "./queue-store.ts";
import { Refusals } from "./refusals.ts";
import {
  checkRole,
  checkRoleRelease,
  checkRoleRequest,
  type HeldRoles,
  type Role,
  type RoleLease,
  type RoleRequest,
} from "./role.ts";
import type { RunStore } from "./run-store.ts";
import type { ScheduleStore } from "./schedule-store.ts";
import type { MaintenanceReport, Store } from "./store.ts";
import { storeClosed } from "./store-closed.ts";
import type { StoreEngine } from "./store-engine.ts";
import { waitForFinal } from "./wait-for-final.ts";
import { type WatchSource, watchJob } from "./watch-job.ts";
import type { WorkerStore } from "./worker-store.ts";

export interface CheckedStoreOptions {
  /** Defaults to `DEFAULT_LIMITS`. */
  readonly limits?: Limits;
  /** Times the watches. Defaults to the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Makes a store of an engine; the one place for the rules of every store. A call is refused when the
 * store is closed; then its arguments are checked, and the engine gets what is valid. The valid items
 * of a list take effect; each other item is answered by the error that refuses it.
 */
export class CheckedStore implements Store {
  readonly kind: string;
  readonly queues: QueueStore;
  readonly workers: WorkerStore;
  readonly operations: Store["operations"];
  readonly errors: ErrorStore;
  readonly groups: GroupStore;
  readonly schedules: ScheduleStore;
  readonly runs: RunStore;
  readonly archive: ArchiveStore;
  readonly batchSize: number;
  readonly beforeRescue?: (listener: () => void) => () => void;
  readonly #engine: StoreEngine;
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(
    engine: StoreEngine,
    { limits = DEFAULT_LIMITS, clock = systemClock }: CheckedStoreOptions = {},
  ) {
    this.kind = engine.kind;
    this.batchSize = engine.batchSize ?? DEFAULT_BATCH_SIZE;
    const requireOpen = () => this.#requireOpen();
    this.queues = new CheckedQueues(engine.queues, engine.workers, requireOpen);
    this.workers = new CheckedWorkers(engine.workers, requireOpen);
    this.operations = new CheckedOperations(engine, requireOpen);
    this.errors = new CheckedErrors(engine, requireOpen);
    this.groups = new CheckedGroups(engine, limits, requireOpen);
    this.schedules = new CheckedSchedules(engine.schedules, limits, requireOpen);
    if (engine.beforeRescue !== undefined) {
      this.beforeRescue = (listener) => engine.beforeRescue?.(listener) ?? (() => {});
    }
    this.runs = new CheckedRuns(engine.runs, limits, requireOpen);
    this.archive = new CheckedArchive(engine.archive, limits, requireOpen);
    this.#engine = engine;
    this.#limits = limits;
    this.#clock = clock;
  }

  async ready(): Promise<void> {
    this.#requireOpen();
    await this.#engine.ready?.();
  }

  async warnings(): Promise<string[]> {
    this.#requireOpen();
    return (await this.#engine.warnings?.()) ?? [];
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    this.#requireOpen();
    const refusals = new Refusals();
    const jobs = planJobs(requests, this.#limits, this.#engine.unreplicated, refusals);
    return refusals.among(jobs.length === 0 ? [] : await this.#engine.enqueue(jobs));
  }

  async get(id: string, options: GetOptions = {}): Promise<Job> {
    this.#requireOpen();
    checkJobId(id);
    checkGetOptions(options);
    const { view = "FULL", waitMs = 0 } = options;
    if (waitMs === 0) return this.#read(id, view);
    return waitForFinal(id, options, this.#watchSource());
  }

  async list(query: JobQuery, signal?: AbortSignal): Promise<JobPage> {
    this.#requireOpen();
    checkJobQuery(query);
    return this.#engine.list(query, signal);
  }

  async *watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    this.#requireOpen();
    yield* watchJob(request, this.#watchSource());
  }

  async explain(id: string): Promise<Explanation> {
    this.#requireOpen();
    checkJobId(id);
    const { queues, workers } = this.#engine;
    const facts = await this.#engine.explain(id);
    const { type } = facts.job;
    const [ofType, [recent]] = await Promise.all([workers.ofType(type), queues.recent([type])]);
    return explainJob(facts, ofType, activityOf(recent as RecentCounts));
  }

  async update(id: string, update: JobUpdate, options: ChangeOptions = {}): Promise<Job> {
    this.#requireOpen();
    checkJobId(id);
    checkJobUpdate(update, this.#limits);
    checkChangeOptions(options, "cannot update");
    return this.#engine.update(id, update, options.ifSequence);
  }

  async cancel(id: string, reason = "", options: ChangeOptions = {}): Promise<Job> {
    this.#requireOpen();
    checkJobId(id);
    checkCancelReason(reason);
    checkChangeOptions(options, "cannot cancel");
    return this.#engine.cancel(id, reason, options.ifSequence);
  }

  async redrive(id: string, options: ChangeOptions = {}): Promise<Job> {
    this.#requireOpen();
    checkJobId(id);
    checkChangeOptions(options, "cannot retry");
    return this.#engine.redrive(id, options.ifSequence);
  }

  async delete(id: string, options: ChangeOptions = {}): Promise<void> {
    this.#requireOpen();
    checkJobId(id);
    checkChangeOptions(options, "cannot delete");
    await this.#engine.delete(id, options.ifSequence);
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.#requireOpen();
    checkLeaseRequest(request);
    return await this.#engine.lease(request, this.#closed.signal);
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    this.#requireOpen();
    checkExtension(items, leaseMs);
    if (items.length === 0) return [];
    return this.#engine.extend(items, leaseMs);
  }

  async settle(
    items: readonly Settlement[],
    { resend = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    this.#requireOpen();
    const refusals = new Refusals();
    const valid = checkSettlements(items, this.#limits, refusals);
    return refusals.among(valid.length === 0 ? [] : await this.#engine.settle(valid, resend));
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#engine.onCancelRequested(listener);
  }

  async maintain(): Promise<MaintenanceReport> {
    this.#requireOpen();
    return this.#engine.maintain();
  }

  async holdRole(request: RoleRequest): Promise<RoleLease> {
    this.#requireOpen();
    checkRoleRequest(request);
    return this.#engine.holdRole(request);
  }

  async releaseRole(role: Role, holder: string): Promise<void> {
    this.#requireOpen();
    checkRoleRelease(role, holder);
    await this.#engine.releaseRole(role, holder);
  }

  onRoleReleased(role: Role, listener: () => void): () => void {
    checkRole(role);
    return this.#engine.onRoleReleased(role, listener);
  }

  async listRoles(): Promise<HeldRoles> {
    this.#requireOpen();
    return this.#engine.listRoles();
  }

  async ping(): Promise<void> {
    this.#requireOpen();
    await this.#engine.ping();
  }

  /** Ends waiting calls, then the engine. */
  close(): Promise<void> {
    this.#closed.abort();
    this.#closing ??= this.#engine.close();
    return this.#closing;
  }

  #watchSource(): WatchSource {
    const engine = this.#engine;
    return {
      clock: this.#clock,
      closed: this.#closed.signal,
      read: (id, view) => this.#read(id, view),
      subscribe: async (id, listener) => {
        checkJobId(id);
        return engine.subscribe(id, listener);
      },
      ...(engine.announce && { announce: engine.announce.bind(engine) }),
    };
  }

  async #read(id: string, view: JobViewKind): Promise<Job> {
    this.#requireOpen();
    return jobByView(await this.#engine.get(id, view), view);
  }

  #requireOpen(): void {
    if (this.#closed.signal.aborted) throw storeClosed();
  }
}
