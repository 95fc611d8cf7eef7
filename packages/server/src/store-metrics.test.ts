import { type EnqueueRequest, type Outcome, observed, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { StoreMetrics } from "./store-metrics.ts";

/** A store in virtual time, with its metrics. */
function openStore() {
  const clock = new VirtualClock();
  const register = new Registry();
  const inner = new MemoryStore({ clock });
  const metrics = new StoreMetrics(register, () => clock.now());
  const store = observed(inner, (call) => metrics.begins("memory", call));
  const lease = (maxJobs = 10, leaseMs = 1_000) =>
    store.lease({ types: ["mail", "sms"], maxJobs, leaseMs, waitMs: 0, workerId: "w" });
  const enqueue = async (...requests: EnqueueRequest[]) => {
    await store.enqueue(requests);
  };
  /** The lines of `family` that are not 0, without its name. */
  const lines = async (family: string) =>
    (await register.getSingleMetricAsString(family))
      .split("\n")
      .filter((line) => !line.startsWith("#") && !line.endsWith(" 0"))
      .map((line) => line.replace(family, ""));
  /** How many observations each series of a histogram has, and what they are together. */
  const sums = async (family: string) =>
    (await lines(family)).filter((line) => /^_(sum|count)/.test(line));
  return { clock, register, store, inner, lease, enqueue, lines, sums };
}

test("what becomes of requests is counted by their types; those that are refused make up none", async () => {
  const { store, lines } = openStore();
  await store.enqueue([
    { type: "mail", idempotencyKey: "k" },
    { type: "mail" },
    { type: "mail", idempotencyKey: "k" },
    { type: "mail", priority: 101 },
    { type: "not a type" },
    { type: 5 as unknown as string },
  ]);
  expect(await lines("millrace_jobs_enqueued_total")).toEqual([
    '{type="mail",outcome="created"} 2',
    '{type="mail",outcome="existing"} 1',
    '{type="mail",outcome="refused"} 1',
    '{type="_other",outcome="refused"} 2',
  ]);
});

test("a lease is counted with the wait of its job since it was due, and its lateness if it was delayed", async () => {
  const { clock, enqueue, lease, lines, sums } = openStore();
  await enqueue({ type: "mail" }, { type: "sms", delayMs: 10_000 });
  clock.advance(2_000);
  expect(await lease()).toHaveLength(1);
  clock.advance(8_250);
  expect(await lease()).toHaveLength(1);
  expect(await lines("millrace_jobs_leased_total")).toEqual(['{type="mail"} 1', '{type="sms"} 1']);
  expect(await sums("millrace_job_wait_seconds")).toEqual([
    '_sum{type="mail"} 2',
    '_count{type="mail"} 1',
    '_sum{type="sms"} 0.25',
    '_count{type="sms"} 1',
  ]);
  expect(await sums("millrace_job_lateness_seconds")).toEqual([
    '_sum{type="sms"} 0.25',
    '_count{type="sms"} 1',
  ]);
});

test("a settlement is counted by what it came to, with the time since its lease", async () => {
  const { clock, store, enqueue, lease, lines, sums } = openStore();
  const outcomes: Outcome[] = [
    { kind: "completed" },
    { kind: "failed", message: "again" },
    { kind: "failed", message: "no", permanent: true },
    { kind: "snoozed", delayMs: 60_000 },
    { kind: "released", started: false },
    { kind: "failed", message: "cancelled" },
    { kind: "throttled", retryAfterMs: 60_000, scope: "JOB" },
  ];
  await enqueue(...outcomes.map(() => ({ type: "mail" })));
  const leases = await lease();
  await store.cancel(leases[5]?.job.id ?? "");
  clock.advance(500);
  await store.settle(
    leases.map(({ job, token }, i) => ({
      jobId: job.id,
      token,
      outcome: outcomes[i] as Outcome,
    })),
  );
  const names = ["completed", "failed", "retried", "snoozed", "released", "cancelled", "throttled"];
  expect(await lines("millrace_jobs_settled_total")).toEqual(
    names.map((name) => `{type="mail",outcome="${name}"} 1`),
  );
  expect(await sums("millrace_job_run_seconds")).toEqual(
    names.flatMap((name) => [
      `_sum{type="mail",outcome="${name}"} 0.5`,
      `_count{type="mail",outcome="${name}"} 1`,
    ]),
  );
});

test("a settlement that is sent again counts once, and one of another server's lease as _other", async () => {
  const { inner, store, enqueue, lease, lines } = openStore();
  await enqueue({ type: "mail" }, { type: "mail" });
  const [ours] = await lease(1);
  const [theirs] = await inner.lease({
    types: ["mail"],
    maxJobs: 1,
    leaseMs: 1_000,
    waitMs: 0,
    workerId: "w",
  });
  if (ours === undefined || theirs === undefined) throw new Error("no leases");
  const completed = ({ job, token }: typeof ours) => ({
    jobId: job.id,
    token,
    outcome: { kind: "completed" } as const,
  });
  await store.settle([completed(ours)]);
  await store.settle([completed(ours)], { resend: true });
  await store.settle([completed(theirs)]);
  expect(await lines("millrace_jobs_settled_total")).toEqual([
    '{type="mail",outcome="completed"} 1',
    '{type="_other",outcome="completed"} 1',
  ]);
});

test("lost leases are expired or stale, and their jobs rescued when they are leased again", async () => {
  const { clock, store, enqueue, lease, lines } = openStore();
  await enqueue({ type: "mail" });
  const [first] = await lease();
  if (first === undefined) throw new Error("no lease");
  const item = { jobId: first.job.id, token: first.token };
  clock.advance(1_001);
  await store.maintain();
  expect(await store.extend([item], 1_000)).toEqual(["LEASE_LOST"]);
  expect(await lines("millrace_leases_lost_total")).toEqual(['{type="mail",reason="expired"} 1']);
  clock.advance(60_000);
  expect(await lease()).toHaveLength(1);
  await store.settle([{ ...item, outcome: { kind: "completed" } }]);
  expect(await lines("millrace_leases_lost_total")).toEqual([
    '{type="mail",reason="expired"} 1',
    '{type="mail",reason="stale"} 1',
  ]);
  expect(await lines("millrace_jobs_rescued_total")).toEqual(['{type="mail"} 1']);
  expect(await lines("millrace_jobs_leased_total")).toEqual(['{type="mail"} 2']);
});

test("an extension that comes behind its job's settlement is no lost lease", async () => {
  const { store, enqueue, lease, lines } = openStore();
  await enqueue({ type: "mail" });
  const [first] = await lease();
  if (first === undefined) throw new Error("no lease");
  const item = { jobId: first.job.id, token: first.token };
  await store.settle([{ ...item, outcome: { kind: "completed" } }]);
  expect(await store.extend([item], 1_000)).toEqual(["LEASE_LOST"]);
  expect(await lines("millrace_leases_lost_total")).toEqual([]);
});

test("calls are timed by what they come to, and batches counted by their size", async () => {
  const { store, enqueue, lease, lines, sums } = openStore();
  await enqueue(...Array.from({ length: 7 }, () => ({ type: "mail" })));
  await lease(3);
  await lease(100);
  await lease(1);
  await store.get("nonsense").catch(() => {});
  const calls = (await lines("millrace_store_call_seconds")).filter((line) => /_count/.test(line));
  expect(calls).toEqual([
    '_count{store="memory",op="enqueue",outcome="ok"} 1',
    '_count{store="memory",op="lease",outcome="ok"} 3',
    '_count{store="memory",op="get",outcome="invalid_argument"} 1',
  ]);
  expect(await sums("millrace_batch_jobs")).toEqual([
    '_sum{op="enqueue"} 7',
    '_count{op="enqueue"} 1',
    '_sum{op="lease"} 7',
    '_count{op="lease"} 2',
  ]);
});

test("rounds of maintenance tell when the last one succeeded, and what it did", async () => {
  const { clock, store, enqueue, lines } = openStore();
  expect(await lines("millrace_maintenance_last_success_timestamp_seconds")).toEqual([]);
  await enqueue({ type: "mail", delayMs: 5_000 });
  clock.advance(5_000);
  const before = Date.now() / 1000;
  await store.maintain();
  const [line = ""] = await lines("millrace_maintenance_last_success_timestamp_seconds");
  expect(Number(line)).toBeGreaterThanOrEqual(before);
  expect(await lines("millrace_jobs_promoted_total")).toEqual([" 1"]);
});
