import type { Client, WorkflowVersion } from "@millrace/client";
import type { Run } from "../command.ts";
import { WORKFLOW_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_LIST } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_LIST> = async ({ output, messages, connect }) => {
  const printed = await output.items(workflowsOf(await connect()), WORKFLOW_VIEW);
  if (printed === 0) messages.note("no workflows");
};

async function* workflowsOf(client: Client): AsyncGenerator<WorkflowVersion> {
  let pageToken = "";
  do {
    const page = await client.workflows.listPage({ pageToken });
    yield* page.workflows;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}
