import {
  type ChildRequest,
  changeJob,
  corruptJob,
  type EpochMs,
  EXPLAINED,
  type ExtendItem,
  type ExtendResult,
  forbiddenMove,
  isFinal,
  type Job,
  type JobFacts,
  type JobMove,
  type JobQuery,
  type JobStatus,
  type JobUpdate,
  type JobViewKind,
  jobNotFound,
  jobOfRun,
  type Lease,
  type LeaseRequest,
  type ListedJob,
  type ListedType,
  leaseLost,
  type MaintenanceReport,
  MillraceError,
  type OperationAction,
  type OperationJob,
  type OperationResult,
  planChildren,
  type QueueTally,
  type ReadRun,
  type RunStep,
  requireMove,
  requireSequence,
  type Settlement,
  type SettleResult,
  sequenceDiffers,
  uniqueKeyTaken,
  updateChange,
} from "@millrace/core";
import { GRANT_MARGIN_MS } from "./grant-margin.ts";
import { parseRunStep } from "./hash-fields.ts";
import { decodeFacts, type FactsReply } from "./job-facts.ts";
import { asBuffer, encodeDue, encodeNewBody, type Value } from "./job-hash.ts";
import { type DecodedJob, decodeByView, decodeJob, type JobReply } from "./job-reply.ts";
import {
  type GrantsAtHand,
  grantsText,
  type JobsLeft,
  jobsLeft,
  type LeaseReply,
  leasedJobs,
  limitsOf,
  type WantedGrants,
} from "./lease-reply.ts";
import { PartitionArchive } from "./partition-archive.ts";
import {
  enqueueArgs,
  PartitionEnqueuer,
  type PartitionEnqueuerOptions,
} from "./partition-enqueuer.ts";
import { type FreedGrants, memberOf, PartitionGrants } from "./partition-grants.ts";
import { PartitionGroups } from "./partition-groups.ts";
import { PartitionKeys } from "./partition-keys.ts";
import { type PartitionQueue, partitionQueue, QUEUE_PARTS } from "./partition-queue.ts";
import { PartitionRuns, type RunReply, readRun } from "./partition-runs.ts";
import { PartitionSchedules } from "./partition-schedules.ts";
import { PartitionSettings } from "./partition-settings.ts";
import { PartitionWorkflows } from "./partition-workflows.ts";
import type { QueueThrottle } from "./queue-throttle.ts";
import type { RedisDriver, Reply } from "./redis-driver.ts";
import { SCRIPTS, type Script } from "./script.ts";
import { settleArgs } from "./settle-arguments.ts";
import { type RunScript, SharedRecords } from "./shared-records.ts";
import type { Waiter } from "./waiters.ts";

/** What a lease found, with what it found to be corrupt. */
export interface PartitionLease {
  readonly leases: Lease[];
  /** Leases of jobs that cannot be read, with the names of the fields. */
  readonly corrupt: { readonly lease: Lease; readonly fields: readonly string[] }[];
  /** In how many milliseconds the next job comes due, if any. */
  readonly nextDueMs?: number;
  /** For how many jobs of queues it wants grants, see `queue-grants.ts`. */
  readonly wants?: readonly WantedGrants[];
  readonly left?: JobsLeft;
}

/** What became of leases that were to be extended. */
export interface ExtendAnswer {
  /** Without those that are ungranted. */
  readonly results: readonly (ExtendResult | undefined)[];
  /** The places of those whose grants have to be extended first, and their types. */
  readonly ungranted: ReadonlyMap<number, string>;
}

/** How a lease looks for jobs. */
export interface PartitionLook {
  /** Whether a wake-up told of pending jobs, which are then leased the sooner. */
  readonly woken?: boolean;
  /** The name under which it waits, if it ever does. */
  readonly waiter?: Pick<Waiter, "name">;
  /** The number under which it waits this time. Defaults to 0. */
  readonly call?: number;
  /** For how long it waits if there is no job. Defaults to 0. */
  readonly waitMs?: number;
  /** Defaults to none that are known to be wanted. */
  readonly grants?: GrantsAtHand;
}

