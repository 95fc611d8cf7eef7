import type { Run } from "../command.ts";
import type { WORKFLOW_DELETE } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_DELETE> = async ({ arguments: [ids], ...call }) => {
  await call.messages.confirm(`delete ${ids.length === 1 ? ids[0] : `${ids.length} runs`}`);
  const client = await call.connect();
  for (const id of ids) {
    await client.workflows.deleteRun(id);
    call.messages.note(`deleted ${id}`);
  }
};
