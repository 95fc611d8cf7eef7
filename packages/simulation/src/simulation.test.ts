import type {
  Clock,
  EnqueueRequest,
  LeaseRequest,
  Settlement,
  SettleOptions,
} from "@millrace/core";
import type { TestedStore } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { describe, expect, test } from "vitest";
import { type Schedule, scheduleOf } from "./schedule.ts";
import { describeFailure } from "./simulate-command.ts";
import { Simulation } from "./simulation.ts";

const SCHEDULES = 6_000;

/** The first run, of so many seeds, that breaks a promise; `isMeant` is for those that are worth a try. */
async function firstFailure(
  runs: number,
  openStore?: TestedStore["open"],
  isMeant: (schedule: Schedule) => boolean = () => true,
) {
  for (let seed = 1; seed <= runs; seed++) {
    const schedule = scheduleOf(seed);
    if (!isMeant(schedule)) continue;
    const outcome = await (await Simulation.open(schedule, openStore)).run();
    if (outcome.violations.length > 0) return { seed, ...outcome };
  }
  return undefined;
}

test(`${SCHEDULES} schedules keep every promise`, { timeout: 0 }, async () => {
  const failure = await firstFailure(SCHEDULES);
  if (failure !== undefined) expect.fail(describeFailure(failure.seed, failure));
});

test("a seed leads to the same run every time", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const first = await (await Simulation.open(scheduleOf(seed))).run();
    const second = await (await Simulation.open(scheduleOf(seed))).run();
    expect(second).toEqual(first);
  }
});

test("schedules differ, and have every kind of fault", () => {
  const schedules = Array.from({ length: 200 }, (_, i) => scheduleOf(i + 1));
  const faultless = schedules.filter(({ faultless }) => faultless).length;
  expect(faultless).toBeGreaterThan(20);
  expect(faultless).toBeLessThan(100);
  const kinds = schedules.flatMap(({ faults }) => faults.map(({ kind }) => kind));
  expect([...new Set(kinds)].sort()).toEqual([
    "clock",
    "crash",
    "half-open crash",
    "network",
    "stall",
    "store clock",
  ]);
});

const hasLimits = ({ flow }: Schedule) => flow !== undefined;

/** Stores with one fault each, what the simulation says of it, and which schedules can show it. */
const FAULTS: Readonly<
  Record<string, [typeof MemoryStore, RegExp, ((schedule: Schedule) => boolean)?]>
