import { ASKS_ABOVE, changeJobs } from "../change-jobs.ts";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { toDeadQuery } from "../job-query.ts";
import { JOB_VIEW } from "../output/job-view.ts";
import type { DEAD_REDRIVE } from "../specs/job.ts";

/** The largest page of a query. */
const PAGE_JOBS = 1_000;

export const run: Run<typeof DEAD_REDRIVE> = async (call) => {
  const { arguments: given, options, output, messages } = call;
  const { statuses, ...filters } = toDeadQuery(given[0], options);
  if (Object.keys(filters).length === 0 && !options.all) {
    throw usageError("which jobs is not said", "give a query, or --all for all of them");
  }
  const client = await call.connect();
  const query = { ...filters, statuses, pageSize: PAGE_JOBS };
  if (options.dryRun) {
    const printed = await output.items(client.list(query), JOB_VIEW);
    return messages.note(`dry run: this would run ${jobs(printed)} again`);
  }
  // All of them first: one that fails again meanwhile is not to run once more.
  const ids: string[] = [];
  for await (const { id } of client.list(query)) ids.push(id);
  if (ids.length > ASKS_ABOVE) await messages.confirm(`run ${jobs(ids.length)} again`);
  const exit = await changeJobs(ids, call, (id) => client.retry(id));
  if (ids.length === 0) messages.note("no jobs");
  return exit;
};

function jobs(count: number): string {
  return count === 1 ? "1 job" : `${count} jobs`;
}
