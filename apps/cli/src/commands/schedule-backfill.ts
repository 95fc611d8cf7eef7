import type { Schedule } from "@millrace/client";
import { systemClock } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import { SCHEDULE_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_BACKFILL } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_BACKFILL> = async (call) => {
  await call.output.item(await changed(call), SCHEDULE_VIEW);
};

async function changed({
  arguments: [name],
  options,
  connect,
}: Invocation<typeof SCHEDULE_BACKFILL>): Promise<Schedule> {
  const { from, to = systemClock.now(), overlap, again, cancel } = options;
  if (cancel) return (await connect()).schedules.cancelBackfill(name);
  if (from === undefined) throw usageError("say from when on by --from, or give --cancel");
  return (await connect()).schedules.backfill(name, { from, to, overlap, again });
}
