import { MillraceError } from "@millrace/core";
import type { ClientStore } from "./client-store.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { RemoteJobStore } from "./remote-job-store.ts";
import type { ServerInfo } from "./server-info.ts";

/** Where the jobs lie. */
export interface ClientOptions extends ConnectionOptions {
  /** A store of this process, in place of a URL, such as a `MemoryStore`. The client does not close it. */
  readonly store?: ClientStore | undefined;
}

/** What a client works on. */
export interface ClientBackend {
  readonly store: ClientStore;
  serverInfo(): Promise<ServerInfo>;
  close(): Promise<void>;
}

/** @throws MillraceError `INVALID_ARGUMENT` when an option is malformed. */
export function openBackend(options: ClientOptions): ClientBackend {
  const { store, ...rest } = options;
  if (store !== undefined) return { store, serverInfo: noServer, close: async () => {} };
  return serverBackend(rest);
}

function serverBackend(options: ConnectionOptions): ClientBackend {
  const connection = new Connection(options);
  const store = new RemoteJobStore(connection);
  return {
    store,
    serverInfo: () => store.serverInfo(),
    close: async () => connection.close(),
  };
}

async function noServer(): Promise<never> {
  throw new MillraceError(
    "FAILED_PRECONDITION",
    "there is no server: the client works on a store itself",
  );
}
