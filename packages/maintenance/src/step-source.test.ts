import { type Lease, type Outcome, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { Runs, type Steps } from "@millrace/workflow";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StepSource } from "./step-source.ts";

let store: MemoryStore;
let source: StepSource;

beforeEach(() => {
  store = new MemoryStore({ clock: new VirtualClock(Date.parse("2027-01-01T00:00:00Z")) });
  source = new StepSource(store);
});

afterEach(() => store.close());

const job = { type: "t", max_attempts: 1 } as const;
const start = async (steps: Steps) => {
  const runs = new Runs(store);
  await runs.put({ name: "w", schema: 1, steps });
  return (await runs.start("w")).run.id;
};
const lease = (withResults: boolean) =>
  source.lease({
    ...{ types: ["t"], maxJobs: 10, leaseMs: 60_000, waitMs: 0, workerId: "w" },
    withResults,
  });
/** Completes what is leased with results by step, and decides what comes next. */
const complete = async (leases: readonly Lease[], results: Record<string, unknown> = {}) => {
  for (const { job: leased, token } of leases) {
    const value = results[leased.run?.step ?? ""];
    const result = value === undefined ? {} : { result: Buffer.from(JSON.stringify(value)) };
    const outcome = { kind: "completed", ...result } as const;
    await source.settle([{ jobId: leased.id, token, outcome }]);
  }
  await new Runs(store).advance((await store.runs.due(100)).due);
};
const resultsOf = ({ results }: Lease) =>
  results &&
  Object.fromEntries(
    [...results].map(([step, value]) => [step, JSON.parse(Buffer.from(value).toString())]),
  );

test("results of the steps right before come with a lease that asks for them", async () => {
  const first = await start({
    ...{ a: job, list: { ...job, map: { over: "[1, 2]" } }, broken: job },
    b: { ...job, after: ["a", "list", "broken"], rule: "ALL_DONE" },
    c: { ...job, after: ["b"] },
  });
  const leases = await lease(true);
  expect(leases.map(resultsOf)).toEqual([{}, {}, {}, {}]);
  const broken = leases.find(({ job: { run } }) => run?.step === "broken") as Lease;
  const outcome = { kind: "failed", message: "no" } as const;
  await store.settle([{ jobId: broken.job.id, token: broken.token, outcome }]);
  await complete(
    leases.filter((each) => each !== broken),
    { a: { ref: 7 } },
  );
  const [b] = await lease(true);
  expect(resultsOf(b as Lease)).toEqual({ a: { ref: 7 }, list: [null, null] });
  await complete([b as Lease]);
  const [c] = await lease(true);
  expect(resultsOf(c as Lease)).toEqual({ b: null });
  expect(await source.stepResult(first, "a", 0)).toEqual({ result: { ref: 7 } });
});

test("a lease that does not ask, and a job of no run, bring none", async () => {
  await store.enqueue([{ type: "t" }]);
  await start({ a: job, b: { ...job, after: ["a"] } });
  expect((await lease(true)).map(resultsOf)).toEqual([undefined, {}]);
  await start({ a: job });
  expect((await lease(false)).map(resultsOf)).toEqual([undefined]);
});

test("what is longer than 256 KiB, or than there is room for, is left out", async () => {
  const long = "x".repeat(200_000);
  await start({ a: job, b: job, c: job, d: { ...job, after: ["a", "b", "c"] } });
  await complete(await lease(true), { a: long, b: long, c: 3 });
  const [d] = (await lease(false)) as [Lease];
  const [whole] = (await source.addResults([d], 1024 * 1024)) as [Lease];
  expect(resultsOf(whole)).toEqual({ a: long, c: 3 });
  const [short] = (await source.addResults([d], 100)) as [Lease];
  expect(resultsOf(short)).toEqual({ c: 3 });
  expect(await source.addResults([d], 0)).toEqual([d]);
});

test("steps are added to runs alone, and given as JSON; the other items of a call are settled", async () => {
  await store.enqueue([{ type: "t" }]);
  await start({ a: job, b: job, c: job, d: job });
  const leases = await lease(false);
  const long = JSON.stringify({ x: "x".repeat(1_100_000) });
  const outcomes = ["{}", "{", long, "[]", undefined].map((addSteps) => ({
    ...{ kind: "completed", ...(addSteps !== undefined && { addSteps }) },
  })) as Outcome[];
  const settled = await source.settle(
    leases.map(({ job: { id: jobId }, token }, i) => ({
      ...{ jobId, token, outcome: outcomes[i] as Outcome },
    })),
  );
  const told = settled.map((result) => ("error" in result ? result.error.message : result.status));
  expect(told).toEqual([
    `cannot settle: addSteps is for steps of runs, and job ${leases[0]?.job.id} is none`,
    "cannot settle: addSteps must be JSON: an object of steps by their names",
    "cannot settle: addSteps must have at most 1048576 bytes, but has 1100008",
    expect.stringContaining("cannot add the steps"),
    "COMPLETED",
  ]);
});

test("jobs are leased without results while these cannot be read", async () => {
  await start({ a: job });
  store.runs.get = () => Promise.reject(new Error("away"));
  expect((await lease(true)).map(resultsOf)).toEqual([undefined]);
});