/** @param read the run as it is then, if that is known. */
export type OnRunNews = (runId: string, read?: ReadRun) => void;

export interface PartitionOptions extends PartitionEnqueuerOptions {
  /** Hears of each run that has got news by a call of this process. Defaults to nobody. */
  readonly onRunNews?: OnRunNews | undefined;
  /** Takes the grants that leases have left which have ended here. */
  readonly release: (type: string, freed: FreedGrants) => Promise<void>;
}

export interface SettleOptions {
  readonly onThrottled?: (throttle: QueueThrottle) => void;
  /** Whether to read the runs that get news. */
  readonly readsRuns?: boolean;
}

/** A place in an index: the score and the id of a job. */
export type ListPosition = readonly [score: string, id: string];

/** How often an update is tried whose job has changed between its being read and its being written. */
const UPDATE_TRIES = 20;

/** What an operation does to each job, as a move. */
const MOVE_OF: { readonly [Action in OperationAction]: JobMove } = {
  RETRY: "redrive",
  CANCEL: "cancel",
  DELETE: "delete",
};

const COMPLETED: SettleResult = { status: "COMPLETED" };

/**
 * One partition: a queue engine whose keys lie in one hash slot. Each operation is one script, each
 * script one file of `scripts/`; this class translates its arguments and its answer.
 */
export class Partition {
  readonly number: number;
  readonly enqueuer: PartitionEnqueuer;
  readonly run: RunScript = (...call) => this.#run(...call);
  /** Of use in the first partition, which has those of all. */
  readonly shared = new SharedRecords(this.run);
  readonly settings = new PartitionSettings(this.run);
  readonly keys = new PartitionKeys(this.run);
  readonly grants = new PartitionGrants(this.run);
  readonly groups: PartitionGroups;
  readonly schedules: PartitionSchedules;
  readonly runs: PartitionRuns;
  readonly archive: PartitionArchive;
  readonly workflows = new PartitionWorkflows(this.run);
  readonly #driver: RedisDriver;
  readonly #tally: QueueTally;
  readonly #onRunNews: OnRunNews;
  readonly #prefix: string;
  readonly #release: PartitionOptions["release"];
  /** By how much the clock of the partition is before that of this process at least. */
  #clockLead = 0;

  constructor(options: PartitionOptions) {
    this.enqueuer = new PartitionEnqueuer(options);
    this.groups = new PartitionGroups(options);
    this.#tally = options.tally;
    this.#driver = options.driver;
    this.number = options.number;
    this.#prefix = options.prefix;
    this.#release = options.release;
    this.schedules = new PartitionSchedules(options.number, this.run);
    this.runs = new PartitionRuns(this.run);
    this.archive = new PartitionArchive(this.run);
    this.#onRunNews = options.onRunNews ?? (() => {});
  }

