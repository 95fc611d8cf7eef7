import type { JobView } from "@millrace/client";
import type { Run } from "../command.ts";
import { JOB_VIEW } from "../output/job-view.ts";
import type { View } from "../output/view.ts";
import type { JOB_WATCH } from "../specs/job.ts";

export const run: Run<typeof JOB_WATCH> = async ({ arguments: [id], output, connect, io }) => {
  const client = await connect();
  async function* changes() {
    for await (const { job } of client.watch({ id, signal: io.signal })) yield job;
  }
  await output.items(changes(), CHANGE_VIEW, { live: true });
};

/** A job at each of its changes: what is the same in all of them is left out of tables. */
const CHANGE_VIEW: View<JobView> = {
  ...JOB_VIEW,
  columns: [
    { header: "CHANGED", cell: ({ updatedAt }) => new Date(updatedAt).toISOString() },
    ...JOB_VIEW.columns.filter(({ header }) => ["STATUS", "ATTEMPT", "NOTE"].includes(header)),
  ],
};
