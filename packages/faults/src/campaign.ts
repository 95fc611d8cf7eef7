import { type Durability, type Job, LEASE_EXPIRED_MESSAGE } from "@millrace/core";
import { until } from "@millrace/store-conformance/until";
import { Access, ifAnswered } from "./access.ts";
import type { Engine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import type { Fault } from "./fault.ts";
import { type Enqueued, Load } from "./load.ts";
import { type FiringAudit, SCHEDULED_TYPE, ScheduledLoad } from "./scheduled-load.ts";

/** What a fault has cost, in jobs. */
export interface AuditResult {
  /** Whose enqueue was acknowledged. */
  readonly jobs: number;
  /** Those among them that a replica had, as the answer said. */
  readonly replicated: number;
  /** Acknowledged, and not completed in the end. */
  readonly lost: number;
  /** Begun more than once, which at-least-once delivery allows. */
  readonly runTwice: number;
  /** Whose completion was acknowledged more than once, or whose history holds anything odd. */
  readonly settledTwice: number;
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
    const world = { engine: this.#engine, load: this.#load, type };
    await this.#load.produce(type, async () => {
      await this.#load.untilAllComplete(jobs);
      for (let i = 0; i < times; i++) {
        await fault.inject(world);
        await this.#load.untilAllComplete(jobs);
      }
    });
    return this.#audit(type);
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

  async #audit(type: string): Promise<AuditResult> {
    const acknowledged = this.#load.acknowledged(type);
    await using access = new Access(this.#engine.url);
    let jobs: Job[] | undefined;
    await until("every job has completed", PATIENCE_MS, async () => {
      jobs = await ifAnswered(finishedJobs(access, type, acknowledged.keys()));
      return jobs !== undefined;
    });
    return this.#count(acknowledged, jobs ?? []);
  }

  #count(acknowledged: ReadonlyMap<string, Enqueued>, jobs: readonly Job[]): AuditResult {
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
      jobs: acknowledged.size,
      replicated: [...acknowledged.values()].filter(({ isReplicated }) => isReplicated).length,
      lost: lost.length,
      runTwice: jobs.filter(({ id }) => (begins.get(id) ?? 0) > 1).length,
      settledTwice: settledTwice.length + odd.length,
      broken,
    };
  }
}

/** The jobs of a type, or `undefined` when some of them, or of those with `ids`, are not completed. */
async function finishedJobs(
  access: Access,
  type: string,
  ids: Iterable<string>,
): Promise<Job[] | undefined> {
  const jobs = await access.jobs(type);
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

/** Whether anything but lost leases and one completion has happened to a completed job. */
function isOdd({ attempt, errors }: Job): boolean {
  return (
    errors.length !== attempt - 1 || errors.some(({ message }) => message !== LEASE_EXPIRED_MESSAGE)
  );
}

function historyOf({ id, attempt, errors }: Job): string {
  const told = errors.map((error) => `attempt ${error.attempt}: ${error.message}`).join(", ");
  return `${id} completed in attempt ${attempt}; before it: ${told || "nothing"}`;
}
