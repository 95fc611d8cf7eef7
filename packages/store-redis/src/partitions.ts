import { createHash } from "node:crypto";
import {
  jobNotFound,
  MillraceError,
  partitionOf,
  type QueueTally,
  sleep,
  systemClock,
} from "@millrace/core";
import { copyAllSettings } from "./copy-all-settings.ts";
import { inGroups } from "./in-groups.ts";
import { partitionCountKey, partitionPrefix } from "./keys.ts";
import { type OnRunNews, Partition } from "./partition.ts";
import { QueueGrants } from "./queue-grants.ts";
import type { RedisDriver } from "./redis-driver.ts";
import { SCRIPTS } from "./script.ts";
import type { Waiters } from "./waiters.ts";

/** How often to look whether there are more partitions, in case the message that told so was lost. */
const REFRESH_MS = 10_000;
/** How long to wait before a partition that failed is tried again. */
const PROBE_MS = 250;

export interface PartitionsOptions {
  readonly keyPrefix: string;
  readonly waiters: Waiters;
  readonly tally: QueueTally;
  /** Hears of each run that has got news by a call of this process. Defaults to nobody. */
  readonly onRunNews?: OnRunNews;
  /** The number that is wanted. Defaults to the number that Redis keeps. */
  readonly wanted?: number | undefined;
  /** The number at the first start, unless one is wanted. */
  readonly atFirst: number;
  /** Hears that Redis has lost their number, which was put back. */
  readonly onLoss: (message: string) => void;
  /** Called when a partition that could not be reached answers again. */
  readonly onRecovery?: () => void;
}

/**
 * The partitions of a store. Redis keeps their number, so that all clients agree on it; it can grow
 * while they run, and never shrinks: clients that know it put it back when Redis has lost it.
 */
export class Partitions {
  /** The limits of queues over all of them. */
  readonly grants: QueueGrants = new QueueGrants(this);
  readonly #driver: RedisDriver;
  readonly #options: PartitionsOptions;
  readonly #closed = new AbortController();
  readonly #failing = new Set<Partition>();
  /** Empty until their number is known. */
  #all: readonly Partition[] = [];
  /** Over how many of them keys are spread; 0 until that is known. */
  #keyed = 0;
  #lookedAt = 0;
  #turn = 0;

  constructor(driver: RedisDriver, options: PartitionsOptions) {
    this.#driver = driver;
    this.#options = options;
  }

