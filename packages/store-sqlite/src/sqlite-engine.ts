import {
  type ChildRequest,
  type Clock,
  type EngineQuery,
  type EnqueueResult,
  type ExtendItem,
  type ExtendResult,
  type GroupEngine,
  groupIdsOf,
  type HeldRoles,
  type Job,
  type JobFacts,
  type JobPage,
  type JobUpdate,
  type JobViewKind,
  type Lease,
  type LeaseRequest,
  LiveWorkers,
  leaseLost,
  listJobs,
  longPoll,
  type MaintenanceReport,
  type MillraceError,
  madeGroup,
  newJobIds,
  type OperationAction,
  type OperationEngine,
  type OperationJob,
  type OperationResult,
  type PlannedJob,
  type QueueEngine,
  type Role,
  type RoleLease,
  type RoleRequest,
  roleReleased,
  type Settlement,
  type SettleResult,
  type StoreEngine,
  splitBySize,
} from "@millrace/core";
import type { SqliteUrl } from "@millrace/store-url";
import { fromErrorData } from "./error-data.ts";
import { FileListing } from "./file-listing.ts";
import { JobSignals } from "./job-signals.ts";
import { enqueueResult, type MadeJob, makeJob, toNewJob } from "./new-job.ts";
import { wholeBytes } from "./sql/job-cells.ts";
import { SqliteArchive } from "./sqlite-archive.ts";
import { SqliteRuns } from "./sqlite-runs.ts";
import { SqliteSchedules } from "./sqlite-schedules.ts";
import { ThreadLink } from "./thread-link.ts";

const PARTITION = 0;
/** What one transaction takes of an enqueue call: other calls wait meanwhile. */
const PART_BOUNDS = { maxItems: 1_000, maxSize: 4 * 1024 * 1024 };

