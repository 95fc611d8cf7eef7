import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { LIMITS_VIEW } from "../output/queue-view.ts";
import type { QUEUE_LIMITS } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_LIMITS> = async ({ arguments: [type], ...call }) => {
  const { maxRunning, none } = call.options;
  if (none && maxRunning !== undefined) {
    throw usageError("--none and --max-running exclude each other", "give the one that is meant");
  }
  const { queues } = await call.connect();
  const isChange = none || maxRunning !== undefined;
  const queue = await (isChange ? queues.setLimits(type, { maxRunning }) : queues.get(type));
  await call.output.item(queue, LIMITS_VIEW);
};
