import { VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Worker } from "./worker.ts";
import type { WorkerOptions } from "./worker-options.ts";

let clock: VirtualClock;
let store: MemoryStore;
const workers: Worker[] = [];

beforeEach(() => {
  clock = new VirtualClock();
  store = new MemoryStore({ clock });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await store.close();
});

async function startWorker(options: WorkerOptions = {}): Promise<Worker> {
  const logger = { info: () => {}, warn: () => {}, error: () => {} };
  const worker = new Worker("task", () => {}, { source: store, clock, logger, ...options });
  workers.push(worker);
  await worker.start();
  return worker;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("a worker directly on a store maintains types that are not its own", async () => {
  const [added] = await store.enqueue([{ type: "other", delayMs: 5_000 }]);
  if (added === undefined || "error" in added) throw new Error("refused");
  await startWorker();
  await vi.waitFor(async () => {
    await turn();
    clock.advance(1_000);
    expect((await store.get(added.job.id)).status).toBe("PENDING");
  });
});

test("many workers on a store maintain it no more often than one", async () => {
  const maintain = vi.spyOn(store, "maintain");
  const holdRole = vi.spyOn(store, "holdRole");
  for (let i = 0; i < 20; i++) await startWorker();
  await turn();
  for (let second = 0; second < 30; second++) {
    clock.advance(1_000);
    await turn();
  }
  expect(maintain.mock.calls.length).toBeGreaterThanOrEqual(25);
  expect(maintain.mock.calls.length).toBeLessThanOrEqual(35);
  // The others look some six times each meanwhile, instead of thirty times.
  expect(holdRole.mock.calls.length).toBeLessThan(15 + 20 * 14);
});

test("a worker that stops leaves the maintenance to another, whose name the store tells", async () => {
  const first = await startWorker({ workerId: "first" });
  await turn();
  const role = { role: "maintenance", holder: "asks", leaseMs: 1_000 } as const;
  const { holder, fence } = await store.holdRole(role);
  expect(holder).toMatch(/^first /);
  await startWorker({ workerId: "second" });
  await first.stop();
  await vi.waitFor(async () => {
    clock.advance(1_000);
    await turn();
    const lease = await store.holdRole({ ...role, leaseMs: 10 });
    expect(lease.holder).toMatch(/^second /);
    expect(lease.fence).toBeGreaterThan(fence);
  });
});

test("a worker leaves maintenance alone when it is told to, and when it has stopped", async () => {
  const maintain = vi.spyOn(store, "maintain");
  await startWorker({ maintain: false });
  await turn();
  expect(maintain).not.toHaveBeenCalled();
  const worker = await startWorker();
  await vi.waitFor(() => expect(maintain).toHaveBeenCalledOnce());
  await worker.stop();
  clock.advance(60_000);
  await turn();
  expect(maintain).toHaveBeenCalledOnce();
});
