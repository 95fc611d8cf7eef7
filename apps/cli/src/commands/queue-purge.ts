import { purgeQueue } from "../bulk.ts";
import type { Run } from "../command.ts";
import { toStatuses } from "../job-query.ts";
import type { QUEUE_PURGE } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_PURGE> = async ({ arguments: [type], options, ...call }) => {
  const statuses = options.status && toStatuses(options.status);
  return await purgeQueue(type, statuses, options, call);
};
