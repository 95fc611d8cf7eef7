import type { Job, LeaseRequest, Store } from "@millrace/core";
import { type FlowPlan, rateLimit, runningLimit, servesInTurn, weightOf } from "./flow-plan.ts";
import type { JobRecord, LeaseRecord } from "./job-record.ts";
import { KeyFairness } from "./key-fairness.ts";
import { KeyHolds } from "./key-holds.ts";
import { StartRates } from "./start-rates.ts";
import type { StoreClock } from "./store-clock.ts";

export interface FlowWatchOptions {
  readonly flow: FlowPlan;
  readonly store: Pick<Store, "get" | "list" | "queues">;
  readonly clock: StoreClock;
  /** Whether the store's clock is never corrected. */
  readonly clockIsRight: boolean;
  readonly records: readonly JobRecord[];
  /** Told of what must not happen. */
  readonly violation: (text: string) => void;
}

/** The name that the rate of the whole queue has among those of keys. */
const QUEUE = "";

/**
 * Watches a queue with limits from outside: no more jobs of it are leased than its slots and tokens let, none while
 * another one keeps the turn of their key, the keys take turns, and a lease that was not full leaves nothing that
 * could have been leased.
 */
export class FlowWatch {
  readonly #options: FlowWatchOptions;
  readonly #rates: StartRates;
  readonly #fairness: KeyFairness;
  readonly #holds: KeyHolds;
  #limits: FlowPlan["limits"];
  /** What was leased since it has looked last, and whether any lease could have had more. */
  readonly #leased: JobRecord[] = [];
  #wasServed = false;

