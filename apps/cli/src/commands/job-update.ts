import type { UpdateOptions } from "@millrace/client";
import { ASKS_ABOVE, changeJobs } from "../change-jobs.ts";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { readPayload } from "../payload-input.ts";
import type { JOB_UPDATE } from "../specs/job.ts";

export const run: Run<typeof JOB_UPDATE> = async (call) => {
  const [ids] = call.arguments;
  const { delay, at, priority, meta, ifSequence } = call.options;
  const input = await readPayload(call.options.payload, call.options.contentType, call.io);
  const given = { delay, runAt: at, priority, metadata: meta, ...input };
  const update: UpdateOptions = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(update).length === 0) {
    throw usageError("what to change is not said", "see millrace job update --help");
  }
  if (ids.length > ASKS_ABOVE) await call.messages.confirm(`change ${ids.length} jobs`);
  const client = await call.connect();
  return await changeJobs(ids, call, (id) => client.update(id, update, { ifSequence }));
};
