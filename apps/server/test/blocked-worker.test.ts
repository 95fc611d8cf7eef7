import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type JobStatus, LEASE_EXPIRED_MESSAGE, type Store } from "@millrace/core";
import { Program } from "@millrace/faults";
import { openStore } from "@millrace/open";
import { until } from "@millrace/store-conformance/until";
import { expect, test } from "vitest";
import { serve } from "./serve.ts";

const PROGRAM = join(import.meta.dirname, "blocking-worker.ts");
const LEASE_MS = 600;
/** More than three leases. */
const BLOCK_MS = 2_000;
const PATIENCE_MS = 20_000;
const FINAL: readonly JobStatus[] = ["COMPLETED", "FAILED"];

function urlOf(variable: string): URL {
  const url = process.env[variable];
  if (url === undefined) throw new Error(`set ${variable}`);
  return new URL(url);
}

/** A store that is empty. */
const STORES = {
  redis: () => {
    const url = urlOf("REDIS_URL");
    url.searchParams.set("prefix", randomUUID());
    return url.href;
  },
  postgres: () => {
    const url = urlOf("POSTGRES_DSN");
    url.searchParams.set("schema", `test-${randomUUID()}`);
    return url.href;
  },
};

/**
 * Has a worker at `url` run one job of `store`, whose handler blocks it, while others look all the time
 * for leases that have ended. Resolves with the job and what the worker has said.
 */
async function runBlocked(store: Store, url: string, leaseThread: boolean) {
  const type = "blocks";
  const said: string[] = [];
  const args = [url, type, `${LEASE_MS}`, `${BLOCK_MS}`, `${leaseThread}`];
  await using worker = new Program(
    process.execPath,
    ["--conditions=@millrace/source", PROGRAM, ...args],
    (line) => said.push(line),
  );
  await until("the worker starts", PATIENCE_MS, () => said.includes("started"));
  const [result] = await store.enqueue([{ type, maxAttempts: 2, backoff: { initialMs: 0 } }]);
  if (result === undefined || "error" in result) throw result?.error;
  const { id } = result.job;
  await until("the job is done", PATIENCE_MS, async () => {
    await store.maintain();
    return FINAL.includes((await store.get(id)).status);
  });
  await worker.end("SIGTERM");
  return { job: await store.get(id), said, errors: worker.errors };
}

test.each(["redis", "postgres"] as const)(
  "a worker on %s that a handler blocks for three leases keeps its job",
  async (kind) => {
    const url = STORES[kind]();
    await using opened = await openStore(url, { logger: { warn: () => {} } });
    const { job, said } = await runBlocked(opened.store, url, true);
    expect(job).toMatchObject({ status: "COMPLETED", attempt: 1, errors: [] });
    expect(said).toEqual(["started", "completed", "stopped"]);
  },
);

test("a worker of a server that a handler blocks for three leases keeps its job", async () => {
  await using served = await serve();
  const { job, said } = await runBlocked(served.store, served.url, true);
  expect(job).toMatchObject({ status: "COMPLETED", attempt: 1, errors: [] });
  expect(said).toEqual(["started", "completed", "stopped"]);
});

test("without the thread, its job is rescued meanwhile", async () => {
  await using served = await serve();
  const { job } = await runBlocked(served.store, served.url, false);
  expect(job.attempt).toBe(2);
  expect(job.errors[0]).toMatchObject({ attempt: 1, message: LEASE_EXPIRED_MESSAGE });
});
