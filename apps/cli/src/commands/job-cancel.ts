import { ASKS_ABOVE, changeJobs, tryMove } from "../change-jobs.ts";
import type { Run } from "../command.ts";
import type { JOB_CANCEL } from "../specs/job.ts";

export const run: Run<typeof JOB_CANCEL> = async (call) => {
  const [ids] = call.arguments;
  const { reason, ifSequence, dryRun } = call.options;
  if (ids.length > ASKS_ABOVE && !dryRun) await call.messages.confirm(`cancel ${ids.length} jobs`);
  const client = await call.connect();
  return await changeJobs(ids, call, (id) =>
    dryRun
      ? tryMove(client, id, "cancel", ["CANCELLED"])
      : client.cancel(id, reason, { ifSequence }),
  );
};
