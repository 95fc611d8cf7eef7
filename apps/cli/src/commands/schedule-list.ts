import type { Client, Schedule, ScheduleQuery } from "@millrace/client";
import type { ScheduleState } from "@millrace/core";
import type { Run } from "../command.ts";
import { SCHEDULE_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_LIST } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_LIST> = async ({ options, output, messages, connect }) => {
  const { state, managedBy } = options;
  const query = { state: state?.toUpperCase() as ScheduleState | undefined, managedBy };
  const printed = await output.items(schedulesOf(await connect(), query), SCHEDULE_VIEW);
  if (printed === 0) messages.note("no schedules");
};

async function* schedulesOf(client: Client, query: ScheduleQuery): AsyncGenerator<Schedule> {
  let pageToken: string | undefined;
  do {
    const page = await client.schedules.listPage({ ...query, pageToken });
    yield* page.schedules;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
