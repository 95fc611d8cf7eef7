import type { Run } from "../command.ts";
import { WORKFLOW_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_GET } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_GET> = async ({ arguments: [name], options, ...call }) => {
  const client = await call.connect();
  await call.output.item(await client.workflows.get(name, options.workflowVersion), WORKFLOW_VIEW);
};
