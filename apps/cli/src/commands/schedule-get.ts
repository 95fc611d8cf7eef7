import type { Run } from "../command.ts";
import { SCHEDULE_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_GET } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_GET> = async ({ arguments: [name], output, connect }) => {
  const client = await connect();
  await output.item(await client.schedules.get(name), SCHEDULE_VIEW);
};
