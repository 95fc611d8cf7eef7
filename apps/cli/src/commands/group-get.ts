import type { Run } from "../command.ts";
import { GROUP_VIEW } from "../output/group-view.ts";
import type { GROUP_GET } from "../specs/group.ts";

export const run: Run<typeof GROUP_GET> = async ({ arguments: [id], output, connect }) => {
  const { groups } = await connect();
  await output.item(await groups.get(id), GROUP_VIEW);
};
