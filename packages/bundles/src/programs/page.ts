import { Client } from "@millrace/client";

/** What most pages do with the client, and nothing else: enqueue, get, list, watch, cancel. */
async function run(): Promise<void> {
  const client = new Client({ url: "http://localhost:8080" });
  const { job } = await client.enqueue("page", { n: 1 });
  console.log((await client.get(job.id)).status);
  for await (const { id } of client.list({ type: "page" })) console.log(id);
  for await (const event of client.watch({ id: job.id })) {
    console.log(event.job.status);
    await client.cancel(job.id);
  }
}

void run();
