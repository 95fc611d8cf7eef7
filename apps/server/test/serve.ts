import { DEFAULT_LIMITS, type Store } from "@millrace/core";
import { MillraceServer, type MillraceServerOptions } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";

/** A server on a free port, for one test. */
export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  readonly server: MillraceServer;
  /** How many jobs there are, of any type and status. */
  jobs(): Promise<number>;
}

export async function serve(
  store: Store = new MemoryStore(),
  options: Partial<MillraceServerOptions> = {},
): Promise<Served> {
  const server = new MillraceServer(store, { version: "0.0.0-test", ...options });
  const { port } = await server.start(0, "127.0.0.1");
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    store,
    server,
    jobs: async () => (await store.list({ pageSize: DEFAULT_LIMITS.batchJobs })).jobs.length,
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      await store.close();
    },
  };
}
