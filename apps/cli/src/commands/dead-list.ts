import type { Run } from "../command.ts";
import { toDeadQuery } from "../job-query.ts";
import { printJobs } from "../list-jobs.ts";
import type { DEAD_LIST } from "../specs/job.ts";

export const run: Run<typeof DEAD_LIST> = async (call) => {
  const query = toDeadQuery(call.arguments[0], call.options);
  await printJobs(query, call.options, { ...call, client: await call.connect() });
};
