import {
  cancelChange,
  canMove,
  changeJob,
  corruptJob,
  expireChange,
  forbiddenMove,
  isFinal,
  isUnstarted,
  type Job,
  type JobUpdate,
  type JobViewKind,
  jobNotFound,
  jobOfRun,
  keepsPlace,
  leaseLost,
  type MaintenanceReport,
  MillraceError,
  type OperationAction,
  type OperationJob,
  type OperationResult,
  type Outcome,
  type PlannedChild,
  planChildren,
  type QueueTally,
  type RunStep,
  redriveChange,
  requireMove,
  requireNoRun,
  requireSequence,
  rescueChange,
  returnsToFront,
  type Settlement,
  type SettleResult,
  sequenceDiffers,
  settleChange,
  throttleOf,
  Unsent,
  updateChange,
} from "@millrace/core";
import type { StoredJob } from "./job-row.ts";
import type { JobTables, KeptJob, QueueEnd, ReadJobs, WorkedChange } from "./job-tables.ts";
import type { PgSession } from "./pg-session.ts";
import { asMillraceError, lost, refused } from "./postgres-fault.ts";
import { runEach } from "./run-each.ts";

/** What is to become of a job. */
type Plan = { readonly place: QueueEnd } & Pick<
  WorkedChange,
  | "change"
  | "endsToken"
  | "isUpdate"
  | "unstartedAt"
  | "throttle"
  | "takesKey"
  | "children"
  | "tellsRun"
>;

/**
 * Changes jobs by the rules of core, where no single statement does it: reads them, computes the change and
 * writes it unless the job has changed meanwhile; in that case it starts again.
 */
export class JobChanger {
  readonly #tables: JobTables;
  readonly #timeoutMs: number;
  readonly #tally: QueueTally;
  readonly #onNews: (runId: string) => void;

  /** `tally` counts what the changes mean; `onNews` hears of the runs whose jobs have ended. */
  constructor(
    tables: JobTables,
    timeoutMs: number,
    tally: QueueTally,
    onNews: (runId: string) => void,
  ) {
    this.#tally = tally;
    this.#onNews = onNews;
    this.#tables = tables;
    this.#timeoutMs = timeoutMs;
  }

