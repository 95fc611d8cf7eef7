import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { columnReader } from "./column-reader.ts";
import { enqueueAll } from "./enqueue.ts";
import { testSchema, url } from "./test/test-schema.ts";

// The server itself tells the plan of each statement within the functions, by auto_explain.
const schema = testSchema();
const TYPE = "task";
const PENDING = 20_000;
let client: Client;
let plans: string[];

beforeAll(async () => {
  client = new Client({ connectionString: url });
  client.on("notice", ({ message }) => {
    if (message !== undefined) plans.push(message);
  });
  await client.connect();
  plans = [];
  for (let i = 0; i < PENDING / 1_000; i++) {
    const requests = Array.from({ length: 1_000 }, () => ({ type: TYPE }));
    await enqueueAll(client, requests, { schema: schema.name });
  }
  // As many are running as finished, so that no index is short enough to go over all of it.
  await lease(2_000);
  await complete(await lease(2_000));
  await client.query(`ANALYZE ${schema.of("jobs")}, ${schema.of("finished")}`);
  await client.query(`LOAD 'auto_explain'`);
  await client.query(`SET auto_explain.log_min_duration = 0;
    SET auto_explain.log_nested_statements = on; SET auto_explain.log_analyze = on;
    SET auto_explain.log_timing = off; SET client_min_messages = log`);
});

afterAll(() => client.end());

interface Leased {
  readonly ids: readonly unknown[];
  readonly tokens: readonly unknown[];
}

async function lease(count: number): Promise<Leased> {
  const { rows } = await client.query({
    text: `SELECT * FROM ${schema.of("lease_jobs")}($1, $2, 4194304, 60000, '"w"')`,
    values: [[TYPE], count],
    types: { getTypeParser: columnReader as never },
  });
  const jobs = rows.slice(0, -1);
  return { ids: jobs.map(({ id }) => id), tokens: jobs.map(({ token }) => token) };
}

async function complete({ ids, tokens }: Leased): Promise<void> {
  await client.query(`SELECT * FROM ${schema.of("complete_jobs")}($1, $2, '{}')`, [ids, tokens]);
}

/** The plans of the statements that touch jobs, while `work` is done. */
async function plansOf(work: () => Promise<unknown>): Promise<string> {
  plans = [];
  await work();
  const told = plans.filter((plan) => /\b(jobs|finished)(_\w+)? (on )?\w*/.test(plan));
  expect(told.length).toBeGreaterThan(0);
  return told.join("\n");
}

/** No plan reads a whole table, compiles, or looks at many rows to find few. */
function expectShort(told: string, rows: number): void {
  expect(told).not.toContain("Seq Scan");
  expect(told).not.toContain("JIT");
  expect(told).not.toContain("Bitmap");
  for (const [, removed] of told.matchAll(/Rows Removed by (?:Join )?Filter: (\d+)/g)) {
    expect(Number(removed)).toBeLessThanOrEqual(rows);
  }
  for (const [, read] of told.matchAll(/Index (?:Only )?Scan.*rows=(\d+)(?:\.\d+)? loops=1\)/g)) {
    expect(Number(read)).toBeLessThanOrEqual(rows);
  }
}

test("a lease reads the head of the queue by its index, and nothing else", async () => {
  const told = await plansOf(() => lease(100));
  expect(told).toMatch(/Index Scan using jobs_pending on jobs/);
  expect(told).toMatch(/Index (Only )?Scan using jobs_running on jobs/);
  expect(told).toMatch(/Index Scan using jobs_waiting on jobs/);
  expectShort(told, 100);
});

test("a completion finds its jobs by their ids", async () => {
  const leased = await lease(100);
  const told = await plansOf(() => complete(leased));
  expect(told).toMatch(/Index Scan using jobs_pkey on jobs/);
  expect(told).not.toContain("jobs_running");
  expectShort(told, 100);
});

test("an extension finds its jobs by their ids", async () => {
  const { ids, tokens } = await lease(100);
  const text = `SELECT * FROM ${schema.of("extend_jobs")}($1, $2, '{}', '{}', 60000)`;
  const told = await plansOf(() => client.query(text, [ids, tokens]));
  expect(told).toMatch(/Index Scan using jobs_pkey on jobs/);
  expectShort(told, 100);
});

