import { changeJobs, tryMove } from "../change-jobs.ts";
import type { Run } from "../command.ts";
import type { JOB_DELETE } from "../specs/job.ts";

export const run: Run<typeof JOB_DELETE> = async (call) => {
  const [ids] = call.arguments;
  const { ifSequence, dryRun } = call.options;
  if (!dryRun) {
    await call.messages.confirm(
      `delete ${ids.length === 1 ? `job ${ids[0]}` : `${ids.length} jobs`}`,
    );
  }
  const client = await call.connect();
  return await changeJobs(ids, call, async (id) => {
    const job = await tryMove(client, id, "delete");
    if (!dryRun) await client.delete(id, { ifSequence });
    return job;
  });
};
