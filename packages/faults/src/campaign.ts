import {
  type Durability,
  type EpochMs,
  type Group,
  type Job,
  LEASE_EXPIRED_MESSAGE,
} from "@millrace/core";
import { until } from "@millrace/store-conformance/until";
import { Access, ifAnswered } from "./access.ts";
import type { Engine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import type { Fault } from "./fault.ts";
import { brokenRules } from "./flow-audit.ts";
import { FLOW_TYPES } from "./flow-load.ts";
import { HALTED_TYPE, PLANNED_FAILURE } from "./held-load.ts";
import { type Enqueued, Load } from "./load.ts";
import { type FiringAudit, SCHEDULED_TYPE, ScheduledLoad } from "./scheduled-load.ts";

/** What a fault has cost, in jobs. */
export interface AuditResult {
  /** Whose enqueue was acknowledged, and those under flow control. */
  readonly jobs: number;
  /** Under keys, limits and unique keys, in groups, with children. */
  readonly underFlow: number;
  /** Runs of workflows that have ended. */
  readonly runs: number;
  /** Those among them that a replica had, as the answer said. */
  readonly replicated: number;
  /** Acknowledged, and not completed in the end. */
  readonly lost: number;
  /** Begun more than once, which at-least-once delivery allows. */
  readonly runTwice: number;
  /** Whose completion was acknowledged more than once, or whose history holds anything odd. */
  readonly settledTwice: number;
  /**
   * How often a limit was exceeded, a slot was held by nothing, a run has not ended as the model predicts, and the like:
   * see {@link brokenRules} and {@link RunLoad}.
   */
  readonly brokenRules: number;
  /** What became of those lost or settled twice that the store's documentation does not account for. */
  readonly broken: readonly string[];
}

const PATIENCE_MS = 30_000;

/** Injects faults into one engine under load, one after the other. */
export class Campaign<On extends Engine> implements AsyncDisposable {
  readonly #kind: EngineKind<On>;
  readonly #engine: On;
  readonly #load: Load;
  readonly #scheduled: ScheduledLoad;

  private constructor(
    kind: EngineKind<On>,
    engine: On,
    { load, scheduled }: { readonly load: Load; readonly scheduled: ScheduledLoad },
  ) {
    this.#kind = kind;
    this.#engine = engine;
    this.#load = load;
    this.#scheduled = scheduled;
  }

  static async open<On extends Engine>(kind: EngineKind<On>): Promise<Campaign<On>> {
    await using opened = new AsyncDisposableStack();
    const engine = opened.use(await kind.open());
    const types = [SCHEDULED_TYPE, ...kind.faults.map((_, place) => typeOf(place))];
    const scheduled = opened.use(await ScheduledLoad.open(engine.url));
    const load = opened.use(await Load.open(engine.url, types, engine.durability));
    opened.move();
    return new Campaign(kind, engine, { load, scheduled });
  }

  /** What its producers ask for. */
  get durability(): Durability {
    return this.#engine.durability;
  }

  /**
   * Injects a fault `times` times, each time after and before every worker has completed
   * `jobs` more; then counts what became of the jobs.
   */
  async run(fault: Fault<On>, times: number, jobs: number): Promise<AuditResult> {
    const type = typeOf(this.#kind.faults.indexOf(fault));
    const world = { engine: this.#engine, load: this.#load };
    const since = Date.now();
    await this.#load.produce(type, async () => {
      await this.#load.untilAllComplete(jobs);
      for (let i = 0; i < times; i++) {
        await fault.inject(world);
        await this.#load.untilAllComplete(jobs);
      }
      // Workers complete other jobs, too, such as those of schedules that catch up.
      await this.#load.untilAcknowledged(type, jobs);
    });
    return this.#audit(type, since);
  }

  /** What has become of the times of schedules through all faults so far. */
  auditSchedules(how: { readonly isCaughtUp: boolean }): Promise<FiringAudit> {
    return this.#scheduled.audit(how);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scheduled[Symbol.asyncDispose]();
    await this.#load[Symbol.asyncDispose]();
    await this.#engine[Symbol.asyncDispose]();
  }

  /** `since` is when the run began: before that, every job under flow control had completed. */
  async #audit(type: string, since: EpochMs): Promise<AuditResult> {
    const { flow } = this.#load;
    await using access = new Access(this.#engine.url);
    await until("every slot can be taken", PATIENCE_MS, () => flow.canFillSlots());
    const acknowledged = new Map(this.#load.acknowledged(type));
    for (const [id, at] of flow.jobs) acknowledged.set(id, { at, isReplicated: false });
    let jobs: Job[] | undefined;
    await until("every job has completed", PATIENCE_MS, async () => {
      await flow.retryFailed();
      const found = finishedJobs(access, [type, ...FLOW_TYPES], acknowledged.keys());
      const before = jobs?.length;
      jobs = await ifAnswered(found);
      // A listing can pass over a job that changes its status meanwhile, such as a callback, whose id nobody was told.
      return jobs !== undefined && jobs.length === before;
    });
    const ofRun = jobs?.filter(({ createdAt }) => createdAt >= since) ?? [];
    const runs = await this.#load.runs.audit((at) => this.#engine.mayHaveLost(at));
    const breaches = [...(await this.#brokenRules(access, ofRun)), ...runs.broken];
    const result = this.#count(acknowledged, ofRun);
    const underFlow = ofRun.filter((job) => job.type !== type).length;
    flow.forget();
    return {
      ...result,
      underFlow,
      runs: runs.runs,
      brokenRules: breaches.length,
      broken: [...result.broken, ...breaches],
    };
  }

  async #brokenRules(access: Access, jobs: readonly Job[]): Promise<string[]> {
    const { flow } = this.#load;
    const groups = new Map<string, Group | undefined>();
    for (const id of flow.groups.keys()) groups.set(id, await access.group(id));
    const mayBeLost = (id: string) => this.#engine.mayHaveLost(flow.groups.get(id) ?? 0);
    const breaches = flow.breaches(jobs, this.#load.starts);
    const seen = breaches.filter(({ at }) => !this.#engine.mayHaveLost(at));
    return [...seen.map(({ what }) => what), ...brokenRules({ jobs, groups, mayBeLost })];
  }

  #count(
    acknowledged: ReadonlyMap<string, Enqueued>,
    jobs: readonly Job[],
  ): Omit<AuditResult, "underFlow" | "runs" | "brokenRules"> {
    const begins = this.#load.count("begun");
    const completions = this.#load.count("completed");
    const kept = new Set(jobs.map(({ id }) => id));
    const lost = [...acknowledged].filter(([id]) => !kept.has(id));
    const settledTwice = jobs.filter(({ id }) => (completions.get(id) ?? 0) > 1);
    const odd = jobs.filter((job) => isOdd(job) && !settledTwice.includes(job));
    const broken = [
      ...lost
        .filter(([, { at, isReplicated }]) => isReplicated || !this.#engine.mayHaveLost(at))
        .map(([id]) => `${id} is lost`),
      ...settledTwice
        .filter(({ id }) => !this.#engine.mayHaveLost(this.#load.firstCompletion(id)))
        .map((job) => `${historyOf(job)}; ${completions.get(job.id)} completions acknowledged`),
      ...odd.map(historyOf),
    ];
    return {
      jobs: new Set([...acknowledged.keys(), ...kept]).size,
      replicated: [...acknowledged.values()].filter(({ isReplicated }) => isReplicated).length,
      lost: lost.length,
      runTwice: jobs.filter((job) => (begins.get(job.id) ?? 0) > 1 + plannedFailures(job)).length,
      settledTwice: settledTwice.length + odd.length,
      broken,
    };
  }
}

/** The jobs of some types, or `undefined` when some of them, or of those with `ids`, are not completed. */
async function finishedJobs(
  access: Access,
  types: readonly string[],
  ids: Iterable<string>,
): Promise<Job[] | undefined> {
  const jobs = (await Promise.all(types.map((type) => access.jobs(type)))).flat();
  if (jobs.some(({ status }) => status !== "COMPLETED")) return undefined;
  const listed = new Set(jobs.map(({ id }) => id));
  for (const id of ids) {
    // The listing has passed over one that was rescued meanwhile, say.
    if (!listed.has(id) && (await access.has(id))) return undefined;
  }
  return jobs;
}

/** The jobs of each fault have a type of their own. */
function typeOf(place: number): string {
  return `fault-${place}`;
}

/** Whether anything but lost leases, a failure that was to be and one completion has happened to a completed job. */
function isOdd(job: Job): boolean {
  const { type, attempt, errors } = job;
  const planned = plannedFailures(job);
  const lost = errors.filter(({ message }) => message === LEASE_EXPIRED_MESSAGE).length;
  // Attempts are counted anew since it was retried.
  const isCounted = errors.length === attempt - 1 || (type === HALTED_TYPE && planned > 0);
  return !isCounted || planned > 1 || lost + planned < errors.length;
}

function plannedFailures({ errors }: Job): number {
  return errors.filter(({ message }) => message === PLANNED_FAILURE).length;
}

function historyOf({ id, attempt, errors }: Job): string {
  const told = errors.map((error) => `attempt ${error.attempt}: ${error.message}`).join(", ");
  return `${id} completed in attempt ${attempt}; before it: ${told || "nothing"}`;
}
