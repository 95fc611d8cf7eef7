import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  CLOCK_AT_START,
  compareUtf8,
  type EpochMs,
  EXPLAINED,
  type KeyClock,
  type KeyFacts,
  type KeyHead,
  type KeyLimits,
  type KeyRow,
  type KeyRows,
  type KeyState,
  KeyTurns,
  type KeyWait,
  NO_STARTS,
  type Rate,
  type RateState,
  type TurnKeepers,
} from "@millrace/core";
import { KEYED_PENDING, STATUS_CODES } from "../sql/job-columns.ts";
import {
  ALL_CLOCKS,
  ALL_COUNTING,
  ALL_KEPT,
  ALL_LIMITED,
  ALL_WAITING,
  ANY_KEY,
  ANY_LIMITS,
  CLEAR_KEYS,
  COUNT_OF_KEY,
  COUNT_RUNNING,
  FIND_KEEPERS,
  FIND_KEY,
  FIND_LIMITS,
  FIND_STARTS,
  FIND_WAIT,
  FIRST_KEY,
  FIRST_OF_KEY,
  FIRST_PLAIN,
  FIRST_WAIT,
  FORGET_CLOCK,
  FORGET_KEYS,
  FORGET_STARTS,
  KEEP_CLOCK,
  KEYS_IN,
  MOVE_KEYS,
  NEXT_KEPT,
  NEXT_NAMES,
  PUT_KEEPER,
  PUT_KEY,
  PUT_LIMITS,
  PUT_STARTS,
  PUT_WAIT,
  RATE_WAITS,
  REMOVE_KEEPER,
  REMOVE_KEY,
  REMOVE_LIMITS,
  REMOVE_WAIT,
} from "../sql/key-statements.ts";
import { storedText, textOf } from "../sql/stored-text.ts";

const STATES: readonly KeyState[] = ["READY", "FULL", "DRAINED"];
const codeOf = (state: KeyState) => STATES.indexOf(state);

/**
 * The concurrency keys of all types: in the file, but for the clocks, which stand here as well, because every
 * lease asks whether there is one: a type whose keys need no turns has none.
 */
