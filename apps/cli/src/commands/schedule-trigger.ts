import type { Run } from "../command.ts";
import { FIRING_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_TRIGGER } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_TRIGGER> = async ({
  arguments: [name],
  options,
  ...call
}) => {
  const { overlap } = options;
  const client = await call.connect();
  await call.output.item(await client.schedules.trigger(name, { overlap }), FIRING_VIEW);
};
