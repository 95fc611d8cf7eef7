import type { Run } from "../command.ts";
import { contextOf, readContexts, writeContexts } from "../contexts.ts";
import type { CONTEXT_USE } from "../specs/local.ts";

export const run: Run<typeof CONTEXT_USE> = async ({ arguments: [name], io, messages }) => {
  const contexts = await readContexts(io.env);
  contextOf(contexts, name);
  await writeContexts({ ...contexts, current: name }, io.env);
  messages.note(`the current context is ${name}`);
  for (const variable of ["MILLRACE_URL", "MILLRACE_CONTEXT"]) {
    if (io.env[variable]) messages.note(`${variable} is set, and counts before it`);
  }
};
