import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { JOB_VIEW } from "../output/job-view.ts";
import type { JOB_GET } from "../specs/job.ts";

export const run: Run<typeof JOB_GET> = async ({ arguments: [id], options, output, connect }) => {
  const { payload, result } = options;
  if (payload && result) {
    throw usageError("--payload and --result exclude each other", "print one after the other");
  }
  const client = await connect();
  const job = await client.get(id);
  if (payload) await output.raw(job.payload);
  else if (result) await output.raw(job.result ?? "");
  else await output.item(job, JOB_VIEW);
};