/** The jobs of one SQLite file, which a thread has open. */
export class SqliteEngine implements StoreEngine {
  readonly kind = "sqlite";
  readonly unreplicated =
    "the SQLite store keeps jobs in one file; leave it out, since what is answered is on the disk, or keep jobs in a Redis that has replicas";
  readonly queues: QueueEngine = {
    list: (cursor) => this.#link.call("queues", cursor),
    get: (type) => this.#link.call("queue", type),
    configure: (type, change) => this.#link.call("configure", { type, change }),
    resumeKey: (type, key) => this.#link.call("resumeKey", { type, key }),
    setKeyLimits: (type, key, limits) => this.#link.call("setKeyLimits", { type, key, limits }),
    listKeys: (type, cursor) => this.#link.call("listKeys", { type, ...cursor }),
    recent: async (types) => [...(await this.#link.call("recent", types))],
    minutes: async (window) => [...(await this.#link.call("minutes", window))],
  };
  readonly groups: GroupEngine = {
    create: (planned) => {
      const ids = newJobIds(PARTITION, groupIdsOf(planned));
      const made = madeGroup(planned, ids, this.#clock.now());
      return this.#link.call("createGroup", {
        group: made.group,
        callbacks: made.callbacks.map((job) => toNewJob(job)),
        jobs: made.jobs.map((job) => toNewJob(job)),
        sealed: planned.sealed,
      });
    },
    get: (id) => this.#link.call("getGroup", id),
    seal: (id) => this.#link.call("sealGroup", id),
    members: (id, cursor) => this.#link.call("groupMembers", { id, ...cursor }),
  };
  /** In this thread: nothing of it is on the disk. */
  readonly workers: LiveWorkers;
  readonly operations: OperationEngine = {
    add: (operation) => this.#link.call("addOperation", operation),
    get: (id) => this.#link.call("getOperation", id),
    list: async (cursor) => [...(await this.#link.call("operations", cursor))],
    open: async () => [...(await this.#link.call("openOperations", undefined))],
    replace: (operation) => this.#link.call("replaceOperation", operation),
  };
  readonly schedules: SqliteSchedules;
  readonly runs: SqliteRuns;
  readonly archive: SqliteArchive;
  readonly #clock: Clock;
  readonly #signals: JobSignals;
  readonly #link: ThreadLink;

  private constructor(link: ThreadLink, clock: Clock, signals: JobSignals) {
    this.#link = link;
    this.#clock = clock;
    this.workers = new LiveWorkers(clock);
    this.#signals = signals;
    this.runs = new SqliteRuns(link, signals, clock);
    this.archive = new SqliteArchive(link);
    this.schedules = new SqliteSchedules(link, signals, clock);
  }

  /** @throws MillraceError that says what to do about the file. */
  static async open(url: SqliteUrl, clock: Clock): Promise<SqliteEngine> {
    const signals = new JobSignals();
    const link = await ThreadLink.open(url, {
      now: () => clock.now(),
      isWatched: () => signals.isWatched,
      onAnswer: (answer) => signals.pass(answer),
    });
    return new SqliteEngine(link, clock, signals);
  }

  /** Adds the jobs part by part. A part that fails fails its jobs; the call fails when every part does. */
  async enqueue(planned: readonly PlannedJob[]): Promise<EnqueueResult[]> {
    const now = this.#clock.now();
    const ids = newJobIds(PARTITION, planned.length);
    const made = planned.map((each, i) => makeJob(each, ids[i] as string, now));
    const parts = [...splitBySize(made, ({ job }) => job.payload.length, PART_BOUNDS)];
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return this.#add(first);
    const answers = await Promise.allSettled(parts.map((part) => this.#add(part)));
    if (answers[0]?.status === "rejected" && answers.every(({ status }) => status === "rejected")) {
      throw answers[0].reason;
    }
    return answers.flatMap((answer, i) => {
      if (answer.status === "fulfilled") return answer.value;
      const error = answer.reason as MillraceError;
      return (parts[i] as readonly MadeJob[]).map(() => ({ error }));
    });
  }

  async #add(part: readonly MadeJob[]): Promise<EnqueueResult[]> {
    const jobs = part.map(({ added }) => added);
    const answers = await this.#link.call("enqueue", jobs, jobs.length);
    return part.map(({ job }, i) => enqueueResult(job, answers[i]));
  }

  get(id: string, view: JobViewKind): Promise<Job> {
    return this.#link.call("get", { id, view });
  }

  explain(id: string): Promise<JobFacts> {
    return this.#link.call("explain", id);
  }

  list(query: EngineQuery, signal?: AbortSignal): Promise<JobPage> {
    return listJobs(query, new FileListing(this.#link, this.#clock, query), signal);
  }

  async subscribe(id: string, listener: () => void): Promise<() => void> {
    return this.#signals.watch(id, listener);
  }

  update(id: string, update: JobUpdate, ifSequence: number | undefined): Promise<Job> {
    const { payload } = update;
    const whole = payload === undefined ? update : { ...update, payload: wholeBytes(payload) };
    return this.#link.call("update", { id, update: whole, ifSequence });
  }

  async cancel(id: string, reason: string, ifSequence: number | undefined): Promise<Job> {
    const { job, requested } = await this.#link.call("cancel", { id, reason, ifSequence });
    if (requested) this.#signals.askToCancel(id);
    return job;
  }

  redrive(id: string, ifSequence: number | undefined): Promise<Job> {
    return this.#link.call("redrive", { id, ifSequence });
  }

  delete(id: string, ifSequence: number | undefined): Promise<void> {
    return this.#link.call("delete", { id, ifSequence });
  }

  async changeAll(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    const results = await this.#link.call("changeAll", { action, jobs, reason }, jobs.length);
    return results.map((result, place) => {
      if (result === "requested") this.#signals.askToCancel((jobs[place] as OperationJob).jobId);
      return typeof result === "string" ? undefined : fromErrorData(result.error);
    });
  }

  lease(request: LeaseRequest, closed: AbortSignal): Promise<Lease[]> {
    const { types, maxJobs, leaseMs, workerId } = request;
    const attempt = () => this.#link.call("lease", { types, maxJobs, leaseMs, workerId });
    return longPoll(request, attempt, {
      clock: this.#clock,
      wakeUps: this.#signals.waiting,
      closed,
    });
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    return [...(await this.#link.call("extend", { items, leaseMs }, items.length))];
  }

  async settle(settlements: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    const items = settlements.map(wholeSettlement);
    const statuses = await this.#link.call("settle", { items, resend }, items.length);
    return items.map(({ jobId }, i) => {
      const status = statuses[i];
      return status === undefined ? { error: leaseLost(jobId) } : { status };
    });
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#signals.onCancelRequested(listener);
  }

  beforeRescue(listener: () => void): () => void {
    this.#link.beforeSend.add(listener);
    return () => this.#link.beforeSend.delete(listener);
  }

  maintain(): Promise<MaintenanceReport> {
    return this.#link.call("maintain", undefined);
  }

  holdRole(request: RoleRequest): Promise<RoleLease> {
    return this.#link.call("holdRole", request);
  }

  releaseRole(role: Role, holder: string): Promise<void> {
    return this.#link.call("releaseRole", { role, holder });
  }

  onRoleReleased(role: Role, listener: () => void): () => void {
    const listening = this.#signals.waiting.listen([roleReleased(role)], () => listener());
    return () => listening.end(false);
  }

  listRoles(): Promise<HeldRoles> {
    return this.#link.call("listRoles", undefined);
  }

  async ping(): Promise<void> {
    await this.#link.call("ping", undefined);
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

function wholeSettlement(item: Settlement): Settlement {
  const { outcome } = item;
  if (outcome.kind !== "completed") return item;
  const { result, enqueue } = outcome;
  if (result === undefined && enqueue === undefined) return item;
  return {
    ...item,
    outcome: {
      ...outcome,
      ...(result && { result: wholeBytes(result) }),
      ...(enqueue && { enqueue: enqueue.map(wholeChild) }),
    },
  };
}

function wholeChild(child: ChildRequest): ChildRequest {
  const { payload } = child;
  return payload === undefined ? child : { ...child, payload: wholeBytes(payload) };
}
