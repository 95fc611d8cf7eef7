import type { EpochMs } from "./clock.ts";
import type { KeyLimits } from "./concurrency-key.ts";
import {
  countStarts,
  type Rate,
  type RateRoom,
  type RateState,
  rateRoom,
  startsEnd,
  uncountStart,
} from "./rate.ts";

/**
 * How the keys of a queue take turns, by start-time fair queueing (Goyal, Vin and Cheng, 1996): each key has a
 * start tag, in virtual time; of the keys whose first job has the highest priority, the one with the lowest tag
 * is served; each job that is served moves the tag of its key on by 1, or by 1 / weight where the key has one.
 * In the order `FAIR` priorities do not count between keys. In the order `STRICT` keys take no turns: the one whose
 * first job comes first is served.
 *
 * Jobs without a key are the key `""`, whose jobs stand by themselves and whose turns are known to the clock
 * alone, so that a queue without keys has nothing of all this.
 */

/**
 * In which order the keys of a queue are served, whose jobs go by priority, then by place, within each key:
 *
 * - `PRIORITY`: the key whose first job has the highest priority; among those of the same, by turns.
 * - `FAIR`: by turns, whatever the priorities, which tenants may choose for themselves.
 * - `STRICT`: the key whose first job has the highest priority and has waited for longest, without turns: the jobs
 *   of all keys go by priority, then by place.
 */
export type KeyOrder = "PRIORITY" | "FAIR" | "STRICT";

export const KEY_ORDERS: readonly KeyOrder[] = ["PRIORITY", "FAIR", "STRICT"];

/** The virtual time of a queue. */
export interface KeyClock {
  /** The tag by which a job was served last. No key that joins comes before it, and it never falls. */
  readonly floor: number;
  /** The lowest tag for the next key that joins: behind those that have joined at the same floor. */
  readonly join: number;
  /** The tag of the jobs that have no key. */
  readonly plain: number;
}

export const CLOCK_AT_START: KeyClock = { floor: 0, join: 0, plain: 0 };

/**
 * How far keys that join at the same floor stand apart, so that it is the order in which they came that
 * counts and not their names, which clients choose. Small, so that a million of them stand within one turn; a
 * power of two, so that every store counts exactly.
 */
export const JOIN_STEP: number = 2 ** -20;

/** How far the tag of a key moves on by one job, if it has no weight of its own. */
export const TURN = 1;

/** The same for a key of a weight, in whole steps, so that every store counts exactly. */
export function turnOf({ weight = 1 }: KeyLimits = {}): number {
  return Math.max(1, Math.round(1 / (weight * JOIN_STEP))) * JOIN_STEP;
}

/**
 * - `READY`: it has pending jobs, and may be served.
 * - `FULL`: it has pending jobs, but as many running ones as its limit allows: no lease looks at it until one
 *   of them ends.
 * - `DRAINED`: it has none. It is remembered while its tag is ahead of the floor: to forget it at once would
 *   give a key that enqueues its next job whenever one is served the lowest tag each time.
 */
export type KeyState = "READY" | "FULL" | "DRAINED";

/** What is known of a key. */
export interface KeyRow {
  readonly key: string;
  readonly state: KeyState;
  /** Of its first pending job; 0 in the order `FAIR`. */
  readonly priority: number;
  /** In virtual time; in the order `STRICT` the place of its first pending job. */
  readonly tag: number;
}

/** The first pending job of a key. */
export interface KeyHead {
  /** Its rank negated, where that is one by age. */
  readonly priority: number;
  /** Among those of its priority, whatever their keys: the lowest comes first. */
  readonly place: number;
}

/** That no job of a key is leased before a time. Whoever waits so is neither `READY` nor `FULL`. */
export interface KeyWait {
  readonly until: EpochMs;
  /** The job whose attempt was throttled; absent for a key that has used its rate up. */
  readonly by?: string;
}

/** What each key of a queue may do. */
export interface LimitsOfKeys {
  /** How many of its jobs may run. */
  readonly keyMaxRunning?: number | undefined;
  /** How many of its attempts may start in a time. */
  readonly keyRate?: Rate | undefined;
  /** Defaults to `PRIORITY`. */
  readonly order?: KeyOrder | undefined;
  /** What a step of priority is worth in waiting, where it is worth any. */
  readonly agingMs?: number | undefined;
}

/** In which order keys are served: where waiting counts, no two jobs have the same priority for turns. */
export function keyOrder({ order = "PRIORITY", agingMs }: LimitsOfKeys = {}): KeyOrder {
  return order === "PRIORITY" && agingMs !== undefined ? "STRICT" : order;
}

