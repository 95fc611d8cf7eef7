import { DatabaseSync } from "node:sqlite";
import { Client } from "@millrace/client";
import { Redis } from "ioredis";
import pg from "pg";
import { expect, test } from "vitest";
import { emptyStores } from "./test/empty-stores.ts";
import { runCli } from "./test/run-cli.ts";

const stores = emptyStores();

const LEASE = { maxJobs: 1, leaseMs: 3_600_000, waitMs: 0, workerId: "w" };

/** A store in which all fits together. */
async function seed(kind: keyof typeof stores) {
  await using opened = await stores[kind]();
  const { store } = opened;
  const results = await store.enqueue([
    { type: "awaited" },
    { type: "broken" },
    { type: "keyed", concurrencyKey: "k" },
    { type: "keyed", concurrencyKey: "k" },
  ]);
  const [awaited, broken] = results.map((result) => ("job" in result ? result.job.id : ""));
  const [waits] = await store.enqueue([{ type: "waits", after: [awaited as string] }]);
  await store.queues.setLimits("keyed", { keyMaxRunning: 5 });
  const [running] = await store.lease({ ...LEASE, types: ["keyed"] });
  await new Client({ store }).workflows.put({
    name: "order",
    schema: 1,
    steps: { a: { type: "a" } },
  });
  const waiting = waits !== undefined && "job" in waits ? waits.job.id : "";
  return { awaited, broken, waiting, running: running?.job.id };
}

async function check(kind: keyof typeof stores) {
  const ran = await runCli(["store", "check", "--store", stores[kind].url, "-o", "json"]);
  const findings = JSON.parse(ran.stdout) as {
    readonly check: string;
    readonly status: string;
    readonly finding: string;
    readonly remedy?: string;
  }[];
  return {
    code: ran.code,
    told: findings.filter(({ status, check: of }) => status !== "ok" && of !== "store"),
  };
}

/** What is told of a job that waits for one that is not there, and of a workflow that cannot be read. */
const lostAnd = (ids: Awaited<ReturnType<typeof seed>>) => ({
  code: 1,
  told: expect.arrayContaining([
    {
      ...{ check: `job ${ids.waiting}`, status: "failed" },
      finding: `waits for ${ids.awaited}, which is not there: it would wait for ever`,
      remedy: `millrace job cancel ${ids.waiting}`,
    },
    expect.objectContaining({
      check: "workflow order, version 1",
      status: "failed",
      finding: "cannot be read: it is no JSON",
    }),
    expect.objectContaining({
      status: "failed",
      finding: expect.stringContaining(`the stored job ${ids.broken} is corrupt`),
    }),
  ]),
});

test("tells what is broken in a SQLite file", async () => {
  const ids = await seed("sqlite");
  expect(await check("sqlite")).toEqual({ code: 0, told: [] });
  const database = new DatabaseSync(stores.sqlite.url.slice("sqlite:".length));
  database.prepare("DELETE FROM jobs WHERE id = ?").run(ids.awaited as string);
  database.prepare("UPDATE jobs SET errors = '{' WHERE id = ?").run(ids.broken as string);
  database.exec("UPDATE workflows SET definition = '{'");
  database.close();
  expect(await check("sqlite")).toEqual(lostAnd(ids));
});

test("tells what is broken in a Postgres", async () => {
  const ids = await seed("postgres");
  expect(await check("postgres")).toEqual({ code: 0, told: [] });
  const schema = new URL(stores.postgres.url).searchParams.get("schema");
  const database = new pg.Client({ connectionString: process.env["POSTGRES_DSN"] });
  await database.connect();
  await database.query(`DELETE FROM ${schema}.jobs WHERE id = $1`, [ids.awaited]);
  await database.query(`UPDATE ${schema}.jobs SET errors = '{}' WHERE id = $1`, [ids.broken]);
  await database.query(`UPDATE ${schema}.workflows SET definition = '{'`);
  await database.end();
  expect(await check("postgres")).toEqual(lostAnd(ids));
});

test("tells what is broken in a Redis, slots that no job has among it", async () => {
  const ids = await seed("redis");
  expect(await check("redis")).toEqual({ code: 0, told: [] });
  const prefix = `{${new URL(stores.redis.url).searchParams.get("prefix")}:0}`;
  const database = new Redis(process.env["REDIS_URL"] ?? "");
  await database.del(`${prefix}:j:${ids.awaited}`, `${prefix}:j:${ids.running}`);
  await database.hset(`${prefix}:j:${ids.broken}`, "backoff", "soon");
  await database.hset(`${prefix}:workflow:order`, "1", "{");
  database.disconnect();
  const { code, told } = await check("redis");
  expect({ code, told }).toEqual(lostAnd(ids));
  expect(told).toContainEqual(
    expect.objectContaining({
      check: "queue keyed",
      finding: "1 slots of the key k are taken, and 0 jobs of it run",
    }),
  );
});