  async lease(request: LeaseRequest, look: PartitionLook = {}): Promise<PartitionLease> {
    const { types, maxJobs, leaseMs, workerId } = request;
    const { woken, waiter, call = 0, waitMs = 0, grants } = look;
    const args: Value[] = [maxJobs, leaseMs, workerId, Math.random(), woken ? "1" : ""];
    args.push(waiter?.name ?? "", call, waitMs, grantsText(grants), ...types);
    const reply = (await this.#run(SCRIPTS.lease, args)) as LeaseReply<Ended>;
    const [now, nextDue, ended, limited] = reply;
    this.#noteClock(now);
    this.#countEnds(ended, now);
    const { limitedTypes, wants } = limitsOf(limited);
    const result: PartitionLease = {
      leases: [],
      corrupt: [],
      ...(typeof nextDue === "number"
        ? { nextDueMs: Math.max(0, nextDue - now) }
        : jobsLeft(nextDue)),
      ...(wants && { wants }),
    };
    const expiresAt = now + leaseMs;
    for (const { job, token, unreadable } of leasedJobs(reply, { now, workerId, leaseMs })) {
      const lease: Lease = limitedTypes.includes(job.type)
        ? { job, token, expiresAt, limited: true }
        : { job, token, expiresAt };
      if (unreadable.length === 0) result.leases.push(lease);
      else result.corrupt.push({ lease, fields: unreadable });
    }
    return result;
  }

  /** Ends the wait of a lease. A job that was handed over to it before may be on its way. */
  async stopWaiting({ name }: Waiter): Promise<void> {
    const args = [name];
    await this.#run(SCRIPTS.stopWaiting, args, () => args);
  }

  /**
   * Up to when what is granted from now on may be used here, by the clock of this partition, which has answered
   * before. So a call that takes long is refused, whatever the clocks of the partitions say.
   */
  grantedUntil(): EpochMs {
    return Math.floor(performance.now() + this.#clockLead) + GRANT_MARGIN_MS;
  }

  #noteClock(now: EpochMs): void {
    this.#clockLead = now - performance.now();
  }

  /**
   * Extends leases. Those of queues whose limits are kept by grants are left as they are and told to be ungranted,
   * unless `grantedUntil` is in time; Defaults to there being no such queues.
   */
  async extend(
    items: readonly ExtendItem[],
    leaseMs: number,
    grantedUntil?: EpochMs,
  ): Promise<ExtendAnswer> {
    const args: Value[] = [leaseMs, grantedUntil ?? ""];
    for (const { jobId, token, progress, log } of items) {
      const { message } = progress ?? {};
      args.push(jobId, token, progress?.fraction ?? "");
      args.push(message === undefined ? "" : "1", message ?? "");
      args.push(log === undefined ? "" : JSON.stringify(log));
    }
    const told = (await this.#run(SCRIPTS.extend, args, () => args)) as Buffer[];
    const ungranted = new Map<number, string>();
    const results = told.map((one, place) => {
      const [result, now, type] = one.toString().split(" ");
      if (type === undefined) return result as ExtendResult;
      this.#noteClock(Number(now));
      ungranted.set(place, type);
      return undefined;
    });
    return { results, ungranted };
  }

  /** Whoever completes with children stands alone. */
  async settle(
    items: readonly Settlement[],
    resend: boolean,
    { onThrottled = () => {}, readsRuns = false }: SettleOptions = {},
  ): Promise<SettleResult[]> {
    const [{ jobId, token, outcome }] = items as readonly [Settlement];
    if (outcome.kind === "completed" && outcome.enqueue !== undefined) {
      const { result, enqueue, tellsRun } = outcome;
      const completion = { jobId, token, result, enqueue, tellsRun };
      return [await this.#completeParent(completion, resend)];
    }
    const { args, first, others } = settleArgs(items);
    const flagsOf = (resends: boolean) => (resends ? 1 : 0) + (readsRuns ? 2 : 0) || "";
    args[0] = flagsOf(resend);
    const repeated = () => args.with(0, flagsOf(true));
    const reply = await this.#run(SCRIPTS.settle, args, repeated);
    if (Buffer.isBuffer(reply)) {
      const [now, ...end] = reply.toString().split(" ");
      this.#countEnd(end, Number(now), 1);
      return [COMPLETED];
    }
    const [exceptions, now, ended, parted, ...statuses] = reply as unknown as SettleReply;
    this.#countEnds(ended, now);
    await this.#releaseGrants(parted, items);
    const results: SettleResult[] = [];
    for (const place of first) results[place] = COMPLETED;
    const note = (place: number, said: string) => {
      const { jobId } = items[place] as Settlement;
      const [status, type, until] = said.split(" ");
      if (type !== undefined) onThrottled({ type, at: now, until: Number(until), jobId });
      results[place] =
        status === "LEASE_LOST" ? { error: leaseLost(jobId) } : { status: status as JobStatus };
    };
    for (let i = 0; i < exceptions.length; i += 2) {
      note(first[exceptions[i] as number] as number, String(exceptions[i + 1]));
    }
    statuses.forEach((status, i) => {
      note(others[i] as number, String(status));
    });
    return results;
  }

  async #completeParent(
    { jobId, token, result, enqueue, tellsRun = "" }: ParentCompletion,
    resend: boolean,
  ): Promise<SettleResult> {
    const planned = planChildren(jobId, token, enqueue);
    const children = enqueueArgs(
      planned.map(({ spec }) => ({ spec, fingerprint: undefined, replicated: false })),
      planned.map(({ id }) => id),
    );
    const bytes = result === undefined ? ["", ""] : ["1", asBuffer(result)];
    const args: Value[] = [resend ? "1" : "", jobId, token, ...bytes, tellsRun, ...children];
    const reply = await this.#run(SCRIPTS.completeParent, args, () => args.with(0, "1"));
    const [now, ended, status, parted = ""] = reply as [
      ...[now: number, ended: Ended, status: Buffer],
      parted?: Buffer,
    ];
    this.#countEnds(ended, now);
    if (parted.length > 0) await this.#releaseGrants([parted as Buffer], [{ jobId, token }]);
    if (ended.length > 0) for (const { spec } of planned) this.#tally.enqueued(spec.type);
    const settled = String(status);
    if (settled === "LEASE_LOST") return { error: leaseLost(jobId) };
    return { status: settled as JobStatus };
  }

  /** Gives back what these leases have left of queues whose limits are kept by grants, as `settle.lua` tells them. */
  async #releaseGrants(
    parted: Buffer | readonly Buffer[],
    items: readonly Pick<Settlement, "jobId" | "token">[],
  ): Promise<void> {
    if (!Array.isArray(parted)) return;
    const members = items.map(memberOf);
    await Promise.all(
      parted.map((told) => {
        const [type = "", ...ages] = String(told).split(" ");
        return this.#release(type, { members, unstartedAges: ages.map(Number) });
      }),
    );
  }

  async get(id: string, view: JobViewKind = "FULL"): Promise<DecodedJob> {
    const args = [id, view];
    const reply = await this.#run(SCRIPTS.get, args, () => args);
    return decodeByView(this.#jobReply(id, "get", reply), view);
  }

  /** Tells how a job stands among those of this partition. */
  async explain(id: string): Promise<JobFacts> {
    const args: [id: string, named: number] = [id, EXPLAINED.jobs];
    const reply = await this.#run(SCRIPTS.explain, args, () => args);
    if (reply === null) throw jobNotFound(id);
    return decodeFacts(reply as unknown as FactsReply);
  }

  async update(id: string, update: JobUpdate, ifSequence: number | undefined): Promise<Job> {
    const { payload, metadata, priority = "" } = update;
    // A delay of 0 is one, too.
    const due = update.delayMs === 0 ? "+0" : encodeDue(update);
    if (payload === undefined && metadata === undefined) {
      const reply = await this.#run(SCRIPTS.update, [id, ifSequence ?? "", due, priority]);
      return decodeJob(this.#jobReply(id, "update", reply, ifSequence)).job;
    }
    for (let tries = 0; tries < UPDATE_TRIES; tries++) {
      const { job, unreadable } = await this.get(id);
      requireSequence(id, job.sequence, ifSequence);
      requireMove(id, job.status, "update");
      if (unreadable.length > 0) throw corruptJob(id, unreadable);
      // Only its body is sent: about time, the script decides.
      const next = changeJob(job, updateChange(job, update, { now: 0, random: 0 }), 0);
      const args = [id, job.sequence, due, priority, ...encodeNewBody(next)];
      const reply = await this.#run(SCRIPTS.update, args);
      const hasChanged = typeof reply === "number" && ifSequence === undefined;
      if (!hasChanged) return decodeJob(this.#jobReply(id, "update", reply, ifSequence)).job;
    }
    throw new MillraceError(
      "UNAVAILABLE",
      `nothing was changed: other calls keep changing job ${id}; try again`,
    );
  }

  async cancel(id: string, reason: string, ifSequence: number | undefined): Promise<Job> {
    const args = [id, reason, ...given(ifSequence)];
    // One that is repeated would find the sequence moved on by itself.
    const resend = ifSequence === undefined ? () => args : undefined;
    const reply = await this.#run(SCRIPTS.cancel, args, resend);
    const { job } = decodeJob(this.#jobReply(id, "cancel", reply, ifSequence));
    if (job.run !== undefined && isFinal(job.status)) this.#onRunNews(job.run.id);
    return job;
  }

  async redrive(id: string, ifSequence: number | undefined): Promise<Job> {
    const reply = await this.#run(SCRIPTS.redrive, [id, ...given(ifSequence)]);
    return decodeJob(this.#jobReply(id, "redrive", reply, ifSequence)).job;
  }

  /** Changes jobs, each by itself; tells why those that it has not changed are as they were. */
  async changeAll(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    const args: Value[] = [action, reason];
    for (const { jobId, ifSequence } of jobs) args.push(jobId, ifSequence ?? "");
    const answers = (await this.#run(SCRIPTS.changeAll, args)) as Reply[];
    return answers.map((answer, place) => {
      const { jobId, ifSequence } = jobs[place] as OperationJob;
      if (String(answer) === "OK") return undefined;
      const field = unreadableField(jobId, answer);
      if (field !== undefined) return corruptJob(jobId, [field]);
      return refusal(jobId, MOVE_OF[action], answer, ifSequence);
    });
  }

  async delete(id: string, ifSequence: number | undefined): Promise<void> {
    const reply = await this.#run(SCRIPTS.delete, [id, ...given(ifSequence)]);
    if (String(reply) !== "OK") throw refusal(id, "delete", reply, ifSequence);
  }

  /**
   * Lists jobs of a type and status behind a place, or from the start. Pending ones that have a concurrency key
   * are listed by `KEYED`, the others by `PENDING`.
   */
  async list(
    type: string,
    status: JobStatus | "KEYED",
    after: ListPosition | undefined,
    count: number,
    { view = "FULL", reversed = false }: Pick<JobQuery, "view" | "reversed"> = {},
  ): Promise<ListedJob<ListPosition>[]> {
    const args = [type, status, ...(after ?? ["", ""]), count, view, reversed ? "1" : ""];
    const listed = (await this.#run(SCRIPTS.list, args, () => args)) as [
      Buffer,
      Buffer,
      JobReply | null,
    ][];
    return listed.map(([score, id, reply]) => ({
      place: [score.toString(), id.toString()],
      job: reply === null ? undefined : decodeByView(reply, view).job,
    }));
  }

  /** The types that may have jobs, from `from` on, with those of the statuses that have entries. */
  async types(from: string, statuses: readonly JobStatus[], count: number): Promise<ListedType[]> {
    const args = [from, count, ...statuses];
    const reply = (await this.#run(SCRIPTS.types, args, () => args)) as [Buffer, ...number[]][];
    return reply.map(([type, ...places]) => ({
      type: type.toString(),
      statuses: places.map((place) => statuses[place] as JobStatus),
    }));
  }

  /** The queues of types, as they are here. */
  async look(types: readonly string[]): Promise<PartitionQueue[]> {
    const args = [...types];
    const reply = (await this.#run(SCRIPTS.queues, args, () => args)) as (number | Buffer)[];
    return types.map((_, i) => partitionQueue(reply.slice(i * QUEUE_PARTS, (i + 1) * QUEUE_PARTS)));
  }

  /** The time of this partition's server. */
  async now(): Promise<EpochMs> {
    return (await this.#run(SCRIPTS.time, [], () => [])) as number;
  }

  /** A bounded round of maintenance. */
  async maintain(): Promise<MaintenanceReport> {
    const args: [random: number] = [Math.random()];
    const reply = (await this.#run(SCRIPTS.maintain, args, () => args)) as MaintainReply;
    const [promoted, rescued, expired, pruned, more, now, ended] = reply;
    this.#countEnds(ended, now);
    return { promoted, rescued, expired, pruned, more: more === 1 };
  }

  /** Asks for a notice of each change of a job, for `durationMs` from now. */
  async watch(id: string, durationMs: number): Promise<void> {
    const args = [id, durationMs];
    await this.#run(SCRIPTS.watch, args, () => args);
  }

  /** Counts attempts that have ended by `now`, and tells of the runs that have got news. */
  #countEnds(ended: Ended, now: number): void {
    for (let i = 0; i < ended.length; i += 2) {
      const [said, jobs] = [String(ended[i]), ended[i + 1] as number | RunReply];
      if (typeof jobs !== "number") this.#onRunNews(said, readRun(said, now, jobs));
      else if (jobs === 0) this.#onRunNews(said);
      else if (said.startsWith(MADE)) this.#tally.enqueued(said.slice(MADE.length), jobs);
      else this.#countEnd(said.split(" "), now, jobs);
    }
  }

  #countEnd([status, type = "", started]: readonly string[], now: number, jobs: number): void {
    this.#tally.ended(type, status as JobStatus, now - Number(started), jobs);
  }

  async #run(script: Script, args: readonly Value[], resend?: () => Value[]): Promise<Reply> {
    return this.#driver.run(script, this.#prefix, args, resend === undefined ? {} : { resend });
  }

  #jobReply(id: string, move: JobMove | "get", reply: Reply, ifSequence?: number): JobReply {
    if (Array.isArray(reply)) return reply as unknown as JobReply;
    throw refusal(id, move as JobMove, reply, ifSequence);
  }
}

/** An argument of a script that may be left out. */
function given(value: number | undefined): readonly number[] {
  return value === undefined ? [] : [value];
}

/** Which field of a job cannot be read, if that is what a script has answered. */
function unreadableField(id: string, reply: Reply): string | undefined {
  const text = String(reply);
  const start = `CORRUPT ${id} `;
  return text.startsWith(start) ? text.slice(start.length) : undefined;
}

/** Why a script has not made a move. */
function refusal(
  id: string,
  move: JobMove,
  reply: Reply,
  ifSequence: number | undefined,
): MillraceError {
  if (reply === null) return jobNotFound(id);
  if (typeof reply === "number") return sequenceDiffers(id, reply, ifSequence);
  const [, holder, key] = /^HELD (\S+) (.+)$/s.exec(String(reply)) ?? [];
  if (holder !== undefined && key !== undefined) return uniqueKeyTaken(id, key, holder);
  const [, run] = /^RUN (.+)$/.exec(String(reply)) ?? [];
  if (run !== undefined) {
    return jobOfRun(id, move === "redrive" ? "retry" : "delete", parseRunStep(run) as RunStep);
  }
  return forbiddenMove(id, String(reply) as JobStatus, move);
}

/** A completion of a job, and of what is created with it. */
interface ParentCompletion {
  readonly jobId: string;
  readonly token: number;
  readonly result: Uint8Array | undefined;
  readonly enqueue: readonly ChildRequest[];
  readonly tellsRun: string | undefined;
}

/**
 * Which attempts have ended, "status type start-in-ms" and how many each, and which runs have got news, the id of
 * each and 0 or the run; maybe an empty text for none.
 */
type Ended = Buffer | (Buffer | number | RunReply)[];

/** What a count stands behind of the jobs of a type that an end has made. */
const MADE = "MADE ";

/** What `settle.lua` returns. */
type SettleReply = [
  exceptions: (number | Buffer)[],
  now: number,
  ended: Ended,
  parted: Buffer | Buffer[],
  ...statuses: Buffer[],
];

/** What `maintain.lua` returns. */
type MaintainReply = [
  ...[promoted: number, rescued: number, expired: number, pruned: number, more: number],
  ...[now: number, ended: Ended],
];
