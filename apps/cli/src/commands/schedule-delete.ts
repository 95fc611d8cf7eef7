import type { Run } from "../command.ts";
import type { SCHEDULE_DELETE } from "../specs/schedule.ts";

export const run: Run<typeof SCHEDULE_DELETE> = async ({ arguments: [names], ...call }) => {
  await call.messages.confirm(
    `delete ${names.length === 1 ? names[0] : `${names.length} schedules`}`,
  );
  const client = await call.connect();
  for (const name of names) {
    await client.schedules.delete(name);
    call.messages.note(`deleted ${name}`);
  }
};
