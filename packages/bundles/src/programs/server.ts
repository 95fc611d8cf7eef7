import { Client } from "@millrace/client";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { newWorker, PAYLOAD, type Report, TYPE } from "./round-trip.ts";

/** A client and a worker, by way of a server. */
export async function run(): Promise<Report> {
  const store = new MemoryStore();
  const server = new MillraceServer(store, { version: "0.0.0" });
  const { port } = await server.start(0, "127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  const client = new Client({ url });
  const worker = newWorker({ url });
  await worker.start();

  const { job } = await client.enqueue(TYPE, PAYLOAD);
  const { status, result } = await client.waitFor(job.id);
  const jobs = await Array.fromAsync(client.list({ type: TYPE }));

  await worker.stop();
  await client.close();
  await server.stop(0);
  await store.close();
  return { status, result: new TextDecoder().decode(result), jobs: jobs.length };
}
