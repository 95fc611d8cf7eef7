import type { Run } from "../command.ts";
import { WORKER_VIEW } from "../output/worker-view.ts";
import type { WORKER_LIST } from "../specs/worker.ts";

export const run: Run<typeof WORKER_LIST> = async ({ output, messages, connect }) => {
  const client = await connect();
  const printed = await output.items(client.workers.list(), WORKER_VIEW);
  if (printed === 0) messages.note("no workers");
};
