import type { Run } from "../command.ts";
import { GROUP_VIEW } from "../output/group-view.ts";
import type { GROUP_SEAL } from "../specs/group.ts";

export const run: Run<typeof GROUP_SEAL> = async ({ arguments: [id], output, connect }) => {
  const { groups } = await connect();
  await output.item(await groups.seal(id), GROUP_VIEW);
};
