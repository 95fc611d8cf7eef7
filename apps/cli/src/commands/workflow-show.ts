import type { Run } from "../command.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_SHOW } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_SHOW> = async ({ arguments: [id], output, connect }) => {
  const client = await connect();
  await output.item(await client.workflows.getRun(id, { steps: true }), RUN_VIEW);
};
