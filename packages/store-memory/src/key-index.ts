import {
  CLOCK_AT_START,
  compareKeys,
  compareUtf8,
  EXPLAINED,
  type Job,
  type KeyClock,
  type KeyFacts,
  type KeyHead,
  type KeyLimits,
  type KeyRow,
  type KeyRows,
  type KeyWait,
  NO_STARTS,
  type RateState,
  type TurnKeepers,
} from "@millrace/core";
import { compareIndexKeys, type IndexKey } from "./index-key.ts";
import { SortedTree } from "./sorted-tree.ts";

type IndexedJob = Pick<Job, "id" | "status" | "concurrencyKey">;
type JobTree = SortedTree<IndexKey, string>;

/** A job that keeps the turn of its key. */
interface Keeper {
  /** Where it stands while it is pending. */
  readonly place?: IndexKey | undefined;
  readonly hasFailed: boolean;
}

/** The jobs of a queue by concurrency key, and what is known of the keys. */
export class KeyIndex implements KeyRows {
  clock: KeyClock = CLOCK_AT_START;
  /** The pending jobs of each key, in their order; of those without a key by `""`. */
  readonly #pending = new Map<string, JobTree>();
  /** The running jobs of each key: its slots. */
  readonly #running = new Map<string, Set<string>>();
  readonly #rows = new Map<string, KeyRow>();
  readonly #ready = new SortedTree<KeyRow, void>(undefined, compareKeys);
  readonly #full = new Set<string>();
  readonly #waits = new Map<string, KeyWait>();
  readonly #waitEnds = newTimes();
  /** What the rates of keys count, while it does. */
  readonly #starts = new Map<string, { readonly starts: RateState; readonly endsAt: number }>();
  readonly #startEnds = newTimes();
  readonly #drained = new SortedTree<KeyRow, void>(undefined, compareTags);
  readonly #limits = new Map<string, KeyLimits>();
  /** The jobs that keep the turn of their key, in the order in which they have come to. */
  readonly #keepers = new Map<string, Map<string, Keeper>>();

  add({ id, status, concurrencyKey = "" }: IndexedJob, place: IndexKey): void {
    if (status === "PENDING") {
      let tree = this.#pending.get(concurrencyKey);
      if (tree === undefined) {
        tree = new SortedTree<IndexKey, string>(undefined, compareIndexKeys);
        this.#pending.set(concurrencyKey, tree);
      }
      tree.set(place, id);
    } else if (status === "RUNNING") {
      const ids = this.#running.get(concurrencyKey);
      if (ids === undefined) this.#running.set(concurrencyKey, new Set([id]));
      else ids.add(id);
    }
    if (this.isKeeper(concurrencyKey, id)) {
      const pending = status === "PENDING" ? place : undefined;
      const keeper = { place: pending, hasFailed: status === "FAILED" };
      this.#keepers.get(concurrencyKey)?.set(id, keeper);
    }
  }

  delete({ id, status, concurrencyKey = "" }: IndexedJob, place: IndexKey): void {
    if (status === "PENDING") {
      const tree = this.#pending.get(concurrencyKey);
      tree?.delete(place);
      if (tree?.size === 0) this.#pending.delete(concurrencyKey);
    } else if (status === "RUNNING") {
      const ids = this.#running.get(concurrencyKey);
      ids?.delete(id);
      if (ids?.size === 0) this.#running.delete(concurrencyKey);
    }
  }

  /** The first pending job of a key that may be leased. */
  firstOf(key: string): string | undefined {
    const place = this.#firstPlace(key);
    return place && this.#pending.get(key)?.get(place);
  }

  headOf(key: string): KeyHead | undefined {
    const first = this.#firstPlace(key);
    return first && { priority: -first[0], place: first[1] };
  }

