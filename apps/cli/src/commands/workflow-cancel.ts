import type { Run } from "../command.ts";
import { userOf } from "../hold-options.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_CANCEL } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_CANCEL> = async ({ arguments: [id], options, ...call }) => {
  const { reason, by = userOf(call.io) } = options;
  await call.messages.confirm(`cancel run ${id}`);
  const client = await call.connect();
  await call.output.item(await client.workflows.cancelRun(id, { reason, by }), RUN_VIEW);
};
