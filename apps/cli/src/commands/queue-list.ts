import type { Run } from "../command.ts";
import { QUEUE_VIEW } from "../output/queue-view.ts";
import type { QUEUE_LIST } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_LIST> = async ({ output, messages, connect }) => {
  const client = await connect();
  const printed = await output.items(client.queues.list(), QUEUE_VIEW);
  if (printed === 0) messages.note("no queues");
};
