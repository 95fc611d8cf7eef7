import type { Run } from "../command.ts";
import { urlOf } from "../connection.ts";
import { readContexts } from "../contexts.ts";
import { CONTEXT_VIEW } from "../output/context-view.ts";
import type { CONTEXT_LIST } from "../specs/local.ts";

export const run: Run<typeof CONTEXT_LIST> = async ({ output, messages, io }) => {
  const { current, contexts } = await readContexts(io.env);
  const entries = Object.entries(contexts).map(([name, context]) => ({
    name,
    url: urlOf(context, name).shown,
    current: name === current,
  }));
  await output.items(entries, CONTEXT_VIEW);
  if (entries.length === 0) messages.note("no contexts; millrace context add makes one");
};