/** Where the keys of one queue are kept. */
export interface KeyRows {
  clock: KeyClock;
  get(key: string): KeyRow | undefined;
  put(row: KeyRow): void;
  remove(key: string): void;
  /** The first `READY` one by {@link compareKeys}. */
  first(): KeyRow | undefined;
  /** Whether any is `READY` or `FULL`. */
  hasWaiting(): boolean;
  /** Makes all that are `FULL` `READY`. */
  release(): void;
  /** Those that are `READY`. */
  ready(): KeyRow[];
  /** Forgets those that are `DRAINED` up to a tag. */
  forgetDrained(tag: number): void;
  /** Forgets all of them, and the clock. */
  clear(): void;
  waitOf(key: string): KeyWait | undefined;
  putWait(key: string, wait: KeyWait): void;
  /** The key whose wait ends first, and of those the first one by name. */
  firstWait(): (KeyWait & { readonly key: string }) | undefined;
  removeWait(key: string): void;
  /** Takes out the waits that nobody was throttled for; returns their keys, in that order. */
  takeRateWaits(): string[];
  /** What the rate of a key counts. */
  startsOf(key: string): RateState;
  /** Nothing of it counts from `endsAt` on. */
  putStarts(key: string, starts: RateState, endsAt: EpochMs): void;
  /** The first pending job of a key that may be leased, if any: of those that keep its turn, if any do. */
  headOf(key: string): KeyHead | undefined;
  /** How many jobs of a key run. */
  running(key: string): number;
  /** What is set for a key, if anything is. */
  limitsOf(key: string): KeyLimits | undefined;
}

/** In which order keys are served: priority, then tag, then name, as UTF-8. */
export function compareKeys(
  a: Pick<KeyRow, "key" | "priority" | "tag">,
  b: Pick<KeyRow, "key" | "priority" | "tag">,
): number {
  return b.priority - a.priority || a.tag - b.tag || compareUtf8(a.key, b.key);
}

/** The keys of one queue; limits are those of keys that have none of their own. */
export class KeyTurns {
  readonly #rows: KeyRows;

  constructor(rows: KeyRows) {
    this.#rows = rows;
  }

