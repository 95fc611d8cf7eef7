import type { Run } from "../command.ts";
import { QUEUE_VIEW } from "../output/queue-view.ts";
import type { QUEUE_RESUME } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_RESUME> = async ({ arguments: [type], output, connect }) => {
  const client = await connect();
  await output.item(await client.queues.resume(type), QUEUE_VIEW);
};
