import { CliError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { WORKER_VIEW } from "../output/worker-view.ts";
import type { WORKER_GET } from "../specs/worker.ts";

export const run: Run<typeof WORKER_GET> = async ({ arguments: [id], output, connect }) => {
  const client = await connect();
  for await (const worker of client.workers.list()) {
    if (worker.workerId === id) return await output.item(worker, WORKER_VIEW);
  }
  throw new CliError(`there is no worker ${id} that lives`, {
    ...{ exit: "notFound", code: "NOT_FOUND", field: "worker" },
    remedy:
      "millrace worker list shows those that do; one is forgotten 35 s after its last sign of life",
  });
};
