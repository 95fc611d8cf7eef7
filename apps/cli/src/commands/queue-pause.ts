import type { Run } from "../command.ts";
import { holdOptions } from "../hold-options.ts";
import { QUEUE_VIEW } from "../output/queue-view.ts";
import type { QUEUE_PAUSE } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_PAUSE> = async ({ arguments: [type], ...call }) => {
  const client = await call.connect();
  const queue = await client.queues.pause(type, holdOptions(call.options, call.io));
  await call.output.item(queue, QUEUE_VIEW);
};
