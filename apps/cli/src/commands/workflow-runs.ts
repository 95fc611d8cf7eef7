import type { Client, RunListQuery, RunStatus, Run as WorkflowRun } from "@millrace/client";
import type { Run } from "../command.ts";
import { RUN_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_RUNS } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_RUNS> = async ({
  arguments: [workflow],
  options: { status },
  ...call
}) => {
  const query = {
    workflow,
    ...(status !== undefined && { statuses: [status.toUpperCase() as RunStatus] }),
  };
  const printed = await call.output.items(runsOf(await call.connect(), query), RUN_VIEW);
  if (printed === 0) call.messages.note("no runs");
};

async function* runsOf(client: Client, query: RunListQuery): AsyncGenerator<WorkflowRun> {
  let pageToken = "";
  do {
    const page = await client.workflows.listRuns({ ...query, pageToken });
    yield* page.runs;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}
