import { changeByQuery } from "../bulk.ts";
import type { Run } from "../command.ts";
import type { QUEUE_REDRIVE } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_REDRIVE> = async ({ arguments: [type], options, ...call }) => {
  const filter = { type, statuses: ["FAILED"] as const };
  return await changeByQuery("RETRY", filter, { ...options, all: false }, call);
};
