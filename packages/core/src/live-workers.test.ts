import { expect, test } from "vitest";
import { LiveWorkers } from "./live-workers.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { MAX_WORKERS, WORKER_LIFE_MS, type WorkerHeartbeat } from "./worker-store.ts";

const beat = (workerId: string): WorkerHeartbeat => ({
  workerId,
  types: ["a"],
  concurrency: 1,
  running: 0,
  version: "",
  host: "",
  eventLoopLagMs: 0,
  server: "",
});

const PAGE = { after: "", limit: 100 };

test("a worker that tells nothing any more is forgotten, and one that does is not", async () => {
  const clock = new VirtualClock();
  const workers = new LiveWorkers(clock);
  await workers.heartbeat(beat("dead"));
  await workers.heartbeat(beat("lives"));
  clock.advance(WORKER_LIFE_MS - 1);
  await workers.heartbeat(beat("lives"));
  expect((await workers.list(PAGE)).workers).toMatchObject([
    { workerId: "dead", heartbeatAgeMs: WORKER_LIFE_MS - 1 },
    { workerId: "lives", heartbeatAgeMs: 0 },
  ]);
  clock.advance(1);
  expect((await workers.list(PAGE)).workers.map(({ workerId }) => workerId)).toEqual(["lives"]);
  expect(await workers.count(["a"])).toEqual([1]);
});

test("a worker that is one too many is not listed until another one is gone", async () => {
  const workers = new LiveWorkers(new VirtualClock());
  for (let i = 0; i < MAX_WORKERS; i++) await workers.heartbeat(beat(`w${i}`));
  await workers.heartbeat(beat("x"));
  await workers.heartbeat(beat("w0"));
  expect((await workers.list({ after: "x", limit: 1 })).workers).toEqual([]);
  expect(await workers.count(["a"])).toEqual([MAX_WORKERS]);
  await workers.leave("w0");
  await workers.heartbeat(beat("x"));
  expect((await workers.list({ after: "w9999", limit: 5 })).workers).toMatchObject([
    { workerId: "x" },
  ]);
});