  async get(session: PgSession, id: string, view: JobViewKind): Promise<Job> {
    return requireReadable(await this.#tables.readByView(session, id, view), id).job;
  }

  async update(
    session: PgSession,
    id: string,
    update: JobUpdate,
    ifSequence: number | undefined,
  ): Promise<Job> {
    return this.#changeOne(session, id, false, ({ job }, now) => {
      requireSequence(id, job.sequence, ifSequence);
      requireMove(id, job.status, "update");
      const change = updateChange(job, update, contextAt(now));
      return { change, place: keepsPlace(job, change) ? "same" : "back", isUpdate: true };
    });
  }

  async cancel(
    session: PgSession,
    id: string,
    reason: string,
    ifSequence: number | undefined,
  ): Promise<Job> {
    // A cancel that is repeated finds what the first try has done, unless that has to be another sequence.
    const repeatable = ifSequence === undefined;
    return this.#changeOne(session, id, repeatable, ({ job }, now) =>
      cancelPlan(job, reason, ifSequence, now),
    );
  }

  async redrive(session: PgSession, id: string, ifSequence: number | undefined): Promise<Job> {
    return this.#changeOne(session, id, false, ({ job }, now) => redrivePlan(job, ifSequence, now));
  }

  /** Deletes jobs; tells why those that it has not deleted are as they were. */
  async delete(session: PgSession, jobs: readonly OperationJob[]): Promise<OperationResult[]> {
    const kept = await runEach(
      jobs,
      (some, options) => this.#tables.delete(session, some, options),
      { idOf: ({ jobId }) => jobId, findHeld: (held) => this.#tables.held(session, held) },
    );
    // Jobs of runs are left alone, too: what refuses them names the run.
    const left = jobs.filter((_, place) => mayDelete(kept[place])).map(({ jobId }) => jobId);
    const read: ReadJobs["jobs"] =
      left.length > 0 ? (await this.#tables.read(session, left)).jobs : new Map();
    return jobs.map(({ jobId, ifSequence }, place) => {
      const answer = kept[place];
      if (answer instanceof Unsent) return asMillraceError(answer.error);
      return answer && refusedDelete(jobId, answer, ifSequence, read.get(jobId)?.job.run);
    });
  }

  /** Does to each of these jobs what `action` says; tells why those that it has not changed are as they were. */
  async changeAll(
    session: PgSession,
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    if (action === "DELETE") return this.delete(session, jobs);
    const sequences = new Map(jobs.map(({ jobId, ifSequence }) => [jobId, ifSequence]));
    const refusals = new Map<string, MillraceError>();
    /** Those that take their unique keys again, each by a statement of its own. */
    const keyed = new Set<string>();
    const plan = ({ jobs: stored, now }: ReadJobs, ids: readonly string[], repeated: boolean) => {
      const plans = new Map<string, Plan>();
      for (const id of ids) {
        try {
          const { job } = requireReadable(stored.get(id), id);
          const ifSequence = sequences.get(id);
          const planned =
            action === "RETRY"
              ? redrivePlan(job, ifSequence, now)
              : cancelPlan(job, reason, ifSequence, now);
          if (planned?.takesKey) keyed.add(id);
          else if (planned !== undefined) plans.set(id, planned);
        } catch (error) {
          if (!(error instanceof MillraceError) || repeated) throw repeated ? lost(error) : error;
          refusals.set(id, error);
        }
      }
      return plans;
    };
    const { errors } = await this.#change(session, [...sequences.keys()], plan);
    for (const [id, error] of errors) refusals.set(id, error);
    for (const id of keyed) {
      const redriven = this.redrive(session, id, sequences.get(id));
      const refusal = await redriven.then(() => undefined, asMillraceError);
      if (refusal?.code === "UNAVAILABLE") throw refusal;
      if (refusal !== undefined) refusals.set(id, refusal);
    }
    return jobs.map(({ jobId }) => refusals.get(jobId));
  }

  /**
   * Rescues those of these jobs whose leases have expired, and cancels those that have passed their start
   * deadline, as far as nobody holds them. Returns how many; the others will be found again.
   */
  async rescue(
    session: PgSession,
    ids: readonly string[],
  ): Promise<Pick<MaintenanceReport, "rescued" | "expired">> {
    const plan = (read: ReadJobs) => {
      const changes = new Map<string, Plan>();
      for (const [id, { job }] of read.jobs) {
        if (isUnstarted(job, read.now)) {
          changes.set(id, { change: expireChange(job, contextAt(read.now)), place: "same" });
        }
        if (job.status !== "RUNNING" || (job.leaseExpiresAt ?? 0) > read.now) continue;
        const change = rescueChange(job, contextAt(read.now));
        changes.set(id, { change, place: "same", endsToken: true });
      }
      return changes;
    };
    const { written } = await this.#change(session, ids, plan, false);
    let expired = 0;
    for (const { status, startBy } of written.values()) {
      if (status === "CANCELLED" && startBy !== undefined) expired++;
    }
    return { rescued: written.size - expired, expired };
  }

  /**
   * Settles leases, no two of one job, whatever their outcomes; a completion with children has to be the only
   * one.
   */
  async settle(
    session: PgSession,
    items: readonly Settlement[],
    resend: boolean,
  ): Promise<Map<string, SettleResult>> {
    const byId = new Map(items.map((item) => [item.jobId, item]));
    const results = new Map<string, SettleResult>();
    const { errors } = await this.#change(session, [...byId.keys()], (read, ids, repeated) => {
      const { jobs, now } = read;
      const plans = new Map<string, Plan>();
      for (const id of ids) {
        const { token, outcome } = byId.get(id) as Settlement;
        const stored = jobs.get(id);
        if (stored?.token === token && stored.job.status === "RUNNING") {
          const change = settleChange(stored.job, outcome, contextAt(now));
          const place = returnsToFront(stored.job, outcome) ? "front" : "same";
          const children = childrenOf(id, token, outcome);
          const isUnstarted = outcome.kind === "released" && !outcome.started;
          plans.set(id, {
            change,
            place,
            ...(isUnstarted && { unstartedAt: stored.job.startedAt }),
            throttle: throttleOf(stored.job, outcome, now),
            ...(children && { children }),
            ...(outcome.kind === "completed" && { tellsRun: outcome.tellsRun }),
          });
          results.set(id, { status: change.status ?? stored.job.status });
        } else if (stored?.token === token && (resend || repeated)) {
          results.set(id, { status: stored.job.status });
        } else {
          results.set(id, { error: leaseLost(id) });
        }
      }
      return plans;
    });
    for (const [id, error] of errors) results.set(id, { error });
    return results;
  }

  async #changeOne(
    session: PgSession,
    id: string,
    repeatable: boolean,
    plan: (stored: StoredJob, now: number) => Plan | undefined,
  ): Promise<Job> {
    let before: Job | undefined;
    const { written, errors } = await this.#change(session, [id], ({ jobs, now }, _, repeated) => {
      const stored = requireReadable(jobs.get(id), id);
      before = stored.job;
      try {
        const planned = plan(stored, now);
        return new Map(planned === undefined ? [] : [[id, planned]]);
      } catch (error) {
        // The answer to the first try was lost, and that try may have made this change.
        throw repeated && !repeatable ? lost(error) : error;
      }
    });
    const error = errors.get(id);
    if (error !== undefined) throw error;
    return written.get(id) ?? (before as Job);
  }

  /**
   * Changes jobs as `plan` says, which is asked again about those that changed meanwhile, and told
   * whether a write before may have taken effect without an answer. Returns the jobs that it wrote,
   * and why others could not be written.
   */
  async #change(
    session: PgSession,
    ids: readonly string[],
    plan: (read: ReadJobs, ids: readonly string[], repeated: boolean) => Map<string, Plan>,
    waits = true,
  ): Promise<Changed> {
    const deadline = performance.now() + this.#timeoutMs;
    const written = new Map<string, Job>();
    const errors = new Map<string, MillraceError>();
    const withNews = new Set<string>();
    let repeated = false;
    for (let left = [...ids]; left.length > 0; ) {
      const read = await this.#tables.read(session, left, { deadline });
      const plans = plan(read, left, repeated);
      if (plans.size === 0) break;
      const changes = [...plans].map(([id, planned]): WorkedChange => {
        return { stored: read.jobs.get(id) as StoredJob, now: read.now, ...planned };
      });
      const onRepeat = () => {
        repeated = true;
      };
      const sent = await runEach(
        changes,
        async (some, options) => {
          const all = { ...options, deadline, onRepeat };
          const [first] = some;
          // An operator's call for one job; whatever else brings a job back is no redrive.
          const applied = first?.takesKey
            ? await this.#tables.redriveUnique(session, first, all)
            : await this.#tables.change(session, some, all);
          return some.map(({ stored }) => applied.has(stored.job.id));
        },
        {
          idOf: ({ stored }) => stored.job.id,
          findHeld: (held) => this.#tables.held(session, held),
          waits,
        },
      );
      left = [];
      changes.forEach(({ stored, change, now }, i) => {
        const { id } = stored.job;
        const answer = sent[i];
        if (answer instanceof Unsent) errors.set(id, asMillraceError(answer.error));
        else if (answer) {
          const changed = changeJob(stored.job, change, now);
          this.#tally.moved(stored.job, changed, now);
          for (const { spec } of changes[i]?.children ?? []) this.#tally.enqueued(spec.type);
          if (changed.run !== undefined && isFinal(changed.status)) withNews.add(changed.run.id);
          written.set(id, changed);
        } else left.push(id);
      });
      if (left.length > 0 && performance.now() >= deadline) {
        throw refused("other calls keep changing these jobs");
      }
    }
    for (const run of withNews) this.#onNews(run);
    return { written, errors };
  }
}

