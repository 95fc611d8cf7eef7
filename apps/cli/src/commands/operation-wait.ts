import { exitOf } from "../bulk.ts";
import type { Run } from "../command.ts";
import { withMaintenance } from "../maintained-store.ts";
import { OPERATION_VIEW } from "../output/operation-view.ts";
import type { OPERATION_WAIT } from "../specs/job.ts";
import { waitForOperation } from "../wait-for-operation.ts";

export const run: Run<typeof OPERATION_WAIT> = async ({ arguments: [id], ...call }) =>
  await withMaintenance(call, async ({ operations }) => {
    const ended = await waitForOperation(await operations.get(id), call);
    await call.output.item(ended, OPERATION_VIEW);
    return exitOf(ended, call.io);
  });
