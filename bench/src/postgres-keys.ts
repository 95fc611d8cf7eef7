import { setTimeout as sleep } from "node:timers/promises";
import { PostgresStore } from "@millrace/store-postgres";
import { Worker } from "@millrace/worker";
import { Client } from "pg";
import type { Figure } from "./figure.ts";
import { KEYED_TYPE, KeyedLoad } from "./keyed-load.ts";
import type { PostgresSetting } from "./postgres-scenarios.ts";
import { median } from "./statistics.ts";

const WORKERS = 64;
const CONCURRENCY = 10;
const KEYS = 1_000;
const LIMIT = 5;
const SAMPLE_MS = 20;

/** What the sessions of the workers were doing at one time, by what they waited for. */
type Waits = Map<string, number>;

/** Many workers on many keys with a limit, and whether their sessions wait for each other. */
export async function keysOnPostgres({ probe, load }: PostgresSetting): Promise<Figure[]> {
  const sides = { keyed: [] as Run[], plain: [] as Run[] };
  for (let round = 0; round < load.rounds; round++) {
    for (const side of ["keyed", "plain"] as const) {
      await probe.clear();
      sides[side].push(await run(probe.url, load.jobs, side === "keyed" ? KEYS : 0));
    }
  }
  const rate = (runs: readonly Run[]) => median(runs.map(({ rate }) => rate));
  const waiting = (runs: readonly Run[]) => 100 * median(runs.map(({ waits }) => lockShare(waits)));
  const name = `Postgres: ${WORKERS} workers, ${KEYS.toLocaleString("en-US")} keys with a limit`;
  const note = `no-op jobs, concurrency ${CONCURRENCY} each, at most ${LIMIT} of a key`;
  const [first] = sides.keyed;
  return [
    {
      name,
      unit: "jobs/s",
      millrace: rate(sides.keyed),
      peer: rate(sides.plain),
      peerName: "without keys",
      note,
    },
    {
      name: `${name}, sessions at work that wait for a lock of another one`,
      unit: "%",
      millrace: waiting(sides.keyed),
      peer: waiting(sides.plain),
      peerName: "without keys",
      note: `pg_stat_activity every ${SAMPLE_MS} ms: ${first === undefined ? "" : told(first.waits)}`,
    },
  ];
}

interface Run {
  readonly rate: number;
  readonly waits: Waits;
}

async function run(url: string, count: number, keys: number): Promise<Run> {
  const stores = Array.from({ length: WORKERS }, () => new PostgresStore(url));
  const [store] = stores as [PostgresStore];
  // One after the other, because each compares the schema with its own.
  for (const one of stores) await one.ready();
  if (keys > 0) await store.queues.setLimits(KEYED_TYPE, { keyMaxRunning: LIMIT });
  await new KeyedLoad(store, keys).fill(count);
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let left = count;
  const workers = stores.map((source) => {
    const worker = new Worker(KEYED_TYPE, () => {}, { source, concurrency: CONCURRENCY });
    worker.on("completed", () => {
      if (--left === 0) resolve();
    });
    return worker;
  });
  const sampler = new Sampler(url);
  const start = performance.now();
  await Promise.all(workers.map((worker) => worker.start()));
  const waits = await sampler.until(done);
  const ms = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.stop()));
  await Promise.all(stores.map((one) => one.close()));
  return { rate: (count * 1_000) / ms, waits };
}

/** Looks again and again at what the sessions of a database do. */
class Sampler {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async until(done: Promise<void>): Promise<Waits> {
    const client = new Client({ connectionString: this.#url });
    await client.connect();
    const waits: Waits = new Map();
    let isDone = false;
    const ended = done.then(() => {
      isDone = true;
    });
    while (!isDone) {
      const { rows } = await client.query<{ waits: string; sessions: number }>(
        `SELECT coalesce(wait_event_type || ' ' || wait_event, 'none') AS waits, count(*)::int AS sessions
         FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()
         GROUP BY 1`,
      );
      for (const row of rows) waits.set(row.waits, (waits.get(row.waits) ?? 0) + row.sessions);
      await Promise.race([ended, sleep(SAMPLE_MS)]);
    }
    await client.end();
    return waits;
  }
}

/** The share of the sessions seen at work that waited for a lock which another session held. */
function lockShare(waits: Waits): number {
  const [all, locked] = [sum(waits), sum(waits, (event) => event.startsWith("Lock "))];
  return all === 0 ? 0 : locked / all;
}

function sum(waits: Waits, counts: (event: string) => boolean = () => true): number {
  let total = 0;
  for (const [event, sessions] of waits) if (counts(event)) total += sessions;
  return total;
}

/** The most frequent waits, in percent. */
function told(waits: Waits): string {
  const all = sum(waits);
  const most = [...waits].sort((a, b) => b[1] - a[1]).slice(0, 5);
  return most.map(([event, count]) => `${event} ${Math.round((100 * count) / all)} %`).join(", ");
}
