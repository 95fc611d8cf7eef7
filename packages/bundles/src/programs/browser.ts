import { Client } from "@millrace/client";
import * as core from "@millrace/core";

/** What a page has done with the server. */
export interface PageReport {
  readonly id: string;
  readonly watched: string[];
  readonly coreExports: number;
}

/** Enqueues a job, reads it, and watches it until it has been cancelled, as a page would. */
export async function run(url: string): Promise<PageReport> {
  const client = new Client({ url });
  const { job } = await client.enqueue("page", { n: 1 }, { idempotencyKey: "once" });
  const { id } = await client.get(job.id);
  const watched: string[] = [];
  for await (const event of client.watch({ id })) {
    watched.push(event.job.status);
    if (watched.length === 1) await client.cancel(id);
  }
  await client.close();
  return { id, watched, coreExports: Object.keys(core).length };
}
