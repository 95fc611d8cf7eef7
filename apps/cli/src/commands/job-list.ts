import type { Run } from "../command.ts";
import { toJobQuery } from "../job-query.ts";
import { printJobs } from "../list-jobs.ts";
import type { JOB_LIST } from "../specs/job.ts";

export const run: Run<typeof JOB_LIST> = async (call) => {
  const [terms] = call.arguments;
  const query = toJobQuery(terms, call.options);
  await printJobs(query, call.options, { ...call, client: await call.connect() });
};
