import type { Run } from "../command.ts";
import { EXPLANATION_VIEW } from "../output/explanation-view.ts";
import type { JOB_EXPLAIN } from "../specs/job.ts";

export const run: Run<typeof JOB_EXPLAIN> = async ({ arguments: [id], output, connect }) => {
  const client = await connect();
  await output.item({ id, ...(await client.explain(id)) }, EXPLANATION_VIEW);
};
