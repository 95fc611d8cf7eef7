import type { KeyStatus } from "@millrace/core";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { listAllKeys } from "../list-all-keys.ts";
import { KEY_VIEW } from "../output/key-view.ts";
import type { QUEUE_KEYS } from "../specs/queue.ts";

const DEFAULT_LIMIT = 100;

export const run: Run<typeof QUEUE_KEYS> = async ({ arguments: [type], ...call }) => {
  const { limit = DEFAULT_LIMIT, all, status } = call.options;
  if (limit === 0) throw usageError("--limit must be at least 1", "give --all for all keys");
  // What is no status, the server refuses.
  const statuses = status?.map((name) => name.toUpperCase() as KeyStatus);
  const client = await call.connect();
  let left = all ? Number.POSITIVE_INFINITY : limit;
  async function* first() {
    for await (const key of listAllKeys(client, type, statuses)) {
      if (left-- === 0) {
        call.messages.note(`there are more than ${limit}: give --all or a higher --limit`);
        return;
      }
      yield key;
    }
  }
  const printed = await call.output.items(first(), KEY_VIEW);
  if (printed === 0) call.messages.note("no keys");
};