  /**
   * Those that are known, in the order of their numbers. The first call asks Redis.
   *
   * @throws MillraceError `UNAVAILABLE`, and `FAILED_PRECONDITION` when fewer are wanted than there
   *   are.
   */
  async all(): Promise<readonly Partition[]> {
    if (this.#all.length === 0) await this.#learn(this.#options.wanted);
    return this.current();
  }

  /** Those that are known by now, none before the first answer; looks for more from time to time. */
  current(): readonly Partition[] {
    if (this.#all.length > 0 && performance.now() > this.#lookedAt + REFRESH_MS) {
      this.#lookedAt = performance.now();
      // The caller needs no fresher answer; the next look comes soon.
      this.refresh().catch(() => {});
    }
    return this.#all;
  }

  /** Those that are known by now. */
  get known(): readonly Partition[] {
    return this.#all;
  }

  /** The first one, which has what all of them share. */
  async first(): Promise<Partition> {
    return (await this.all())[0] as Partition;
  }

  /** What the keys of those that are known by now begin with; the first one is there at all times. */
  get prefixes(): readonly string[] {
    const numbers = Array.from({ length: Math.max(1, this.#all.length) }, (_, number) => number);
    return numbers.map((number) => partitionPrefix(this.#options.keyPrefix, number));
  }

  /** Makes the next use read the number from Redis, which may have come back without it. */
  lookSoon(): void {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Reads whether there are more, and writes the number back if Redis has lost it. */
  async refresh(): Promise<void> {
    await this.#learn();
  }

  /**
   * The partition that holds the job `id`.
   *
   * @throws MillraceError `NOT_FOUND` when there is no such partition.
   */
  async home(id: string): Promise<Partition> {
    await this.knowHomes([id]);
    const home = this.knownHome(id);
    if (home === undefined) throw jobNotFound(id);
    return home;
  }

  /** The same, when it is among those that are known. */
  knownHome(id: string): Partition | undefined {
    const number = partitionOf(id);
    return number === undefined ? undefined : this.#all[number];
  }

  /** Calls `act` for each partition with its items. The results are in the order of the items. */
  async eachAtHome<Item extends { readonly jobId: string }, Result>(
    items: readonly Item[],
    act: (home: Partition, part: readonly Item[]) => Promise<Result[]>,
  ): Promise<Result[]> {
    await this.knowHomes(items.map(({ jobId }) => jobId));
    const one = this.#all[0] as Partition;
    if (this.#all.length === 1) return act(one, items);
    // An id without a partition belongs to no job, as any partition will answer.
    return inGroups(items, ({ jobId }) => this.knownHome(jobId) ?? one, act);
  }

  /** The partition of a key of a type's jobs, the same for all clients at all times. */
  ofKey(type: string, key: string): Partition {
    return this.ofText(`${type} ${key}`);
  }

  /** The same of any text; a type, a space and a key lead to the partition of the key. */
  ofText(text: string): Partition {
    if (this.#keyed === 1) return this.#all[0] as Partition;
    const hash = createHash("sha256").update(text).digest().readUInt32BE();
    return this.#all[hash % this.#keyed] as Partition;
  }

  /** The partitions that answer, starting with another one each time. */
  inTurn(): readonly Partition[] {
    const all = this.#all;
    if (all.length === 1) return all;
    this.#turn = (this.#turn + 1) % all.length;
    const turned = [...all.slice(this.#turn), ...all.slice(0, this.#turn)];
    if (this.#failing.size === 0) return turned;
    const answering = turned.filter((partition) => !this.#failing.has(partition));
    return answering.length > 0 ? answering : turned;
  }

  /** Leaves a partition that could not be reached out of {@link inTurn} until it answers again. */
  noteFailure(partition: Partition): void {
    if (this.#all.length === 1 || this.#failing.has(partition)) return;
    this.#failing.add(partition);
    void this.#probe(partition);
  }

  close(): void {
    this.#closed.abort();
  }

  /** Looks again when the partition of a job is not known: another client may have added it. */
  async knowHomes(ids: readonly string[]): Promise<void> {
    const { length } = await this.all();
    if (ids.some((id) => (partitionOf(id) ?? 0) >= length)) await this.refresh();
  }

  async #learn(wanted = 0): Promise<void> {
    // What is known is no less than what Redis has had.
    const known = this.#all.length;
    const { count, keyed, stored } = await this.#count(known);
    if (wanted > 0 && wanted < count) throw cannotShrink(count, wanted);
    this.#lookedAt = performance.now();
    this.#keyed = keyed;
    if (stored < known) this.#options.onLoss(lostNumber(stored, known));
    if (wanted > count) await this.#grow(count, wanted);
    this.#add(Math.max(count, wanted));
  }

  /** Asks Redis for their number, which is `atLeast` from then on. */
  async #count(atLeast: number) {
    const { keyPrefix, atFirst } = this.#options;
    const args = [this.#options.wanted ?? atFirst, atLeast, this.#keyed];
    const key = partitionCountKey(keyPrefix);
    const reply = await this.#driver.run(SCRIPTS.partitions, key, args, { resend: () => args });
    const [count, keyed, stored] = reply as [number, number, number];
    return { count, keyed, stored };
  }

  /** Raises their number. What is set for queues holds in those that come, from their first job on. */
  async #grow(count: number, wanted: number): Promise<void> {
    const first = this.#open(0);
    const added = Array.from({ length: wanted - count }, (_, i) => this.#open(count + i));
    await copyAllSettings(first, added);
    await this.#count(wanted);
    // What was changed meanwhile by someone who did not know of them yet.
    await copyAllSettings(first, added);
  }

  /** Opens those that are new among `count`. */
  #add(count: number): void {
    const known = this.#all.length;
    if (known === 0) this.#turn = Math.floor(Math.random() * count);
    if (count <= known) return;
    const added = Array.from({ length: count - known }, (_, i) => this.#open(known + i));
    this.#all = [...this.#all, ...added];
  }

  #open(number: number): Partition {
    const { waiters, tally, onRunNews, keyPrefix } = this.#options;
    const prefix = partitionPrefix(keyPrefix, number);
    const release = this.grants.release.bind(this.grants);
    return new Partition({
      ...{ driver: this.#driver, waiters, tally, onRunNews, number, prefix, release },
    });
  }

  async #probe(partition: Partition): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        await partition.types("", [], 1);
        break;
      } catch {
        await sleep(systemClock, PROBE_MS, signal);
      }
    }
    this.#failing.delete(partition);
    this.#options.onRecovery?.();
  }
}

function lostNumber(stored: number, known: number): string {
  const had = stored === 0 ? "the number of its partitions" : `that it has more than ${stored}`;
  return `Redis has lost ${had}, so it has come back empty or without its last writes, and jobs may be lost: they are spread over ${known} again; check its persistence and replication`;
}

function cannotShrink(count: number, wanted: number): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `there are ${count} partitions, and their number cannot be lowered to ${wanted}, because job ids refer to the partitions that would be removed; set ${count} or more, or leave the number out`,
  );
}
