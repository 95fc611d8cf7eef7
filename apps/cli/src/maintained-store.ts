import { Client } from "@millrace/client";
import { Maintainer } from "@millrace/maintenance";
import type { Invocation } from "./command.ts";
import { checkFile, findPlace } from "./connection.ts";
import { openOwnStore } from "./own-store.ts";

/**
 * Does `work` with a client. What is done to many jobs is done by who maintains their store: a server, or a
 * worker on it. On a store itself there may be neither, so this process takes part for as long as it runs.
 */
export async function withMaintenance<Result>(
  { global, io, messages, connect }: Pick<Invocation, "global" | "io" | "messages" | "connect">,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { url } = await findPlace(global, io.env);
  if (url.kind === "server") return await work(await connect());
  checkFile(url);
  await using opened = await openOwnStore(url, () => {});
  const maintainer = new Maintainer({
    store: opened.store,
    logger: { info: () => {}, error: (_fields, text) => messages.note(text) },
    name: `millrace ${process.pid}`,
  });
  maintainer.start();
  try {
    return await work(new Client({ store: opened.store }));
  } finally {
    await maintainer.stop();
  }
}