  #firstPlace(key: string): IndexKey | undefined {
    const keepers = this.#keepers.get(key);
    if (keepers === undefined) return this.#pending.get(key)?.minKey();
    const places = [...keepers.values()].flatMap(({ place }) => (place ? [place] : []));
    return places.sort(compareIndexKeys)[0];
  }

  /** Whether a job keeps the turn of its key. */
  isKeeper(key: string, id: string): boolean {
    return this.#keepers.get(key)?.has(id) === true;
  }

  /** Has a job that is not pending keep the turn of its key. */
  addKeeper(key: string, id: string, hasFailed: boolean): void {
    const keepers = this.#keepers.get(key);
    if (keepers === undefined) this.#keepers.set(key, new Map([[id, { hasFailed }]]));
    else keepers.set(id, { hasFailed });
  }

  removeKeeper(key: string, id: string): void {
    const keepers = this.#keepers.get(key);
    keepers?.delete(id);
    if (keepers?.size === 0) this.#keepers.delete(key);
  }

  /** The keys of which jobs keep the turn. */
  get keptKeys(): string[] {
    return [...this.#keepers.keys()];
  }

  /** The jobs that keep the turn of a key: all, or those that have failed for good. */
  keeperIds(key: string, failedOnly: boolean): string[] {
    const keepers = [...(this.#keepers.get(key) ?? [])];
    return keepers.filter(([, { hasFailed }]) => hasFailed || !failedOnly).map(([id]) => id);
  }

  /** The same as they are told; absent without any. */
  keepersOf(key: string): TurnKeepers | undefined {
    const keepers = this.#keepers.get(key);
    if (keepers === undefined) return undefined;
    const all = [...keepers.values()];
    return {
      jobIds: [...keepers.keys()].slice(0, EXPLAINED.jobs),
      anyPending: all.some(({ place }) => place !== undefined),
      anyFailed: all.some(({ hasFailed }) => hasFailed),
    };
  }

  running(key: string): number {
    return this.#running.get(key)?.size ?? 0;
  }

  get(key: string): KeyRow | undefined {
    return this.#rows.get(key);
  }

  put(row: KeyRow): void {
    this.remove(row.key);
    this.#rows.set(row.key, row);
    if (row.state === "READY") this.#ready.set(row, undefined);
    else if (row.state === "FULL") this.#full.add(row.key);
    else this.#drained.set(row, undefined);
  }

  remove(key: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#ready.delete(row);
    this.#full.delete(key);
    this.#drained.delete(row);
  }

  first(): KeyRow | undefined {
    return this.#ready.minKey();
  }

  hasWaiting(): boolean {
    return this.#ready.size + this.#full.size > 0;
  }

  release(): void {
    for (const key of [...this.#full]) {
      this.put({ ...(this.#rows.get(key) as KeyRow), state: "READY" });
    }
  }

  ready(): KeyRow[] {
    return [...this.#ready.keys()];
  }

  forgetDrained(tag: number): void {
    for (let row = this.#drained.minKey(); row && row.tag <= tag; row = this.#drained.minKey()) {
      this.remove(row.key);
    }
  }

  waitOf(key: string): KeyWait | undefined {
    return this.#waits.get(key);
  }

  putWait(key: string, wait: KeyWait): void {
    this.removeWait(key);
    this.#waits.set(key, wait);
    this.#waitEnds.set([wait.until, key], undefined);
  }

  firstWait(): (KeyWait & { readonly key: string }) | undefined {
    const first = this.#waitEnds.minKey();
    if (first === undefined) return undefined;
    const [, key] = first;
    return { key, ...(this.#waits.get(key) as KeyWait) };
  }

  removeWait(key: string): void {
    const wait = this.#waits.get(key);
    if (wait === undefined) return;
    this.#waits.delete(key);
    this.#waitEnds.delete([wait.until, key]);
  }

  takeRateWaits(): string[] {
    const keys = [...this.#waitEnds.keys()]
      .map(([, key]) => key)
      .filter((key) => this.#waits.get(key)?.by === undefined);
    for (const key of keys) this.removeWait(key);
    return keys;
  }

  startsOf(key: string): RateState {
    return this.#starts.get(key)?.starts ?? NO_STARTS;
  }

  putStarts(key: string, starts: RateState, endsAt: number): void {
    this.#forgetStarts(key);
    this.#starts.set(key, { starts, endsAt });
    this.#startEnds.set([endsAt, key], undefined);
  }

  /** When the first of the keys has nothing any more that counts for its rate. */
  get nextStartsEnd(): number {
    return this.#startEnds.minKey()?.[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Forgets what counts for no rate any more. */
  forgetStarts(now: number): void {
    for (let first = this.#startEnds.minKey(); first; first = this.#startEnds.minKey()) {
      if (first[0] > now) break;
      this.#forgetStarts(first[1]);
    }
  }

  #forgetStarts(key: string): void {
    const known = this.#starts.get(key);
    if (known === undefined) return;
    this.#starts.delete(key);
    this.#startEnds.delete([known.endsAt, key]);
  }

  limitsOf(key: string): KeyLimits | undefined {
    return this.#limits.get(key);
  }

  /** Sets what is set for a key; nothing when it is `undefined`. */
  setLimits(key: string, limits: KeyLimits | undefined): void {
    if (limits === undefined) this.#limits.delete(key);
    else this.#limits.set(key, limits);
  }

  get hasLimits(): boolean {
    return this.#limits.size > 0;
  }

  /** The keys that have pending jobs, wait for a time, are kept or have limits, by name. */
  names(): string[] {
    const names = new Set([
      ...[...this.#pending.keys(), ...this.#waits.keys()],
      ...[...this.#limits.keys(), ...this.#keepers.keys()],
    ]);
    names.delete("");
    return [...names].sort(compareUtf8);
  }

  facts(key: string): KeyFacts {
    return {
      pending: this.#pending.get(key)?.size ?? 0,
      running: this.running(key),
      until: this.waitOf(key)?.until,
      keepers: this.keepersOf(key),
      limits: this.limitsOf(key),
    };
  }

  clear(): void {
    this.clock = CLOCK_AT_START;
    for (const key of [...this.#rows.keys()]) this.remove(key);
  }
}

/** Keys by times. */
function newTimes(): SortedTree<readonly [at: number, key: string], void> {
  return new SortedTree<readonly [at: number, key: string], void>(
    undefined,
    ([a, first], [b, second]) => a - b || compareUtf8(first, second),
  );
}

function compareTags(a: KeyRow, b: KeyRow): number {
  return a.tag - b.tag || compareUtf8(a.key, b.key);
}
