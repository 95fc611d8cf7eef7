import { PostgresStore } from "@millrace/store-postgres";
import type { Figure } from "./figure.ts";
import type { PostgresProbe } from "./postgres-probe.ts";
import type { PostgresSetting } from "./postgres-scenarios.ts";
import { median } from "./statistics.ts";

const TYPE = "bench";
const LITTLE = 10_000;
/** Jobs that are written by one statement. */
const CHUNK = 250_000;
const BATCH = 100;
const CLAIMS = 60;

/**
 * What a claim takes, a lease of 100 jobs and their completion, with few and with many jobs that are
 * pending and as many that have finished.
 */
export async function postgresHistory({ probe, load }: PostgresSetting): Promise<Figure> {
  const little = await claimMicros(probe, LITTLE, load.rounds);
  const much = await claimMicros(probe, load.history, load.rounds);
  return {
    name: `Postgres: claim and complete a job, ${count(load.history)} and ${count(LITTLE)} jobs pending and finished each`,
    unit: "µs",
    millrace: much,
    peer: little,
    peerName: `with ${count(LITTLE)}`,
    bar: { kind: "at most", ratio: 1.3 },
    note: `batches of ${BATCH}, one after the other`,
  };
}

async function claimMicros(probe: PostgresProbe, jobs: number, rounds: number): Promise<number> {
  await probe.clear();
  await using store = await openStore(probe.url);
  await fill(probe, jobs);
  const measured: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await claim(store.store, CLAIMS / 10);
    const start = performance.now();
    await claim(store.store, CLAIMS);
    measured.push(((performance.now() - start) * 1_000) / (CLAIMS * BATCH));
    // As many pending as before.
    const requests = Array.from({ length: BATCH }, () => ({ type: TYPE }));
    for (let i = 0; i < CLAIMS * 1.1; i++) await store.store.enqueue(requests);
  }
  return median(measured);
}

async function claim(store: PostgresStore, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const leases = await store.lease({
      types: [TYPE],
      maxJobs: BATCH,
      leaseMs: 60_000,
      waitMs: 0,
      workerId: "bench",
    });
    if (leases.length !== BATCH) throw new Error(`${leases.length} jobs were leased`);
    await store.settle(
      leases.map(({ job, token }) => ({ jobId: job.id, token, outcome: { kind: "completed" } })),
    );
  }
}

async function openStore(url: string) {
  const store = new PostgresStore(url);
  await store.ready();
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

/** Writes jobs as enqueues and completions would have, spread over the last day. */
async function fill({ client }: PostgresProbe, jobs: number): Promise<void> {
  const id = (prefix: string) => `'0-${prefix}' || lpad(n::text, 15, '0')`;
  const payload = `'{"to":"ada@example.com","template":"welcome"}'::bytea`;
  for (let from = 1; from <= jobs; from += CHUNK) {
    const numbers = `generate_series(${from}, ${Math.min(jobs, from + CHUNK - 1)}) AS n`;
    await client.query(`
      INSERT INTO millrace.jobs (id, type, status, payload, place, run_at, created_at, updated_at,
        priority, max_attempts, retention_ms, at_most_once)
      SELECT ${id("p")}, '${TYPE}', 'PENDING', ${payload}, nextval('millrace.places'),
        millrace.now_ms(), millrace.now_ms(), millrace.now_ms(), 5, 4, 86400000, false
      FROM ${numbers}`);
    await client.query(`
      INSERT INTO millrace.finished (id, type, status, payload, place, token, sequence, run_at,
        created_at, updated_at, expires_at, retention_ms, attempt, max_attempts, priority,
        at_most_once, cancel_requested)
      SELECT ${id("f")}, '${TYPE}', 'COMPLETED', ${payload}, nextval('millrace.places'), 1, 3,
        t.now, t.now, t.now, t.now + 86400000, 86400000, 1, 4, 5, false, false
      FROM (SELECT n, millrace.now_ms() - 80000000 + n * 10 AS now FROM ${numbers}) t`);
    console.error(`  ${count(Math.min(jobs, from + CHUNK - 1))} of ${count(jobs)} written`);
  }
  await client.query("VACUUM ANALYZE millrace.jobs, millrace.finished");
  await client.query("CHECKPOINT");
}

const count = (jobs: number) => jobs.toLocaleString("en-US");