  /** To be told of each key whose pending or running jobs have changed. */
  changed(key: string, limits: LimitsOfKeys | undefined): void {
    const rows = this.#rows;
    const row = rows.get(key);
    const head = rows.headOf(key);
    if (head === undefined || rows.waitOf(key) !== undefined) {
      // One that waits for a time joins then, as one that has no job does when it gets one.
      if (row !== undefined && row.state !== "DRAINED") this.#drain(row, limits);
    } else if (row === undefined || row.state === "DRAINED") {
      const tag = keyOrder(limits) === "STRICT" ? 0 : Math.max(row?.tag ?? 0, this.#joinTag());
      rows.put({ key, state: "READY", ...standing(head, tag, limits) });
    } else {
      const state = row.state === "FULL" && this.#isFull(key, limits) ? "FULL" : "READY";
      const { priority, tag } = standing(head, row.tag, limits);
      const stays = state === row.state && priority === row.priority && tag === row.tag;
      if (!stays) rows.put({ key, state, priority, tag });
    }
  }

  /** The key that is to be served next, `""` for jobs without one, if any may be. */
  next(limits: LimitsOfKeys | undefined, now: EpochMs): string | undefined {
    const { clock } = this.#rows;
    const head = this.#rows.headOf("");
    const plain = head && {
      key: "",
      ...standing(head, Math.max(clock.plain, clock.floor), limits),
    };
    for (let row = this.#rows.first(); row !== undefined; row = this.#rows.first()) {
      if (plain && compareKeys(plain, row) < 0) return "";
      if (this.#isFull(row.key, limits)) {
        this.#rows.put({ ...row, state: "FULL" });
        continue;
      }
      const rate = this.rateRoom(row.key, limits, now);
      if (rate === undefined || rate.room > 0) return row.key;
      this.#rows.putWait(row.key, { until: rate.at });
      this.#drain(row, limits);
    }
    return plain ? "" : undefined;
  }

  /** What the rate of a key leaves room for; absent for a key without one. */
  rateRoom(key: string, limits: LimitsOfKeys | undefined, now: EpochMs): RateRoom | undefined {
    const rate = this.#rateOf(key, limits);
    return rate && rateRoom(this.#rows.startsOf(key), rate, now);
  }

  /** An attempt of a key was given back before it has started, which had begun at a time. */
  takeBack(key: string, startedAt: EpochMs, limits: LimitsOfKeys | undefined, now: EpochMs): void {
    const rate = this.#rateOf(key, limits);
    if (rate === undefined) return;
    const starts = uncountStart(this.#rows.startsOf(key), rate, startedAt, now);
    this.#rows.putStarts(key, starts, startsEnd(starts, rate));
    this.#endRateWait(key);
    this.changed(key, limits);
  }

  /** To be told before each attempt of a job of a key begins. */
  served(key: string, limits: LimitsOfKeys | undefined, now: EpochMs): void {
    const rows = this.#rows;
    const { clock } = rows;
    const rate = key === "" ? undefined : this.#rateOf(key, limits);
    if (rate !== undefined) {
      const starts = countStarts(rows.startsOf(key), rate, now, 1);
      rows.putStarts(key, starts, startsEnd(starts, rate));
    }
    if (keyOrder(limits) === "STRICT") return;
    if (key === "") {
      // Alone, it has nobody to take turns with.
      if (rows.first() === undefined) return;
      const floor = Math.max(clock.plain, clock.floor);
      rows.clock = { ...clock, floor, plain: floor + TURN };
    } else {
      const row = rows.get(key);
      if (row === undefined) return;
      // One that was passed over for keys of a higher priority does not make up for that.
      const floor = Math.max(row.tag, clock.floor);
      rows.clock = { ...clock, floor };
      rows.put({ ...row, tag: floor + turnOf(rows.limitsOf(key)) });
    }
    rows.forgetDrained(rows.clock.floor);
  }

  /** Has a key wait for a time, unless it waits for a later one. */
  wait(key: string, wait: KeyWait, limits: LimitsOfKeys | undefined): void {
    if ((this.#rows.waitOf(key)?.until ?? 0) >= wait.until) return;
    this.#rows.putWait(key, wait);
    this.changed(key, limits);
  }

  /** When the first wait of a key ends; infinity when none waits. */
  get nextWaitEnds(): EpochMs {
    return this.#rows.firstWait()?.until ?? Number.POSITIVE_INFINITY;
  }

  /** Has those keys join whose waits have ended by a time, at most so many. Returns how many. */
  endWaits(now: EpochMs, most: number, limits: LimitsOfKeys | undefined): number {
    let ended = 0;
    for (let wait = this.#rows.firstWait(); ended < most; wait = this.#rows.firstWait()) {
      if (wait === undefined || wait.until > now) break;
      this.#rows.removeWait(wait.key);
      this.changed(wait.key, limits);
      ended++;
    }
    return ended;
  }

  /** To be told when the limits of all keys have changed. */
  limitsChanged(before: LimitsOfKeys | undefined, limits: LimitsOfKeys | undefined): void {
    this.#rows.release();
    if (keyOrder(before) !== keyOrder(limits)) this.#reorder(before, limits);
    for (const key of this.#rows.takeRateWaits()) this.changed(key, limits);
  }

  /** Puts the keys where they stand in another order. */
  #reorder(before: LimitsOfKeys | undefined, limits: LimitsOfKeys | undefined): void {
    const rows = this.#rows;
    if (keyOrder(limits) === "STRICT") rows.forgetDrained(Number.POSITIVE_INFINITY);
    for (const { key, state, tag } of rows.ready()) {
      // Where keys took no turns, all that wait begin alike, behind nobody.
      const turn = keyOrder(before) === "STRICT" ? 0 : tag;
      const head = rows.headOf(key);
      if (head !== undefined) rows.put({ key, state, ...standing(head, turn, limits) });
    }
  }

  /** To be told when the limits of one key have changed; `limits` are those of all keys. */
  limitsOfKeyChanged(key: string, limits: LimitsOfKeys | undefined): void {
    this.#endRateWait(key);
    this.changed(key, limits);
  }

  /** A key waits for its rate no more: the next lease looks what there is room for. */
  #endRateWait(key: string): void {
    const wait = this.#rows.waitOf(key);
    if (wait !== undefined && wait.by === undefined) this.#rows.removeWait(key);
  }

  #rateOf(key: string, limits: LimitsOfKeys = {}): Rate | undefined {
    return this.#rows.limitsOf(key)?.rate ?? limits.keyRate;
  }

  #isFull(key: string, { keyMaxRunning }: LimitsOfKeys = {}): boolean {
    const limit = this.#rows.limitsOf(key)?.maxRunning ?? keyMaxRunning;
    return limit !== undefined && this.#rows.running(key) >= limit;
  }

  /** The tag of a key that joins. */
  #joinTag(): number {
    const { clock } = this.#rows;
    const tag = Math.max(clock.floor, clock.join);
    this.#rows.clock = { ...clock, join: tag + JOIN_STEP };
    return tag;
  }

  #drain(row: KeyRow, limits: LimitsOfKeys | undefined): void {
    const rows = this.#rows;
    const isAhead = keyOrder(limits) !== "STRICT" && row.tag > rows.clock.floor;
    if (isAhead) rows.put({ ...row, state: "DRAINED" });
    else rows.remove(row.key);
    if (!rows.hasWaiting()) rows.clear();
  }
}

/** Where a key with a first job and a tag stands among others. */
function standing(
  { priority, place }: KeyHead,
  tag: number,
  limits: LimitsOfKeys | undefined,
): Pick<KeyRow, "priority" | "tag"> {
  const order = keyOrder(limits);
  if (order === "STRICT") return { priority, tag: place };
  return { priority: order === "FAIR" ? 0 : priority, tag };
}

/** Compares two texts by their bytes as UTF-8, as databases do. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters that come behind all that have a code of one unit. */
function utf8Rank(code: number): number {
  if (code < 0xd800) return code;
  return code < 0xe000 ? code + 0x2000 : code - 0x800;
}
