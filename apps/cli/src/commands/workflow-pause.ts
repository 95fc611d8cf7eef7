import type { Run } from "../command.ts";
import { userOf } from "../hold-options.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_PAUSE } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_PAUSE> = async ({ arguments: [id], options, ...call }) => {
  const { by = userOf(call.io) } = options;
  const client = await call.connect();
  await call.output.item(await client.workflows.pauseRun(id, { by }), RUN_VIEW);
};
