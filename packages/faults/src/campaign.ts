import { type Job, LEASE_EXPIRED_MESSAGE } from "@millrace/core";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { openAccess } from "./access.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { FAULTS, type Fault } from "./fault.ts";
import { Load } from "./load.ts";
import { until } from "./until.ts";

/** What a fault has cost, in jobs. */
export interface Toll {
  /** Whose enqueue was acknowledged. */
  readonly jobs: number;
  /** Acknowledged, and not completed in the end. */
  readonly lost: number;
  /** Begun more than once, which at-least-once delivery allows. */
  readonly runTwice: number;
  /** Whose completion was acknowledged more than once, or whose history holds anything odd. */
  readonly settledTwice: number;
}

const PATIENCE_MS = 30_000;

/** Faults, one after the other, that befall one engine under load. */
export class Campaign implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #proxy: TcpProxy;
  readonly #load: Load;

  private constructor(engine: Engine, proxy: TcpProxy, load: Load) {
    this.#engine = engine;
    this.#proxy = proxy;
    this.#load = load;
  }

  static async open(kind: EngineKind): Promise<Campaign> {
    await using opened = new AsyncDisposableStack();
    const engine = opened.use(await kind.open());
    const proxy = opened.use(await TcpProxy.start(engine.url));
    const load = opened.use(await Load.open(proxy.url, FAULTS.map(typeOf)));
    opened.move();
    return new Campaign(engine, proxy, load);
  }

  /** What the engine is called in the names of faults. */
  get what(): string {
    return this.#engine.what;
  }

  /**
   * Has a fault befall the engine `times` times, each time after and before every worker has completed
   * `jobs` more; then counts what became of the jobs.
   */
  async suffer(fault: Fault, times: number, jobs: number): Promise<Toll> {
    const type = typeOf(fault);
    const world = { engine: this.#engine, proxy: this.#proxy, load: this.#load, type };
    await this.#load.produce(type, async () => {
      await this.#load.untilAllComplete(jobs);
      for (let i = 0; i < times; i++) {
        await fault.befall(world);
        await this.#load.untilAllComplete(jobs);
      }
    });
    return this.#audit(type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load[Symbol.asyncDispose]();
    await this.#proxy[Symbol.asyncDispose]();
    await this.#engine[Symbol.asyncDispose]();
  }

  async #audit(type: string): Promise<Toll> {
    const acknowledged = this.#load.acknowledged(type);
    await using access = openAccess(this.#engine.url);
    let jobs: Job[] = [];
    const unfinished = async () => {
      jobs = await access.jobs(type);
      return jobs.some(({ status }) => status !== "COMPLETED");
    };
    await until("every job has completed", PATIENCE_MS, async () => !(await unfinished()));
    const completions = this.#load.count("completed");
    const begins = this.#load.count("begun");
    const kept = new Set(jobs.map(({ id }) => id));
    return {
      jobs: acknowledged.length,
      lost: acknowledged.filter((id) => !kept.has(id)).length,
      runTwice: jobs.filter(({ id }) => (begins.get(id) ?? 0) > 1).length,
      settledTwice: jobs.filter((job) => (completions.get(job.id) ?? 0) > 1 || isOdd(job)).length,
    };
  }
}

/** The jobs of each fault have a type of their own. */
function typeOf(fault: Fault): string {
  return `fault-${FAULTS.indexOf(fault)}`;
}

/** Whether anything but lost leases and one completion has happened to a completed job. */
function isOdd({ attempt, errors }: Job): boolean {
  return (
    errors.length !== attempt - 1 || errors.some(({ message }) => message !== LEASE_EXPIRED_MESSAGE)
  );
}
