import { ASKS_ABOVE } from "../change-jobs.ts";
import type { Run } from "../command.ts";
import { GROUP_VIEW } from "../output/group-view.ts";
import type { GROUP_CANCEL } from "../specs/group.ts";

export const run: Run<typeof GROUP_CANCEL> = async ({ arguments: [id], ...call }) => {
  const { groups } = await call.connect();
  const { open } = (await groups.get(id)).counts;
  if (open > ASKS_ABOVE) await call.messages.confirm(`cancel ${open} jobs`);
  await call.output.item(await groups.cancel(id, call.options.reason), GROUP_VIEW);
};
