import type { Redis } from "ioredis";
import { type BullmqJob, priorityOf } from "./bullmq-job.ts";
import type { BullmqState } from "./bullmq-words.ts";

/** How many jobs are read at a time. */
const PAGE_JOBS = 500;
const FIELDS = ["name", "data", "opts", "atm", "attemptsMade", "failedReason", "rjk"] as const;
/** What old versions put among the waiting jobs to wake a worker. */
const MARKER = "0:";

type Entry = readonly [id: string, score: number];

/** The queues of BullMQ in a Redis, which are read and never written. */
export class BullmqRedis {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** The names of its queues. */
  async queues(): Promise<string[]> {
    const names = new Set<string>();
    const [before, after] = [`${this.#prefix}:`, ":meta"];
    const match = `${escapeGlob(before)}*${after}`;
    for await (const keys of this.#redis.scanStream({ match, count: 1_000 })) {
      for (const key of keys as string[]) names.add(key.slice(before.length, -after.length));
    }
    return [...names].sort();
  }

  /** Whether a queue is paused, and how much of it is left alone. */
  async leftAlone(queue: string) {
    const key = (name: string) => this.#key(queue, name);
    const [paused, active, parents, schedulers] = await Promise.all([
      this.#redis.hget(key("meta"), "paused"),
      this.#redis.llen(key("active")),
      this.#redis.zcard(key("waiting-children")),
      this.#redis.zcard(key("repeat")),
    ]);
    return { isPaused: paused !== null, active, parents, schedulers };
  }

  /** The priorities of the jobs that have some: the first and the last that is served. */
  async priorities(queue: string): Promise<readonly [first: number, last: number]> {
    const key = this.#key(queue, "prioritized");
    const [, first = "0"] = await this.#redis.zrange(key, "0", "0", "WITHSCORES");
    const [, last = "0"] = await this.#redis.zrange(key, "-1", "-1", "WITHSCORES");
    return [priorityOf(Number(first)), priorityOf(Number(last))];
  }

  /** How many jobs of a queue are in a state. */
  async count(queue: string, state: BullmqState): Promise<number> {
    const counts = LISTS[state].map((name) => this.#redis.llen(this.#key(queue, name)));
    const sets = SETS[state].map((name) => this.#redis.zcard(this.#key(queue, name)));
    return (await Promise.all([...counts, ...sets])).reduce((sum, count) => sum + count, 0);
  }

  /** The jobs of a queue that are in a state, in the order in which they would be served. */
  async *jobs(queue: string, state: BullmqState): AsyncGenerator<readonly BullmqJob[]> {
    for (const name of LISTS[state]) {
      yield* this.#pages(queue, (from) => this.#listed(this.#key(queue, name), from));
    }
    for (const name of SETS[state]) {
      yield* this.#pages(queue, (from) => this.#sorted(this.#key(queue, name), from));
    }
  }

  async *#pages(queue: string, read: (from: number) => Promise<readonly Entry[]>) {
    for (let from = 0; ; from += PAGE_JOBS) {
      const entries = await read(from);
      if (entries.length > 0) yield await this.#read(queue, entries);
      if (entries.length < PAGE_JOBS) return;
    }
  }

  /** Workers take the last one first. */
  async #listed(key: string, from: number): Promise<Entry[]> {
    const ids = await this.#redis.lrange(key, -from - PAGE_JOBS, -from - 1);
    return ids.reverse().map((id) => [id, 0]);
  }

  async #sorted(key: string, from: number): Promise<Entry[]> {
    const flat = await this.#redis.zrange(key, `${from}`, `${from + PAGE_JOBS - 1}`, "WITHSCORES");
    const ids = flat.filter((_, place) => place % 2 === 0);
    return ids.map((id, place) => [id, Number(flat[2 * place + 1])]);
  }

  async #read(queue: string, entries: readonly Entry[]): Promise<readonly BullmqJob[]> {
    const found = entries.filter(([id]) => !id.startsWith(MARKER));
    const hashes = await Promise.all(
      found.map(([id]) => this.#redis.hmget(this.#key(queue, id), ...FIELDS)),
    );
    return found.flatMap(([id, score], place): BullmqJob[] => {
      const [name, data, opts, made, madeBefore, failedReason, scheduler] = hashes[place] ?? [];
      // It was removed meanwhile.
      if (name === null || name === undefined) return [];
      return [
        {
          ...{ id, score, name },
          data: data ?? "",
          opts: opts ?? "",
          attemptsMade: Number(made ?? madeBefore ?? 0),
          failedReason: failedReason ?? "",
          isOfScheduler: scheduler !== null,
        },
      ];
    });
  }

  #key(queue: string, name: string): string {
    return `${this.#prefix}:${queue}:${name}`;
  }
}

/** A queue that is paused has, or had, its waiting jobs in a list of their own. */
const LISTS: Readonly<Record<BullmqState, readonly string[]>> = {
  waiting: ["wait", "paused"],
  prioritized: [],
  delayed: [],
  failed: [],
};

const SETS: Readonly<Record<BullmqState, readonly string[]>> = {
  waiting: [],
  prioritized: ["prioritized"],
  delayed: ["delayed"],
  failed: ["failed"],
};

function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, "\\$&");
}
