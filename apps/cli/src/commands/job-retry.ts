import { ASKS_ABOVE, changeJobs, tryMove } from "../change-jobs.ts";
import type { Run } from "../command.ts";
import type { JOB_RETRY } from "../specs/job.ts";

export const run: Run<typeof JOB_RETRY> = async (call) => {
  const [ids] = call.arguments;
  const { ifSequence, dryRun } = call.options;
  if (ids.length > ASKS_ABOVE && !dryRun) {
    await call.messages.confirm(`run ${ids.length} jobs again`);
  }
  const client = await call.connect();
  return await changeJobs(ids, call, (id) =>
    dryRun ? tryMove(client, id, "redrive") : client.retry(id, { ifSequence }),
  );
};
