import { setTimeout as wait } from "node:timers/promises";
import type { JobView } from "@millrace/client";
import { isFinal, type Job, type QueueLimits } from "@millrace/core";
import { type Access, ifAnswered } from "./access.ts";
import { type Breach, brokenOrders, HELD_TYPES, HeldLoad } from "./held-load.ts";
import { brokenRates, RATED_TYPE, RatedLoad } from "./rated-load.ts";
import type { Start } from "./start.ts";

/** The types of its jobs. Those of `parent` enqueue children with their completion. */
export const FLOW_TYPES = [
  ...["keyed", "unique", "parent", "child", "member", "callback"],
  ...[...HELD_TYPES, RATED_TYPE],
];
/** How many children a job of the type `parent` has. */
export const CHILDREN = 2;
/** How many jobs a group has, and how many it calls back. */
export const MEMBERS = 3;
export const CALLBACKS = 2;

const KEYS = ["a", "b", "c"];
/** How many jobs of a concurrency key may run. */
const KEY_LIMIT = 2;
/** What one of the keys has of its own. */
const OWN_LIMITS = { key: "c", limits: { maxRunning: 1, weight: 3 } };
/** In which orders keys are served in turn, and what a step of priority is worth. */
const SETTINGS: readonly QueueLimits[] = [
  { order: "FAIR" },
  { order: "STRICT", agingMs: 10 },
  { order: "PRIORITY" },
  { order: "FAIR", agingMs: 1_000 },
];
const SETTING_MS = 400;
const PRIORITIES = [5, 1, 100];
/** How many jobs of all groups may run. */
const QUEUE_LIMIT = 4;
const UNIQUE_KEY = "u";
const ROUND_MS = 50;
const LOOK_MS = 25;
/** How long a job runs that shows that a slot is free. */
const PROBE_MS = 50;
/** How long it may take until it has. */
const PROBE_WAIT = "5s";
const OPTIONS = { backoff: { initial: 0, jitter: 0 } };

/** When what has an id was acknowledged, by `performance.now()`. */
type AcknowledgedAt = Map<string, number>;

/** A producer of jobs under flow control: keys, limits, rates, strict orders, unique jobs, groups and children. */
export class FlowLoad {
  readonly #access: Access;
  readonly #limitsQueues: boolean;
  /** Jobs that were acknowledged since the last audit, by id. */
  readonly jobs: AcknowledgedAt;
  /** The same of groups. */
  readonly groups: AcknowledgedAt = new Map();
  readonly #breaches: Breach[] = [];
  readonly #parts: { readonly held: HeldLoad; readonly rated: RatedLoad };
  /** The job that had the unique key when it was last asked for. */
  #holder: string | undefined;
  /** How many rounds there were, and how often the order of keys was set. */
  #rounds = 0;
  #settings = 0;

  private constructor(
    access: Access,
    limitsQueues: boolean,
    jobs: AcknowledgedAt,
    parts: { readonly held: HeldLoad; readonly rated: RatedLoad },
  ) {
    this.#access = access;
    this.#limitsQueues = limitsQueues;
    this.jobs = jobs;
    this.#parts = parts;
  }

  /** Sets the limits of its queues; not those that bind a whole queue where that lies in partitions. */
  static async open(access: Access, limitsQueues: boolean): Promise<FlowLoad> {
    const { queues } = access.client;
    await queues.setLimits("keyed", { keyMaxRunning: KEY_LIMIT });
    await queues.setKeyLimits("keyed", OWN_LIMITS.key, OWN_LIMITS.limits);
    if (limitsQueues) await queues.setLimits("member", { maxRunning: QUEUE_LIMIT });
    const jobs: AcknowledgedAt = new Map();
    const held = await HeldLoad.open(access, jobs);
    const rated = await RatedLoad.open(access, jobs, limitsQueues);
    return new FlowLoad(access, limitsQueues, jobs, { held, rated });
  }

