import type { Run } from "../command.ts";
import { userOf } from "../hold-options.ts";
import { readJson } from "../json-input.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_SIGNAL } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_SIGNAL> = async ({
  arguments: [id, name, given],
  options: { signalId, by },
  ...call
}) => {
  const payload = await readJson("payload", given, call.io);
  const client = await call.connect();
  const how = { signalId, by: by ?? userOf(call.io) };
  await call.output.item(await client.workflows.signalRun(id, name, payload, how), RUN_VIEW);
};
