import type { Run } from "../command.ts";
import { userOf } from "../hold-options.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_RERUN } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_RERUN> = async ({
  arguments: [id, steps],
  options,
  ...call
}) => {
  const from = steps.length > 0 ? steps : "FAILED";
  const { by = userOf(call.io) } = options;
  const client = await call.connect();
  await call.output.item(await client.workflows.rerun(id, { from, by }), RUN_VIEW);
};
