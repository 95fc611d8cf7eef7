import { changeByQuery } from "../bulk.ts";
import type { Run } from "../command.ts";
import { toDeadQuery } from "../job-query.ts";
import type { DEAD_REDRIVE } from "../specs/job.ts";

export const run: Run<typeof DEAD_REDRIVE> = async (call) => {
  const filter = toDeadQuery(call.arguments[0], call.options);
  return await changeByQuery("RETRY", filter, call.options, call);
};
