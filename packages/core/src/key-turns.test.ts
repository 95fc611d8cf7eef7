import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KeyLimits } from "./concurrency-key.ts";
import {
  CLOCK_AT_START,
  compareKeys,
  compareUtf8,
  KEY_ORDERS,
  type KeyClock,
  type KeyHead,
  type KeyOrder,
  type KeyRow,
  type KeyRows,
  KeyTurns,
  type KeyWait,
  type LimitsOfKeys,
} from "./key-turns.ts";
import { NO_STARTS, type Rate, type RateState } from "./rate.ts";

/** Keys with jobs of priorities, and nothing but what the rules ask for. */
class Jobs implements KeyRows {
  clock: KeyClock = CLOCK_AT_START;
  readonly turns = new KeyTurns(this);
  readonly rows = new Map<string, KeyRow>();
  readonly #pending = new Map<string, KeyHead[]>();
  #places = 0;
  readonly #running = new Map<string, number>();
  limit: number | undefined;
  rate: Rate | undefined;
  order: KeyOrder | undefined;
  now = 0;

  get limits(): LimitsOfKeys {
    return { keyMaxRunning: this.limit, keyRate: this.rate, order: this.order };
  }

  add(key: string, priority = 5): void {
    const job = { priority, place: this.#places++ };
    const jobs = [...(this.#pending.get(key) ?? []), job].sort(compareHeads);
    this.#pending.set(key, jobs);
    if (key !== "") this.turns.changed(key, this.limits);
  }

  /** Begins the attempt of the next job; returns its key. */
  serve(): string | undefined {
    const key = this.turns.next(this.limits, this.now);
    if (key === undefined) return undefined;
    this.turns.served(key, this.limits, this.now);
    this.#pending.get(key)?.shift();
    if (key === "") return key;
    this.#running.set(key, this.running(key) + 1);
    this.turns.changed(key, this.limits);
    return key;
  }

  setOrder(order: KeyOrder | undefined): void {
    const before = this.limits;
    this.order = order;
    this.turns.limitsChanged(before, this.limits);
  }

  end(key: string): void {
    this.#running.set(key, this.running(key) - 1);
    this.turns.changed(key, this.limits);
  }

  waiting(key: string): number {
    return this.#pending.get(key)?.length ?? 0;
  }

  get(key: string): KeyRow | undefined {
    return this.rows.get(key);
  }

  put(row: KeyRow): void {
    this.rows.set(row.key, row);
  }

  remove(key: string): void {
    this.rows.delete(key);
  }

  first(): KeyRow | undefined {
    return this.ready()[0];
  }

  ready(): KeyRow[] {
    return [...this.rows.values()].filter(({ state }) => state === "READY").sort(compareKeys);
  }

  hasWaiting(): boolean {
    return [...this.rows.values()].some(({ state }) => state !== "DRAINED");
  }

  release(): void {
    for (const row of this.rows.values()) {
      if (row.state === "FULL") this.put({ ...row, state: "READY" });
    }
  }

  forgetDrained(tag: number): void {
    for (const row of this.rows.values()) {
      if (row.state === "DRAINED" && row.tag <= tag) this.remove(row.key);
    }
  }

  clear(): void {
    this.rows.clear();
    this.clock = CLOCK_AT_START;
  }

  readonly #waits = new Map<string, KeyWait>();

  waitOf(key: string): KeyWait | undefined {
    return this.#waits.get(key);
  }

  putWait(key: string, wait: KeyWait): void {
    this.#waits.set(key, wait);
  }

  firstWait(): (KeyWait & { readonly key: string }) | undefined {
    const waits = Array.from(this.#waits, ([key, wait]) => ({ key, ...wait }));
    return waits.sort((a, b) => a.until - b.until || compareUtf8(a.key, b.key))[0];
  }

  removeWait(key: string): void {
    this.#waits.delete(key);
  }

  readonly #starts = new Map<string, RateState>();

  takeRateWaits(): string[] {
    const keys = [...this.#waits.keys()].filter((name) => this.#waits.get(name)?.by === undefined);
    for (const name of keys) this.removeWait(name);
    return keys;
  }

  startsOf(key: string): RateState {
    return this.#starts.get(key) ?? NO_STARTS;
  }

  putStarts(key: string, starts: RateState): void {
    this.#starts.set(key, starts);
  }

  headOf(key: string): KeyHead | undefined {
    return this.#pending.get(key)?.[0];
  }

  running(key: string): number {
    return this.#running.get(key) ?? 0;
  }

  readonly ownLimits = new Map<string, KeyLimits>();

  limitsOf(key: string): KeyLimits | undefined {
    return this.ownLimits.get(key);
  }
}

function compareHeads(a: KeyHead, b: KeyHead): number {
  return b.priority - a.priority || a.place - b.place;
}

const KEYS = ["", "a", "b", "c"] as const;
const key = fc.constantFrom(...KEYS);
const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: key, priority: fc.constantFrom(1, 5, 9) }) },
  { weight: 4, arbitrary: fc.constant({ serve: true as const }) },
  { weight: 3, arbitrary: fc.record({ end: key }) },
  { weight: 1, arbitrary: fc.record({ limit: fc.constantFrom(1, 2, undefined) }) },
  { weight: 1, arbitrary: fc.record({ order: fc.constantFrom(...KEY_ORDERS) }) },
);

describe("keys", () => {
  test("wait for a time, also one that comes meanwhile, and join then", () => {
    const jobs = new Jobs();
    for (const name of ["a", "b", "a", "c"]) jobs.add(name);
    const { turns } = jobs;
    const wait = { by: "job" };
    turns.wait("a", { ...wait, until: 20 }, {});
    turns.wait("a", { ...wait, until: 10 }, {});
    turns.wait("d", { ...wait, until: 15 }, {});
    jobs.add("d");
    expect([jobs.serve(), jobs.serve(), jobs.serve()]).toEqual(["b", "c", undefined]);
    expect(turns.nextWaitEnds).toBe(15);
    expect(turns.endWaits(14, 9, {})).toBe(0);
    jobs.add("b");
    expect(turns.endWaits(20, 1, {})).toBe(1);
    expect([jobs.serve(), jobs.serve(), jobs.serve()]).toEqual(["b", "d", undefined]);
    expect(turns.endWaits(20, 9, {})).toBe(1);
    expect([jobs.serve(), jobs.serve(), jobs.serve()]).toEqual(["a", "a", undefined]);
    expect(turns.nextWaitEnds).toBe(Number.POSITIVE_INFINITY);
  });

  test("that have used their rate up wait for it, and hold no other one up", () => {
    const jobs = new Jobs();
    jobs.rate = { limit: 3, periodMs: 10_000 };
    for (const name of ["a", "a", "a", "a", "a", "b"]) jobs.add(name);
    expect([1, 2, 3, 4, 5].map(() => jobs.serve())).toEqual(["a", "b", "a", "a", undefined]);
    expect(jobs.turns.nextWaitEnds).toBe(10_157);
    jobs.now = 10_156;
    expect(jobs.turns.endWaits(jobs.now, 9, jobs.limits)).toBe(0);
    jobs.turns.takeBack("a", 0, jobs.limits, jobs.now);
    expect([jobs.serve(), jobs.serve()]).toEqual(["a", undefined]);
    jobs.rate = { limit: 4, periodMs: 10_000 };
    jobs.turns.limitsChanged(jobs.limits, jobs.limits);
    expect([jobs.serve(), jobs.serve()]).toEqual(["a", undefined]);
    expect(jobs.turns.nextWaitEnds).toBe(Number.POSITIVE_INFINITY);
  });

  test("are served whenever any may be, within their limit, and by a floor that never falls", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const jobs = new Jobs();
        let before = 0;
        for (const next of moves) {
          if ("add" in next) jobs.add(next.add, next.priority);
          else if ("end" in next) {
            if (next.end !== "" && jobs.running(next.end) > 0) jobs.end(next.end);
          } else if ("limit" in next) {
            jobs.limit = next.limit;
            jobs.turns.limitsChanged(jobs.limits, jobs.limits);
          } else if ("order" in next) jobs.setOrder(next.order);
          else {
            const { limit = Number.POSITIVE_INFINITY } = jobs;
            const may = KEYS.filter(
              (one) => jobs.waiting(one) > 0 && (one === "" || jobs.running(one) < limit),
            );
            const heads = may.map((one) => jobs.headOf(one) as KeyHead).sort(compareHeads);
            const isTop = (head: KeyHead) =>
              jobs.order === "STRICT" ? head === heads[0] : head.priority === heads[0]?.priority;
            const top = may.filter(
              (one) => jobs.order === "FAIR" || isTop(jobs.headOf(one) as KeyHead),
            );
            const served = jobs.serve();
            if (served === undefined) expect(may).toEqual([]);
            else expect(top).toContain(served);
          }
          for (const one of KEYS.slice(1)) {
            const state = jobs.get(one)?.state;
            expect(state === "READY" || state === "FULL").toBe(jobs.waiting(one) > 0);
          }
          if (!jobs.hasWaiting()) {
            expect(jobs.rows.size).toBe(0);
            before = 0;
          }
          expect(jobs.clock.floor).toBeGreaterThanOrEqual(before);
          before = jobs.clock.floor;
        }
      }),
    );
  });

  test("that wait all the time are never more than two turns apart", () => {
    const others = fc.array(fc.constantFrom("c", "d", "e"), { maxLength: 80 });
    fc.assert(
      fc.property(fc.nat(20), others, (ahead, comers) => {
        const jobs = new Jobs();
        for (let i = 0; i < 200; i++) jobs.add("a");
        for (let i = 0; i < ahead; i++) jobs.serve();
        for (let i = 0; i < 200; i++) jobs.add("b");
        const served = { a: 0, b: 0 };
        for (const comer of comers) {
          jobs.add(comer);
          const one = jobs.serve();
          if (one === "a" || one === "b") served[one]++;
          expect(Math.abs(served.a - served.b)).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  test("that have joined at the same floor are served in the order in which they came", () => {
    const jobs = new Jobs();
    const names = Array.from({ length: 1_000 }, (_, i) => `${999 - i}`);
    for (const name of names) jobs.add(name);
    expect(names.map(() => jobs.serve())).toEqual(names);
  });

  test("no longer known come back as new ones", () => {
    const jobs = new Jobs();
    jobs.add("a");
    jobs.add("b");
    expect([jobs.serve(), jobs.serve()]).toEqual(["a", "b"]);
    expect(jobs.rows.size).toBe(0);
    expect(jobs.clock).toEqual(CLOCK_AT_START);
  });
});

test("texts are compared as databases compare their bytes", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareUtf8(a, b))).toBe(bytes);
    }),
  );
  expect(compareUtf8("\u{1f4a5}", "\uffff")).toBeGreaterThan(0);
});
