import type { Run } from "../command.ts";
import { readJson } from "../json-input.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_START } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_START> = async ({
  arguments: [name, given],
  options,
  ...call
}) => {
  const { wait, workflowVersion: version, ...how } = options;
  const input = await readJson("input", given, call.io);
  const client = await call.connect();
  const started = await client.workflows.start(name, { ...how, version, input });
  if (!started.created) call.messages.note("a run had the key already");
  const { signal } = call.io;
  await call.output.item(wait ? await started.wait({ signal }) : started.run, RUN_VIEW);
};
