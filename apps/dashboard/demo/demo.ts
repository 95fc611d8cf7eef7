import { Client } from "@millrace/client";
import { keepAliveClock, silentLogger, sleep } from "@millrace/core";
import { findDashboard, MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { Worker } from "@millrace/worker";
import { PastClock, passAnHour } from "./demo-history.ts";
import { HANDLERS, jobs, seed } from "./demo-jobs.ts";
import { STEP_HANDLERS, seedRuns } from "./demo-runs.ts";

const ROUND_MS = 2_000;

/** A server with queues that have something to tell. */
export interface Demo {
  /** Where its dashboard is, without a slash at the end. */
  readonly url: string;
  readonly client: Client;
  stop(): Promise<void>;
}

/** Starts the demo on `port`; its dashboard must have been built. */
export async function startDemo(port: number): Promise<Demo> {
  const clock = new PastClock();
  const store = new MemoryStore({ clock });
  await passAnHour(store, clock);
  const server = new MillraceServer(store, {
    version: "0.1.0",
    metrics: true,
    dashboard: { files: findDashboard(import.meta.url) },
  });
  const address = await server.start(port, "localhost");
  const common = { source: store, logger: silentLogger } as const;
  const render = HANDLERS["invoice.render"] as NonNullable<(typeof HANDLERS)[string]>;
  const workers = [
    new Worker(HANDLERS, {
      ...common,
      workerId: "mail-7f4b9-2",
      concurrency: 8,
      version: "2026.11.3",
    }),
    new Worker(
      { "invoice.render": render },
      { ...common, workerId: "pdf-5c6d8-0", concurrency: 4, version: "1.9.0" },
    ),
    new Worker(STEP_HANDLERS, {
      ...common,
      workerId: "shop-9d1c2-0",
      concurrency: 6,
      version: "4.2.0",
    }),
  ];
  for (const worker of workers) await worker.start();
  const client = new Client({ store });
  await seed(client);
  await seedRuns(client);
  const stopped = new AbortController();
  const going = goOn(client, stopped.signal);
  return {
    url: `http://localhost:${address.port}/ui`,
    client,
    async stop() {
      stopped.abort();
      await going;
      for (const worker of workers) await worker.stop();
      await server.stop(0);
      await client.close();
      await store.close();
    },
  };
}

async function goOn(client: Client, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await client.enqueueMany(jobs(round * 7));
    await sleep(keepAliveClock, ROUND_MS, signal);
  }
}
