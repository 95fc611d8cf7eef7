import type { Run } from "../command.ts";
import { JOB_VIEW } from "../output/job-view.ts";
import type { JOB_WAIT } from "../specs/job.ts";
import { waitForJobs } from "../wait-for-jobs.ts";

export const run: Run<typeof JOB_WAIT> = async (call) => {
  const [ids] = call.arguments;
  const { jobs, exit } = await waitForJobs([...new Set(ids)], call);
  await call.output.items(jobs, JOB_VIEW);
  return exit;
};
