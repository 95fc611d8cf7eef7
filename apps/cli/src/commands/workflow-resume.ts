import type { Run } from "../command.ts";
import { userOf } from "../hold-options.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_RESUME } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_RESUME> = async ({ arguments: [id], options, ...call }) => {
  const { by = userOf(call.io) } = options;
  const client = await call.connect();
  await call.output.item(await client.workflows.resumeRun(id, { by }), RUN_VIEW);
};