  /** Enqueues jobs, and looks how many run, until `signal` is aborted. */
  async produce(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#repeat(signal, ROUND_MS, () => this.#round()),
      this.#repeat(signal, SETTING_MS, () => this.#setOrder()),
      this.#watch(signal),
      this.#parts.held.produce(signal),
      this.#parts.rated.produce(signal),
    ]);
  }

  /** Has those jobs go on that wait for somebody to look at them. */
  retryFailed(): Promise<void> {
    return this.#parts.held.retryFailed();
  }

  /** What must not have been since the last audit, by what was seen and by the starts of its jobs. */
  breaches(jobs: readonly Job[], starts: readonly Start[]): Breach[] {
    return [
      ...this.#breaches.splice(0),
      ...brokenOrders(jobs, starts),
      ...brokenRates(jobs, starts, this.#limitsQueues),
    ];
  }

  /** Forgets what was acknowledged so far. */
  forget(): void {
    this.jobs.clear();
    this.groups.clear();
  }

  /**
   * Whether each slot of each key can be taken: runs as many jobs of it at the same time as may run.
   */
  async canFillSlots(): Promise<boolean> {
    const { client } = this.#access;
    const probes = KEYS.flatMap((key) =>
      Array.from({ length: limitOf(key) }, () => ({
        ...{ type: "keyed", key, payload: { ms: PROBE_MS } },
        ...OPTIONS,
      })),
    );
    const results = await ifAnswered(client.enqueueMany(probes));
    const ids = results?.flatMap((result) => ("error" in result ? [] : result.job.id)) ?? [];
    for (const id of ids) this.jobs.set(id, performance.now());
    if (ids.length < probes.length) return false;
    const reads = ids.map((id) => ifAnswered(client.get(id, { wait: PROBE_WAIT })));
    const ended = await Promise.all(reads);
    return KEYS.every((key) => {
      const jobs = ended.flatMap((job) => (job?.concurrencyKey === key ? job : []));
      const lastStart = Math.max(
        ...jobs.map(({ startedAt = Number.POSITIVE_INFINITY }) => startedAt),
      );
      return jobs.every(({ finishedAt = 0 }) => finishedAt > lastStart);
    });
  }

  async #round(): Promise<void> {
    const { client } = this.#access;
    const priority = PRIORITIES[this.#rounds++ % PRIORITIES.length];
    const note = async (enqueued: Promise<{ readonly job: { readonly id: string } }>) => {
      const answer = await ifAnswered(enqueued);
      if (answer !== undefined) this.jobs.set(answer.job.id, performance.now());
    };
    const group = async () => {
      const made = await ifAnswered(
        client.groups.create({
          jobs: Array.from({ length: MEMBERS }, () => ({ type: "member", ...OPTIONS })),
          onCompleted: { type: "callback", ...OPTIONS },
          onFinished: { type: "callback", ...OPTIONS },
          sealed: true,
        }),
      );
      if (made !== undefined) this.groups.set(made.id, performance.now());
    };
    await Promise.all([
      ...KEYS.map((key) => note(client.enqueue("keyed", undefined, { key, priority, ...OPTIONS }))),
      this.#enqueueUnique(),
      note(client.enqueue("parent", undefined, OPTIONS)),
      group(),
    ]);
  }

  /** Has the keys served in another order, and jobs stand by their age or not. */
  async #setOrder(): Promise<void> {
    const setting = SETTINGS[this.#settings++ % SETTINGS.length];
    const limits = { keyMaxRunning: KEY_LIMIT, ...setting };
    await ifAnswered(this.#access.client.queues.setLimits("keyed", limits));
  }

  /** One that was made says that the one before it, if there was one, had finished. */
  async #enqueueUnique(): Promise<void> {
    const { client } = this.#access;
    const options = { unique: { key: UNIQUE_KEY }, ...OPTIONS };
    const answer = await ifAnswered(client.enqueue("unique", undefined, options));
    if (answer === undefined) return;
    const { id } = answer.job;
    this.jobs.set(id, performance.now());
    const before = this.#holder;
    this.#holder = id;
    if (!answer.created || before === undefined || before === id) return;
    const job = await ifAnswered(client.get(before, { view: "BASIC" }));
    if (job === undefined || isFinal(job.status)) return;
    this.#breach(`${id} was made while ${before} had its unique key, and was ${job.status}`);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    await this.#repeat(signal, LOOK_MS, async () => {
      const keyed = await this.#running("keyed");
      for (const key of KEYS) {
        const running = keyed.filter(({ concurrencyKey }) => concurrencyKey === key).length;
        this.#require(`the key ${key}`, limitOf(key), running);
      }
      if (!this.#limitsQueues) return;
      this.#require("the queue member", QUEUE_LIMIT, (await this.#running("member")).length);
    });
  }

  #require(what: string, limit: number, running: number): void {
    if (running > limit) this.#breach(`${running} jobs of ${what} run, of at most ${limit}`);
  }

  #breach(what: string): void {
    this.#breaches.push({ what, at: performance.now() });
  }

  async #running(type: string): Promise<readonly JobView[]> {
    const query = { type, statuses: ["RUNNING" as const], pageSize: 1_000 };
    return (await ifAnswered(this.#access.client.listPage(query)))?.jobs ?? [];
  }

  async #repeat(signal: AbortSignal, everyMs: number, act: () => Promise<void>): Promise<void> {
    while (!signal.aborted) await Promise.all([act(), wait(everyMs)]);
  }
}

function limitOf(key: string): number {
  return key === OWN_LIMITS.key ? OWN_LIMITS.limits.maxRunning : KEY_LIMIT;
}