  constructor(options: FlowWatchOptions) {
    const { flow, store, clock } = options;
    this.#options = options;
    this.#limits = flow.limits;
    this.#rates = new StartRates((key) =>
      key === QUEUE ? flow.limits.rate : rateLimit(flow, key),
    );
    this.#fairness = new KeyFairness((key) => weightOf(flow, key));
    this.#holds = new KeyHolds(flow.limits.keyOnFailure ?? "CONTINUE", store, clock);
  }

  /** Somebody has other limits set. */
  changed(limits: FlowPlan["limits"]): void {
    this.#limits = limits;
    this.#fairness.forget();
  }

  /** Somebody resumes the key that these jobs keep. */
  resumed(jobIds: readonly string[]): void {
    for (const record of this.#options.records) {
      if (record.id !== undefined && jobIds.includes(record.id)) this.#holds.resumed(record);
    }
  }

  /** A job was given back before its handler has started. */
  givenBack({ plan: { key, type } }: JobRecord, { startedAt }: LeaseRecord): void {
    if (type !== this.#options.flow.type) return;
    const now = this.#options.clock.now();
    this.#rates.giveBack(QUEUE, startedAt, now);
    if (key !== undefined) this.#rates.giveBack(key, startedAt, now);
  }

  /** Jobs were leased, in that order. What that means is looked at once all has happened that takes no time. */
  leased(request: LeaseRequest, jobs: readonly JobRecord[]): void {
    const { flow, clock } = this.#options;
    if (!request.types.includes(flow.type)) return;
    if (this.#leased.length === 0 && !this.#wasServed) clock.afterTurn(() => void this.#look());
    this.#leased.push(...jobs.filter(({ plan }) => plan.type === flow.type));
    const isFull = jobs.length === request.maxJobs;
    this.#wasServed ||= !isFull && request.signal?.aborted !== true;
  }

  async #look(): Promise<void> {
    const leased = this.#leased.splice(0);
    const wasServed = this.#wasServed;
    this.#wasServed = false;
    const { flow, store, clockIsRight } = this.#options;
    const query = { type: flow.type, statuses: ["PENDING" as const], pageSize: 1_000 };
    const { jobs: waiting } = await store.list(query);
    this.#takesTurns(leased, waiting);
    for (const record of leased) await this.#mayStart(record);
    if (clockIsRight && wasServed) await this.#leavesNothing(waiting);
  }

  /** Nothing waits that could be leased. */
  async #leavesNothing(waiting: readonly Job[]): Promise<void> {
    const { flow, store, clock, violation } = this.#options;
    const now = clock.now();
    const { maxRunning = Number.POSITIVE_INFINITY } = flow.limits;
    if (this.#running().length >= maxRunning || this.#rates.room(QUEUE, now) <= 0) return;
    const { keys } = await store.queues.listKeys(flow.type);
    for (const { id, concurrencyKey: key } of waiting) {
      if (key !== undefined) {
        const keptBy = keys.find((each) => each.key === key)?.keptBy;
        for (const keeper of keptBy ?? []) await this.#keepsRightly(keeper);
        if (keptBy !== undefined && !keptBy.includes(id)) continue;
        if (this.#running(key).length >= runningLimit(flow, key)) continue;
        if (this.#rates.room(key, now) <= 0) continue;
      }
      violation(`a lease that was not full has left job ${this.#numberOf(id)} waiting`);
    }
  }

  /** Slots, tokens, and the turn of its key. */
  async #mayStart(record: JobRecord): Promise<void> {
    const { flow, clock, clockIsRight, records, violation } = this.#options;
    const { key, number } = record.plan;
    const { startedAt = clock.now() } = record.leases.at(-1) ?? {};
    const scopes = [
      { name: QUEUE, what: "the queue", running: this.#running(), most: flow.limits.maxRunning },
      ...(key === undefined
        ? []
        : [
            {
              ...{ name: key, what: `the key ${key}`, running: this.#running(key) },
              most: runningLimit(flow, key),
            },
          ]),
    ];
    for (const { name, what, running, most = Number.POSITIVE_INFINITY } of scopes) {
      if (running.length > most) {
        violation(`${running.length} jobs of ${what} run, of at most ${most}`);
      }
      if (clockIsRight && this.#rates.room(name, startedAt) <= 0) {
        violation(`job ${number} was leased though ${what} had no token left`);
      }
      this.#rates.start(name, startedAt);
    }
    if (key === undefined || (await this.#holds.keeps(record))) return;
    for (const other of records) {
      if (other === record || other.plan.key !== key || other.plan.type !== flow.type) continue;
      if (!(await this.#holds.keeps(other))) continue;
      violation(`job ${number} was leased while job ${other.plan.number} kept the turn of ${key}`);
    }
  }

  #takesTurns(leased: readonly JobRecord[], waiting: readonly Job[]): void {
    const { flow, violation } = this.#options;
    if (!servesInTurn(flow, this.#limits)) return;
    const left = [
      ...leased.map(({ plan }) => ({ key: plan.key, priority: plan.priority })),
      ...waiting.map(({ concurrencyKey, priority }) => ({ key: concurrencyKey, priority })),
    ];
    for (const { plan } of leased) {
      const priorities = new Set(left.map(({ priority }) => priority));
      // Between keys of different priorities there are no turns.
      if (this.#limits.order !== "FAIR" && priorities.size > 1) this.#fairness.forget();
      else {
        const keys = new Set(left.map(({ key = "" }) => key));
        for (const breach of this.#fairness.served(plan.key ?? "", keys)) violation(breach);
      }
      left.shift();
    }
  }

  async #keepsRightly(id: string): Promise<void> {
    const { records, violation } = this.#options;
    const keeper = records.find((record) => record.id === id);
    if (keeper === undefined || (await this.#holds.keeps(keeper))) return;
    violation(`job ${keeper.plan.number} keeps the turn of its key for no reason`);
  }

  /** The jobs that run by what is known of leases: of a key, or all. */
  #running(key?: string): JobRecord[] {
    const { records, flow, clock } = this.#options;
    return records.filter(({ plan, leases }) => {
      if (plan.type !== flow.type || (key !== undefined && plan.key !== key)) return false;
      const last = leases.at(-1);
      return last && last.settled === undefined && !last.lost && clock.latest < last.expiresAt;
    });
  }

  #numberOf(id: string): number | undefined {
    return this.#options.records.find((record) => record.id === id)?.plan.number;
  }
}