export class KeptKeys {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #clocks = new Map<string, KeyClock>();
  /** The types of which keys wait for a time. */
  readonly #waiting = new Set<string>();
  /** The types of which keys have starts that count for their rates. */
  readonly #counting = new Set<string>();
  /** The types of which keys have limits. */
  readonly #limited = new Set<string>();
  /** The types of which jobs may keep the turns of keys. */
  readonly #kept = new Set<string>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.read();
  }

  /** Reads the file, at the start and after a transaction that was rolled back. */
  read(): void {
    this.#clocks.clear();
    this.#waiting.clear();
    this.#limited.clear();
    this.#kept.clear();
    for (const [type] of this.all(ALL_KEPT) as [string][]) this.#kept.add(type);
    for (const [type] of this.all(ALL_LIMITED) as [string][]) this.#limited.add(type);
    for (const [type] of this.all(ALL_WAITING) as [string][]) this.#waiting.add(type);
    this.#counting.clear();
    for (const [type] of this.all(ALL_COUNTING) as [string][]) this.#counting.add(type);
    for (const [type, floor, join, plain] of this.all(ALL_CLOCKS) as ClockRow[]) {
      this.#clocks.set(type, { floor, join, plain });
    }
  }

  /** The turns of the keys of a type. */
  turnsOf(type: string): KeyTurns {
    return new KeyTurns(new TypeKeys(this, type));
  }

  /** Whether any key of a type waits for its turn. */
  has(type: string): boolean {
    return this.#clocks.has(type);
  }

  clock(type: string): KeyClock {
    return this.#clocks.get(type) ?? CLOCK_AT_START;
  }

  setClock(type: string, clock: KeyClock): void {
    this.#clocks.set(type, clock);
    this.run(KEEP_CLOCK, type, clock.floor, clock.join, clock.plain);
  }

  forgetClock(type: string): void {
    this.#clocks.delete(type);
    this.run(FORGET_CLOCK, type);
  }

  /** Whether any key of a type may wait for a time. */
  hasWaits(type: string): boolean {
    return this.#waiting.has(type);
  }

  /** When the first wait of a key of a type ends; infinity when none waits. */
  waitEnds(type: string): number {
    if (!this.#waiting.has(type)) return Number.POSITIVE_INFINITY;
    const ends = this.turnsOf(type).nextWaitEnds;
    if (ends === Number.POSITIVE_INFINITY) this.#waiting.delete(type);
    return ends;
  }

  waitOf(type: string, key: string): KeyWait | undefined {
    const row = this.row(FIND_WAIT, type, storedText(key)) as WaitRow | undefined;
    return row && readWait(row);
  }

  putWait(type: string, key: string, { until, by }: KeyWait): void {
    this.#waiting.add(type);
    this.run(PUT_WAIT, type, storedText(key), until, by ?? "");
  }

  /** Forgets what counts for no rate of a key any more. */
  forgetStarts(type: string, now: number): void {
    if (this.#counting.has(type)) this.run(FORGET_STARTS, type, now);
  }

  putStarts(type: string, key: string, starts: RateState, endsAt: number): void {
    this.#counting.add(type);
    this.run(PUT_STARTS, type, storedText(key), endsAt, JSON.stringify(starts));
  }

  /** Whether any key of a type has limits. */
  hasLimits(type: string): boolean {
    return this.#limited.has(type);
  }

  limitsOf(type: string, key: string): KeyLimits | undefined {
    if (!this.#limited.has(type)) return undefined;
    const row = this.row(FIND_LIMITS, type, storedText(key)) as LimitsRow | undefined;
    return row && readLimits(row);
  }

  /** Sets what is set for a key; nothing when it is `undefined`. */
  setLimits(type: string, key: string, limits: KeyLimits | undefined): void {
    if (limits === undefined) {
      this.run(REMOVE_LIMITS, type, storedText(key));
      if (this.row(ANY_LIMITS, type) === undefined) this.#limited.delete(type);
    } else {
      this.#limited.add(type);
      const { maxRunning = null, weight = null, rate } = limits;
      const rateText = rate === undefined ? null : JSON.stringify(rate);
      this.run(PUT_LIMITS, type, storedText(key), maxRunning, weight, rateText);
    }
  }

  /** Whether any job may keep the turn of a key of a type. */
  hasKeepers(type: string): boolean {
    return this.#kept.has(type);
  }

  /** The jobs that keep the turn of a key. */
  keepersOf(type: string, key: string): Keeper[] {
    if (!this.#kept.has(type)) return [];
    const rows = this.all(FIND_KEEPERS, type, storedText(key)) as KeeperRow[];
    return rows.map(([number, id, status, rank, turn, retentionMs]) => ({
      ...{ number, id, rank, turn, retentionMs },
      isPending: status === KEYED_PENDING,
      hasFailed: status === STATUS_CODES.FAILED,
    }));
  }

  /** The first of them that is pending. */
  firstKeeper(keepers: readonly Keeper[]): Keeper | undefined {
    const pending = keepers.filter(({ isPending }) => isPending);
    return pending.sort((a, b) => a.rank - b.rank || a.turn - b.turn)[0];
  }

  addKeeper(type: string, key: string, number: number): void {
    this.#kept.add(type);
    this.run(PUT_KEEPER, type, storedText(key), number);
  }

  removeKeeper(type: string, key: string, number: number): void {
    this.run(REMOVE_KEEPER, type, storedText(key), number);
    if (this.nextKept(type, "") === undefined) this.#kept.delete(type);
  }

  /** The first key behind a name of which jobs keep the turn. */
  nextKept(type: string, after: string): string | undefined {
    if (!this.#kept.has(type)) return undefined;
    const [name] = this.row(NEXT_KEPT, type, storedText(after)) as [string | null];
    return name === null ? undefined : textOf(name);
  }

  /** The next key behind a name that has pending jobs, waits for a time, is kept or has limits. */
  nextName(type: string, after: string): string | undefined {
    const names = this.row(NEXT_NAMES, type, storedText(after)) as (string | null)[];
    const found = names.filter((name) => name !== null).map(textOf);
    return found.sort(compareUtf8)[0];
  }

  /** What tells how a key stands, its jobs counted up to a bound. */
  facts(type: string, key: string, now: EpochMs, bound: number): KeyFacts {
    const count = (status: number) =>
      (this.row(COUNT_OF_KEY, type, storedText(key), status, bound) as [number])[0];
    const until = this.hasWaits(type) ? (this.waitOf(type, key)?.until ?? 0) : 0;
    return {
      pending: count(KEYED_PENDING),
      running: count(STATUS_CODES.RUNNING),
      until: until > now ? until : undefined,
      keepers: describeKeepers(this.keepersOf(type, key)),
      limits: this.limitsOf(type, key),
    };
  }

  all(sql: string, ...values: (string | number)[]): unknown[] {
    return this.#statement(sql).all(...values);
  }

  row(sql: string, ...values: (string | number)[]): unknown {
    return this.#statement(sql).get(...values);
  }

  run(sql: string, ...values: (string | number | null)[]): void {
    this.#statement(sql).run(...values);
  }

  /** Made when it is first needed: most files have no keys. */
  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** A job that keeps the turn of its key. */
export interface Keeper {
  readonly number: number;
  readonly id: string;
  readonly rank: number;
  readonly turn: number;
  readonly retentionMs: number;
  readonly isPending: boolean;
  readonly hasFailed: boolean;
}

/** Jobs that keep the turn of a key, as they are told; absent without any. */
export function describeKeepers(keepers: readonly Keeper[]): TurnKeepers | undefined {
  if (keepers.length === 0) return undefined;
  return {
    jobIds: keepers.slice(0, EXPLAINED.jobs).map(({ id }) => id),
    anyPending: keepers.some(({ isPending }) => isPending),
    anyFailed: keepers.some(({ hasFailed }) => hasFailed),
  };
}

type KeeperRow = readonly [
  ...[number: number, id: string, status: number, rank: number, turn: number],
  retentionMs: number,
];
type ClockRow = readonly [type: string, floor: number, join: number, plain: number];
type WaitRow = readonly [key: string, until: number, by: string];
type LimitsRow = readonly [maxRunning: number | null, weight: number | null, rate: string | null];
type HeadRow = readonly [rank: number, turn: number];
type Row = readonly [key: string, state: number, rank: number, tag: number];

/** The keys of one type. */
class TypeKeys implements KeyRows {
  readonly #kept: KeptKeys;
  readonly #type: string;

  constructor(kept: KeptKeys, type: string) {
    this.#kept = kept;
    this.#type = type;
  }

  get clock(): KeyClock {
    return this.#kept.clock(this.#type);
  }

  set clock(clock: KeyClock) {
    this.#kept.setClock(this.#type, clock);
  }

  get(key: string): KeyRow | undefined {
    return rowIfAny(this.#kept.row(FIND_KEY, this.#type, storedText(key)));
  }

  put({ key, state, priority, tag }: KeyRow): void {
    const rank = state === "DRAINED" ? 0 : -priority;
    // Where keys take no turns, too, a clock says that there are any.
    if (!this.#kept.has(this.#type)) this.#kept.setClock(this.#type, CLOCK_AT_START);
    this.#kept.run(PUT_KEY, this.#type, storedText(key), codeOf(state), rank, tag);
  }

  remove(key: string): void {
    this.#kept.run(REMOVE_KEY, this.#type, storedText(key));
  }

  first(): KeyRow | undefined {
    return rowIfAny(this.#kept.row(FIRST_KEY, this.#type, codeOf("READY")));
  }

  hasWaiting(): boolean {
    return this.#kept.row(ANY_KEY, this.#type, codeOf("READY"), codeOf("FULL")) !== undefined;
  }

  release(): void {
    this.#kept.run(MOVE_KEYS, codeOf("READY"), this.#type, codeOf("FULL"));
  }

  ready(): KeyRow[] {
    return this.#kept.all(KEYS_IN, this.#type, codeOf("READY")).map((row) => readRow(row as Row));
  }

  forgetDrained(tag: number): void {
    this.#kept.run(FORGET_KEYS, this.#type, codeOf("DRAINED"), tag);
  }

  waitOf(key: string): KeyWait | undefined {
    return this.#kept.hasWaits(this.#type) ? this.#kept.waitOf(this.#type, key) : undefined;
  }

  putWait(key: string, wait: KeyWait): void {
    this.#kept.putWait(this.#type, key, wait);
  }

  firstWait(): (KeyWait & { readonly key: string }) | undefined {
    const row = this.#kept.row(FIRST_WAIT, this.#type) as WaitRow | undefined;
    return row && { key: textOf(row[0]), ...readWait(row) };
  }

  removeWait(key: string): void {
    this.#kept.run(REMOVE_WAIT, this.#type, storedText(key));
  }

  takeRateWaits(): string[] {
    if (!this.#kept.hasWaits(this.#type)) return [];
    const rows = this.#kept.all(RATE_WAITS, this.#type) as [string][];
    const keys = rows.map(([key]) => textOf(key));
    for (const key of keys) this.removeWait(key);
    return keys;
  }

  startsOf(key: string): RateState {
    const row = this.#kept.row(FIND_STARTS, this.#type, storedText(key));
    return row === undefined ? NO_STARTS : (JSON.parse((row as [string])[0]) as RateState);
  }

  putStarts(key: string, starts: RateState, endsAt: number): void {
    this.#kept.putStarts(this.#type, key, starts, endsAt);
  }

  limitsOf(key: string): KeyLimits | undefined {
    return this.#kept.limitsOf(this.#type, key);
  }

  clear(): void {
    this.#kept.run(CLEAR_KEYS, this.#type);
    this.#kept.forgetClock(this.#type);
  }

  headOf(key: string): KeyHead | undefined {
    const keepers = key === "" ? [] : this.#kept.keepersOf(this.#type, key);
    if (keepers.length > 0) {
      const first = this.#kept.firstKeeper(keepers);
      return first && { priority: -first.rank, place: first.turn };
    }
    const row =
      key === ""
        ? this.#kept.row(FIRST_PLAIN, this.#type)
        : this.#kept.row(FIRST_OF_KEY, this.#type, storedText(key));
    if (row === undefined) return undefined;
    const [rank, place] = row as HeadRow;
    return { priority: -rank, place };
  }

  running(key: string): number {
    return (this.#kept.row(COUNT_RUNNING, this.#type, storedText(key)) as [number])[0];
  }
}

function readWait([, until, by]: WaitRow): KeyWait {
  return by === "" ? { until } : { until, by };
}

function readLimits([maxRunning, weight, rate]: LimitsRow): KeyLimits {
  return {
    ...(maxRunning !== null && { maxRunning }),
    ...(rate !== null && { rate: JSON.parse(rate) as Rate }),
    ...(weight !== null && { weight }),
  };
}

function rowIfAny(row: unknown): KeyRow | undefined {
  return row === undefined ? undefined : readRow(row as Row);
}

function readRow([key, state, rank, tag]: Row): KeyRow {
  return { key: textOf(key), state: STATES[state] as KeyState, priority: -rank, tag };
}
