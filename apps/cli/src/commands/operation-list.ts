import type { Client } from "@millrace/client";
import type { Run } from "../command.ts";
import { OPERATION_VIEW } from "../output/operation-view.ts";
import type { OPERATION_LIST } from "../specs/job.ts";

const DEFAULT_LIMIT = 100;

export const run: Run<typeof OPERATION_LIST> = async ({ options, output, messages, connect }) => {
  const { limit = DEFAULT_LIMIT } = options;
  const latest = first(await connect(), limit);
  const printed = await output.items(latest, OPERATION_VIEW);
  if (printed === 0) messages.note("no operations");
};

async function* first({ operations }: Client, limit: number) {
  let left = limit;
  for await (const operation of operations.list()) {
    if (left-- <= 0) return;
    yield operation;
  }
}
