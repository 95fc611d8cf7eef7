import type { Run } from "../command.ts";
import { OPERATION_VIEW } from "../output/operation-view.ts";
import type { OPERATION_STOP } from "../specs/job.ts";

export const run: Run<typeof OPERATION_STOP> = async ({ arguments: [id], output, connect }) => {
  const { operations } = await connect();
  await output.item(await operations.stop(id), OPERATION_VIEW);
};
