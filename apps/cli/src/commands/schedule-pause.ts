import type { Run } from "../command.ts";
import { userOf } from "../hold-options.ts";
import { SCHEDULE_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_PAUSE } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_PAUSE> = async ({ arguments: [name], options, ...call }) => {
  const { note, by = userOf(call.io) } = options;
  const client = await call.connect();
  await call.output.item(await client.schedules.pause(name, { by, note }), SCHEDULE_VIEW);
};
