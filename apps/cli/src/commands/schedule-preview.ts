import type { Client, ScheduleTimes } from "@millrace/client";
import type { ScheduleSpec } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { FIRING_TIME_VIEW } from "../output/schedule-view.ts";
import type { SCHEDULE_PREVIEW } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_PREVIEW> = async (call) => {
  const { output, messages } = call;
  const [name] = call.arguments;
  const { cron, every, zone, after, count } = call.options;
  const given = { cron, every, zone };
  const isGiven = Object.values(given).some((value) => value !== undefined);
  if (isGiven === (name !== undefined)) {
    throw usageError("give either the name of a schedule, or --cron or --every");
  }
  const client = await call.connect();
  const times = name === undefined ? given : await timesOf(client, name);
  const preview = await client.schedules.preview(times, { after, count, name });
  const printed = await output.items(preview, FIRING_TIME_VIEW);
  if (printed === 0) messages.note("it never fires");
};

async function timesOf(client: Client, name: string): Promise<ScheduleTimes> {
  const { every, jitterMs, ...spec }: ScheduleSpec = (await client.schedules.get(name)).spec;
  const intervals = every?.map(({ intervalMs, phaseMs }) => ({
    interval: intervalMs,
    phase: phaseMs,
  }));
  return { ...spec, every: intervals, jitter: jitterMs };
}
