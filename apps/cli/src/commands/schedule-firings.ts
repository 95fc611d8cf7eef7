import type { Run } from "../command.ts";
import { FIRING_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_FIRINGS } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_FIRINGS> = async ({ arguments: [name], ...call }) => {
  const client = await call.connect();
  const printed = await call.output.items(await client.schedules.firings(name), FIRING_VIEW);
  if (printed === 0) call.messages.note("it has not fired yet");
};
