import type { Run } from "../command.ts";
import { STATS_VIEW } from "../output/stats-view.ts";
import type { STATS } from "../specs/queue.ts";

export const run: Run<typeof STATS> = async ({ options, output, messages, connect }) => {
  const client = await connect();
  const minutes = await client.queues.stats(options);
  await output.items(minutes, STATS_VIEW);
  if (minutes.length === 0) messages.note("nothing has happened");
};