/** What became of jobs that were to be changed. */
interface Changed {
  readonly written: ReadonlyMap<string, Job>;
  readonly errors: ReadonlyMap<string, MillraceError>;
}

function requireReadable(stored: StoredJob | undefined, id: string): StoredJob {
  if (stored === undefined) throw jobNotFound(id);
  if (stored.unreadable.length === 0 || stored.job.finishedAt !== undefined) return stored;
  throw corruptJob(id, stored.unreadable);
}

function childrenOf(id: string, token: number, outcome: Outcome): PlannedChild[] | undefined {
  if (outcome.kind !== "completed" || outcome.enqueue === undefined) return undefined;
  return planChildren(id, token, outcome.enqueue);
}

/** What a cancel makes of a job; nothing when it is cancelled already, or asked to be. */
function cancelPlan(
  job: Job,
  reason: string,
  ifSequence: number | undefined,
  now: number,
): Plan | undefined {
  const { id, status, cancelRequested, sequence } = job;
  requireSequence(id, sequence, ifSequence);
  if (status === "CANCELLED" || (status === "RUNNING" && cancelRequested)) return undefined;
  requireMove(id, status, "cancel");
  return { change: cancelChange(job, reason, contextAt(now)), place: "same" };
}

function redrivePlan(job: Job, ifSequence: number | undefined, now: number): Plan {
  requireSequence(job.id, job.sequence, ifSequence);
  requireMove(job.id, job.status, "redrive");
  requireNoRun(job, "retry");
  const takesKey = job.uniqueKey !== undefined;
  return { change: redriveChange(job, contextAt(now)), place: "back", takesKey };
}

function mayDelete(answer: KeptJob | Unsent | undefined): boolean {
  return typeof answer === "object" && "status" in answer && canMove(answer.status, "delete");
}

function refusedDelete(
  id: string,
  kept: KeptJob,
  ifSequence: number | undefined,
  run: RunStep | undefined,
): MillraceError {
  if (kept === "NONE") return jobNotFound(id);
  if (ifSequence !== undefined && kept.sequence !== ifSequence) {
    return sequenceDiffers(id, kept.sequence, ifSequence);
  }
  return run === undefined ? forbiddenMove(id, kept.status, "delete") : jobOfRun(id, "delete", run);
}

const contextAt = (now: number) => ({ now, random: Math.random() });