test("an enqueue looks for its own ids alone", async () => {
  const told = await plansOf(() => enqueueAll(client, [{ type: TYPE }], { schema: schema.name }));
  expect(told).toMatch(/using jobs_pkey on jobs/);
  expect(told).toMatch(/using finished_pkey on finished/);
  expectShort(told, 1);
});

test("maintenance reads what is due, whatever its type", async () => {
  const text = `SELECT * FROM ${schema.of("maintain_due")}(1000)`;
  const told = await plansOf(() => client.query(text));
  expect(told).toMatch(/using jobs_due on jobs/);
  expect(told).toMatch(/using jobs_running on jobs/);
  expect(told).toMatch(/using finished_due on finished/);
  // No more statements than kinds of things that can be due: none for each type.
  expect(plans.length).toBeLessThan(16);
  expectShort(told, 1);
});

test("what ends jobs looks for what has expired by its index", async () => {
  const leased = await lease(10);
  const told = await plansOf(() => complete(leased));
  expect(told).toMatch(/using finished_due on finished/);
});

test("a page of types reads an entry or two of each, and no more types than it lists", async () => {
  const requests = Array.from({ length: 50 }, (_, i) => ({ type: `${TYPE}-${i}` }));
  await enqueueAll(client, requests, { schema: schema.name });
  const text = `SELECT * FROM ${schema.of("list_types")}('', '{FAILED}', 10)`;
  const told = await plansOf(() => client.query(text));
  expect(plans.length).toBeLessThan(3 * 11);
  // What it removes are the statuses, of a list of eight, in which a type has no jobs.
  expectShort(told, 8);
});

test("a queue is counted by its indexes, up to the bound", async () => {
  const told = await plansOf(() => lookAt("list_queues", `'${TYPE}', '', 1, 500, 0`));
  expect(told).toMatch(/using jobs_pending on jobs/);
  expect(told).toMatch(/using finished_by_expiry on finished/);
  expectShort(told, 501);
});

test("a page of queues looks at no more of them than it lists", async () => {
  const told = await plansOf(() => lookAt("list_queues", `NULL, '', 10, 500, 100000`));
  // Of each queue its name, seven counts, and what its oldest jobs are.
  expect(plans.length).toBeLessThan(20 * 11);
  expectShort(told, 501);
});

function lookAt(name: string, parameters: string): Promise<unknown> {
  return client.query(`SELECT * FROM ${schema.of(name)}(${parameters})`);
}

test("the runs that are due are found by their indexes, however many there are", async () => {
  await client.query(`INSERT INTO ${schema.of("runs")} (id, version, created_at, wake_at, workflow, state, record)
    SELECT 'run-' || n, 1, n, CASE WHEN n % 2 = 0 THEN 9e15::bigint END, 'w', 'RUNNING', '' FROM generate_series(1, 20000) n`);
  await client.query(`INSERT INTO ${schema.of("run_news")} (at, run_id, told)
    SELECT 0, 'run-' || (1 + n % 2), '' FROM generate_series(1, 10000) n`);
  await client.query(`ANALYZE ${schema.of("runs")}, ${schema.of("run_news")}`);
  plans = [];
  await client.query(`SELECT * FROM ${schema.of("due_runs")}(10)`);
  const told = plans.filter((plan) => /\brun(s|_news)/.test(plan)).join("\n");
  expect(told).toMatch(/using runs_by_time on runs/);
  expect(told).toMatch(/using run_news_pkey on run_news/);
  expectShort(told, 2);
  plans = [];
  await client.query(`SELECT * FROM ${schema.of("read_run")}('run-1', '{}', 10, 1000)`);
  const read = plans.filter((plan) => /\brun(s|_news)/.test(plan)).join("\n");
  expect(read).toMatch(/using runs_pkey on runs/);
  expect(read).toMatch(/using run_news_pkey on run_news/);
  expectShort(read, 10);
});
