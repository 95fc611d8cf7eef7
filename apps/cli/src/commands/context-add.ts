import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { serverUrl, storeUrl } from "../connection.ts";
import { type Context, readContexts, writeContexts } from "../contexts.ts";
import type { CONTEXT_ADD } from "../specs/local.ts";

export const run: Run<typeof CONTEXT_ADD> = async ({ arguments: [name], global, io, messages }) => {
  const context = toContext(global);
  const { current = name, contexts } = await readContexts(io.env);
  await writeContexts({ current, contexts: { ...contexts, [name]: context } }, io.env);
  const { shown } =
    "server" in context ? serverUrl("", context.server) : storeUrl("", context.store);
  messages.note(`the context ${name} is ${shown}${current === name ? ", the current one" : ""}`);
};

function toContext({
  server,
  store,
}: {
  server?: string | undefined;
  store?: string | undefined;
}): Context {
  if (server !== undefined && store === undefined) {
    serverUrl("--server", server);
    return { server };
  }
  if (store !== undefined && server === undefined) {
    storeUrl("--store", store);
    return { store };
  }
  throw usageError("where the jobs are is not said", "give either --server or --store");
}
