import type { Run } from "../command.ts";
import { SCHEDULE_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_RESUME } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_RESUME> = async ({ arguments: [name], options, ...call }) => {
  const { catchUp } = options;
  const client = await call.connect();
  await call.output.item(await client.schedules.resume(name, { catchUp }), SCHEDULE_VIEW);
};
