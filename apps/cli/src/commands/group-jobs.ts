import type { Client, JobView } from "@millrace/client";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { JOB_VIEW } from "../output/job-view.ts";
import type { GROUP_JOBS } from "../specs/group.ts";

const DEFAULT_LIMIT = 100;

export const run: Run<typeof GROUP_JOBS> = async ({ arguments: [id], ...call }) => {
  const { limit = DEFAULT_LIMIT, all } = call.options;
  if (limit === 0) throw usageError("--limit must be at least 1", "give --all for all jobs");
  const client = await call.connect();
  let left = all ? Number.POSITIVE_INFINITY : limit;
  async function* first() {
    for await (const job of jobsOf(client, id)) {
      if (left-- === 0) {
        call.messages.note(`there are more than ${limit}: give --all or a higher --limit`);
        return;
      }
      yield job;
    }
  }
  const printed = await call.output.items(first(), JOB_VIEW);
  if (printed === 0) call.messages.note("no jobs");
};

async function* jobsOf({ groups }: Client, id: string): AsyncGenerator<JobView> {
  let pageToken: string | undefined;
  do {
    const page = await groups.listJobs(id, { pageToken });
    yield* page.jobs;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
