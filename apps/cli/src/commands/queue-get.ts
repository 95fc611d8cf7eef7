import type { Run } from "../command.ts";
import { QUEUE_VIEW } from "../output/queue-view.ts";
import type { QUEUE_GET } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_GET> = async ({ arguments: [type], output, connect }) => {
  const client = await connect();
  await output.item(await client.queues.get(type), QUEUE_VIEW);
};