> = {
  "takes a stale token for the right one": [
    class extends MemoryStore {
      readonly #tokens = new Map<string, number>();

      override async lease(request: LeaseRequest) {
        const leases = await super.lease(request);
        for (const { job, token } of leases) this.#tokens.set(job.id, token);
        return leases;
      }

      override settle(items: readonly Settlement[], options?: SettleOptions) {
        const fresh = items.map((item) => ({
          ...item,
          token: this.#tokens.get(item.jobId) ?? item.token,
        }));
        return super.settle(fresh, options);
      }
    },
    /leased after it had ended|has the result of token|has attempt|took .* twice/,
  ],
  "forgets idempotency keys": [
    class extends MemoryStore {
      override enqueue(requests: readonly EnqueueRequest[]) {
        return super.enqueue(requests.map(({ idempotencyKey, ...request }) => request));
      }
    },
    /was made \d times|nobody enqueued/,
  ],
  "forgets unique keys": [
    class extends MemoryStore {
      override enqueue(requests: readonly EnqueueRequest[]) {
        return super.enqueue(requests.map(({ unique, ...request }) => request));
      }
    },
    /was made while job \d+ had its unique key/,
  ],
  "sets no limits of keys": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        const { queues } = this;
        const set = queues.setLimits.bind(queues);
        queues.setLimits = (type, { keyMaxRunning, ...limits }) => set(type, limits);
        const setOfKey = queues.setKeyLimits.bind(queues);
        queues.setKeyLimits = (type, key) => setOfKey(type, key, {});
      }
    },
    /\d jobs of the key . run, of at most \d/,
    hasLimits,
  ],
  "has jobs neither age nor keys stand in an order": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        const { queues } = this;
        const set = queues.setLimits.bind(queues);
        queues.setLimits = (type, { order, agingMs, ...limits }) => set(type, limits);
      }
    },
    /was leased before job \d+, which was ahead of it/,
    hasLimits,
  ],
  "has more attempts of a key start than its rate lets": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        const { queues } = this;
        const set = queues.setLimits.bind(queues);
        queues.setLimits = (type, { keyRate, ...limits }) => set(type, limits);
      }
    },
    /more than \d attempts of the key . started within \d+ ms/,
    hasLimits,
  ],
  "has keys take no turns": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        const { queues } = this;
        const set = queues.setLimits.bind(queues);
        queues.setLimits = (type, limits) => set(type, { ...limits, order: "STRICT" });
      }
    },
    /the keys ".*" and ".*" have come .* turns apart/,
    hasLimits,
  ],
  "lets the jobs of a key pass one that keeps its turn": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        const { queues } = this;
        const set = queues.setLimits.bind(queues);
        queues.setLimits = (type, { keyOnFailure, ...limits }) => set(type, limits);
      }
    },
    /job \d+ was leased while job \d+ kept the turn of ./,
    hasLimits,
  ],
  "halts keys though nobody asked for it": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        const { queues } = this;
        const set = queues.setLimits.bind(queues);
        queues.setLimits = (type, limits) => set(type, { ...limits, keyOnFailure: "HALT" });
      }
    },
    /job \d+ keeps the turn of its key for no reason/,
    hasLimits,
  ],
  "keeps the tokens of jobs that were given back": [
    class extends MemoryStore {
      override settle(items: readonly Settlement[], options?: SettleOptions) {
        const started = items.map((item) =>
          item.outcome.kind === "released"
            ? { ...item, outcome: { ...item.outcome, started: true } }
            : item,
        );
        return super.settle(started, options);
      }
    },
    /a lease that was not full has left job \d+ waiting/,
    ({ flow }) => flow?.limits.keyRate !== undefined && flow.givesBackMs.length > 0,
  ],
  "leases one job at a time, whatever was asked for": [
    class extends MemoryStore {
      override lease(request: LeaseRequest) {
        return super.lease({ ...request, maxJobs: 1 });
      }
    },
    /a lease that was not full has left job \d+ waiting/,
  ],
  "seals no group": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        this.groups.seal = (id) => this.groups.get(id);
      }
    },
    /the group that is sealed at \d+ ms has not finished/,
  ],
  "retries jobs that run at most once": [
    class extends MemoryStore {
      override enqueue(requests: readonly EnqueueRequest[]) {
        return super.enqueue(requests.map(({ delivery, ...request }) => request));
      }
    },
    /runs at most once, and was started \d times/,
  ],
  "says of many jobs that it has cancelled them": [
    class extends MemoryStore {
      constructor(...args: ConstructorParameters<typeof MemoryStore>) {
        super(...args);
        this.operations.change = async (_, jobs) => jobs.map(() => undefined);
      }
    },
    /the cancel at \d+ ms has done \d+, but 0 have it|was leased after its cancel/,
  ],
  "loses settlements": [
    class extends MemoryStore {
      override async settle(items: readonly Settlement[]) {
        return items.map(() => ({ status: "COMPLETED" }) as const);
      }
    },
    /long after the faults have ended|was leased after it had ended/,
  ],
};

describe("the simulation finds the fault of a store that", () => {
  test.each(Object.entries(FAULTS))("%s", async (_, [FaultyStore, violation, isMeant]) => {
    const open = (clock: Clock) => new FaultyStore({ clock });
    const failure = await firstFailure(4_000, open, isMeant);
    expect(failure?.violations.join("\n")).toMatch(violation);
    const report = describeFailure(failure?.seed ?? 0, failure ?? { trace: [], violations: [] });
    expect(report).toContain(`pnpm simulate --runs 1 --seed ${failure?.seed}`);
  });
});
