import type { Run } from "../command.ts";
import { RUN_LINE_VIEW } from "../output/run-view.ts";
import type { WORKFLOW_WATCH } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_WATCH> = async ({ arguments: [id], options, ...call }) => {
  const client = await call.connect();
  const { signal } = call.io;
  async function* lines() {
    const watch = { afterSequence: options.after, signal };
    for await (const update of await client.workflows.watchRun(id, watch)) yield* update.lines;
  }
  await call.output.items(lines(), RUN_LINE_VIEW, { live: true });
};
