import { ASKS_ABOVE } from "../change-jobs.ts";
import type { Run } from "../command.ts";
import { GROUP_VIEW } from "../output/group-view.ts";
import type { GROUP_RETRY } from "../specs/group.ts";

export const run: Run<typeof GROUP_RETRY> = async ({ arguments: [id], ...call }) => {
  const { groups } = await call.connect();
  const { failed } = (await groups.get(id)).counts;
  if (failed > ASKS_ABOVE) await call.messages.confirm(`run ${failed} jobs again`);
  await call.output.item(await groups.retry(id), GROUP_VIEW);
};
