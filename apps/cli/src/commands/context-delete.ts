import type { Run } from "../command.ts";
import { contextOf, readContexts, writeContexts } from "../contexts.ts";
import type { CONTEXT_DELETE } from "../specs/local.ts";

export const run: Run<typeof CONTEXT_DELETE> = async ({ arguments: [name], io, messages }) => {
  const { current, contexts } = await readContexts(io.env);
  contextOf({ contexts }, name);
  const { [name]: _, ...others } = contexts;
  const kept = current === name ? undefined : current;
  await writeContexts({ ...(kept !== undefined && { current: kept }), contexts: others }, io.env);
  messages.note(`the context ${name} is forgotten`);
};
