import type { Run } from "../command.ts";
import { OPERATION_VIEW } from "../output/operation-view.ts";
import type { OPERATION_GET } from "../specs/job.ts";

export const run: Run<typeof OPERATION_GET> = async ({ arguments: [id], output, connect }) => {
  const { operations } = await connect();
  await output.item(await operations.get(id), OPERATION_VIEW);
};
