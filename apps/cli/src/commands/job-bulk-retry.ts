import { changeByQuery } from "../bulk.ts";
import type { Run } from "../command.ts";
import { toJobQuery } from "../job-query.ts";
import type { JOB_BULK_RETRY } from "../specs/job.ts";

export const run: Run<typeof JOB_BULK_RETRY> = async (call) => {
  const filter = toJobQuery(call.arguments[0], call.options);
  return await changeByQuery("RETRY", filter, call.options, call);
};
