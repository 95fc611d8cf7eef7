import { VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LeaseTable } from "./lease-table.ts";
import { LeaseWatchdog } from "./lease-watchdog.ts";
import { FaultySource, times } from "./test/faulty-source.ts";
import { turn } from "./test/jobs.ts";

const LEASE_MS = 12_000;
const LOOK_MS = LEASE_MS / 12;

let clock: VirtualClock;
let store: MemoryStore;
let source: FaultySource;
let table: LeaseTable;
let watchdog: LeaseWatchdog;

beforeEach(() => {
  clock = new VirtualClock();
  store = new MemoryStore({ clock });
  source = new FaultySource(store);
  table = new LeaseTable(1_000, () => clock.now());
  watchdog = new LeaseWatchdog({ table, leaseMs: LEASE_MS, clock, source: async () => source });
  watchdog.start();
});

afterEach(async () => {
  watchdog.stop();
  await store.close();
});

/** Leases so many jobs, and enters them. */
async function lease(count: number): Promise<readonly { id: string; slot: number }[]> {
  await store.enqueue(Array.from({ length: count }, () => ({ type: "task" })));
  const request = { types: ["task"], maxJobs: count, leaseMs: LEASE_MS, waitMs: 0, workerId: "w" };
  const leases = await store.lease(request);
  table.beat();
  return leases.map(({ job: { id }, token }) => ({ id, slot: table.add(id, token) }));
}

async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += LOOK_MS) {
    clock.advance(LOOK_MS);
    for (let turns = 0; turns < 4; turns++) await turn();
  }
}

const rescued = async () => (await store.maintain()).rescued;

test("leases of a worker that is blocked outlast their length many times over", async () => {
  const [first] = await lease(1);
  await pass(9 * LEASE_MS);
  expect(await rescued()).toBe(0);
  // A third of a lease apart, as the worker does it by itself.
  expect(source.extensions.length).toBeLessThanOrEqual(27);
  expect(clock.now() - table.extendedAt(first?.slot ?? 0)).toBeLessThan(LEASE_MS / 2);
});

test("nothing is done while the worker extends its leases by itself", async () => {
  await lease(1);
  for (let beats = 0; beats < 10; beats++) {
    await pass(LEASE_MS / 3);
    table.beat();
  }
  expect(source.extensions).toEqual([]);
});

test("a worker that is blocked for ever loses its jobs after ten leases", async () => {
  await lease(1);
  await pass(12 * LEASE_MS);
  expect(await rescued()).toBe(1);
});

test("a job is not kept beyond its timeout", async () => {
  const [timed, other] = await lease(2);
  table.limit(timed?.slot ?? 0, clock.now() + LEASE_MS);
  await pass(3 * LEASE_MS);
  expect(await rescued()).toBe(1);
  expect(await store.get(timed?.id ?? "")).toMatchObject({ status: "RETRYING" });
  expect(await store.get(other?.id ?? "")).toMatchObject({ status: "RUNNING" });
});

test("what has failed is tried again soon", async () => {
  await lease(1);
  source.before = times(2, "extend");
  await pass(2 * LEASE_MS);
  expect(await rescued()).toBe(0);
});

test("many leases are extended in batches, and one that is lost holds up no other", async () => {
  const leases = await lease(450);
  await store.settle([{ jobId: leases[0]?.id ?? "", token: 1, outcome: { kind: "completed" } }]);
  await pass(LEASE_MS / 2);
  expect(source.extensions.map((items) => items.length)).toEqual([200, 200, 50]);
  expect(table.extendedAt(leases[0]?.slot ?? 0)).toBe(0);
  expect(leases.slice(1).every(({ slot }) => table.extendedAt(slot) > 0)).toBe(true);
});
