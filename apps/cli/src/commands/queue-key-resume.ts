import type { Run } from "../command.ts";
import { KEY_VIEW } from "../output/key-view.ts";
import type { QUEUE_KEY_RESUME } from "../specs/queue.ts";

export const run: Run<typeof QUEUE_KEY_RESUME> = async ({ arguments: [type, key], ...call }) => {
  const { queues } = await call.connect();
  await call.output.item(await queues.resumeKey(type, key), KEY_VIEW);
};
