import { VirtualClock, type WorkerHeartbeat } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { Heartbeat } from "./heartbeat.ts";
import { Worker } from "./worker.ts";

const WORKER = { workerId: "w", types: ["a"], concurrency: 5, version: "1.0", host: "here" };

function open(registry: "takes" | "refuses" | "absent") {
  const clock = new VirtualClock();
  const told: (WorkerHeartbeat | string)[] = [];
  const answer = async () => {
    if (registry === "refuses") throw new Error("it is away");
  };
  const heartbeat = new Heartbeat({
    ...WORKER,
    clock,
    running: () => 2,
    registry:
      registry === "absent"
        ? undefined
        : {
            heartbeat: (beat) => {
              told.push(beat);
              return answer();
            },
            leave: (workerId) => {
              told.push(workerId);
              return answer();
            },
          },
  });
  return { clock, told, heartbeat };
}

test.each(["takes", "refuses"] as const)(
  "a worker tells at once and every ten seconds that it lives, and when it ends, to one who %s it",
  async (registry) => {
    const { clock, told, heartbeat } = open(registry);
    heartbeat.start();
    const beat = { ...WORKER, running: 2, eventLoopLagMs: 0, server: "" };
    expect(told).toEqual([beat]);
    clock.advance(9_999);
    expect(told).toHaveLength(1);
    clock.advance(1);
    expect(told).toEqual([beat, beat]);
    await heartbeat.stop();
    clock.advance(60_000);
    expect(told).toEqual([beat, beat, "w"]);
  },
);

test("nobody is told where there is nobody to tell", async () => {
  const { clock, told, heartbeat } = open("absent");
  heartbeat.start();
  clock.advance(60_000);
  await heartbeat.stop();
  expect(told).toEqual([]);
});

test("a worker is in its store's list of workers while it runs", async () => {
  const store = new MemoryStore();
  const options = { source: store, workerId: "w", concurrency: 7, version: "3.1" };
  const worker = new Worker({ a: async () => {}, b: async () => {} }, options);
  await worker.start();
  await expect
    .poll(async () => (await store.workers.list()).workers)
    .toMatchObject([
      { workerId: "w", types: ["a", "b"], concurrency: 7, version: "3.1", server: "" },
    ]);
  expect((await store.queues.get("a")).workers).toBe(1);
  await worker.stop();
  expect((await store.workers.list()).workers).toEqual([]);
  await store.close();
});
