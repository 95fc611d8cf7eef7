import { systemClock } from "@millrace/core";
import type { OpenedStore } from "@millrace/open";
import { parseStoreUrl, type StoreUrl, storeUrlFromEnv } from "@millrace/store-url";
import type { CallUntilClosed, ClientSchedules } from "../client-schedules.ts";
import type { ClientStore } from "../client-store.ts";
import type { DirectStore, DirectStoreOptions } from "../direct-store.ts";

/** What `url`, or else the environment, leads to. */
export function readUrl(url: string | undefined): StoreUrl {
  return url === undefined ? storeUrlFromEnv(process.env).url : parseStoreUrl(url);
}

/** The store that `url` names. */
export function directStore(url: StoreUrl, options: DirectStoreOptions): DirectStore {
  return new LazyStore(url, options);
}

/** Tells when schedules fire, in this process. */
export async function directSchedules(call: CallUntilClosed): Promise<ClientSchedules> {
  const [{ previewSchedule }, { ClientSchedules }] = await Promise.all([
    import("@millrace/schedule"),
    import("../client-schedules.ts"),
  ]);
  return new ClientSchedules(call, {
    preview: async (request) => previewSchedule(request, systemClock.now()),
  });
}

class LazyStore implements DirectStore {
  readonly #url: StoreUrl;
  readonly #options: DirectStoreOptions;
  readonly #closed = new AbortController();
  #opening: Promise<OpenedStore> | undefined;
  #store: ClientStore | Promise<ClientStore> | undefined;

  constructor(url: StoreUrl, options: DirectStoreOptions) {
    this.#url = url;
    this.#options = options;
  }

  open(): ClientStore | Promise<ClientStore> {
    this.#store ??= this.#openNow();
    return this.#store;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  #openNow(): Promise<ClientStore> {
    this.#opening = this.#load();
    const opening = this.#opening.then(({ store }) => store);
    // Ahead of the calls that wait for it, so that a later one does not overtake them.
    opening.then(
      (store) => {
        this.#store = store;
      },
      () => {
        this.#store = undefined;
      },
    );
    return opening;
  }

  async #load(): Promise<OpenedStore> {
    const { openStore } = await import("@millrace/open");
    return await openStore(this.#url, { ...this.#options, signal: this.#closed.signal });
  }
}
