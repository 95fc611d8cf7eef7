import type {
  ChangeOptions,
  EnqueueRequest,
  EnqueueResult,
  GetOptions,
  Job,
  JobEvent,
  JobPage,
  JobQuery,
  JobUpdate,
  QueueStore,
  WatchRequest,
  WorkerStore,
} from "@millrace/core";
import type { OpenedStore } from "@millrace/open";
import { parseStoreUrl, type StoreUrl, storeUrlFromEnv } from "@millrace/store-url";
import type { ClientStore } from "../client-store.ts";
import type { DirectStore, DirectStoreOptions } from "../direct-store.ts";

/** What `url`, or else the environment, leads to. */
export function readUrl(url: string | undefined): StoreUrl {
  return url === undefined ? storeUrlFromEnv(process.env).url : parseStoreUrl(url);
}

/** The store that `url` names, which its first call opens. */
export function directStore(url: StoreUrl, options: DirectStoreOptions): DirectStore {
  return new LazyStore(url, options);
}

/** Loads and opens the store with the first call. When that fails, the next call tries again. */
class LazyStore implements DirectStore {
  readonly queues: QueueStore = {
    list: async (query) => (await this.#store()).queues.list(query),
    get: async (type) => (await this.#store()).queues.get(type),
    stats: async (query) => (await this.#store()).queues.stats(query),
    pause: async (type, options) => (await this.#store()).queues.pause(type, options),
    resume: async (type) => (await this.#store()).queues.resume(type),
    drain: async (type, options) => (await this.#store()).queues.drain(type, options),
  };
  readonly workers: Pick<WorkerStore, "list"> = {
    list: async (query) => (await this.#store()).workers.list(query),
  };
  readonly #url: StoreUrl;
  readonly #options: DirectStoreOptions;
  readonly #closed = new AbortController();
  #opening: Promise<OpenedStore> | undefined;

  constructor(url: StoreUrl, options: DirectStoreOptions) {
    this.#url = url;
    this.#options = options;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    return (await this.#store()).enqueue(requests);
  }

  async get(id: string, options?: GetOptions): Promise<Job> {
    return (await this.#store()).get(id, options);
  }

  async list(query: JobQuery): Promise<JobPage> {
    return (await this.#store()).list(query);
  }

  async *watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    yield* (await this.#store()).watch(request);
  }

  async update(id: string, update: JobUpdate, options?: ChangeOptions): Promise<Job> {
    return (await this.#store()).update(id, update, options);
  }

  async cancel(id: string, reason?: string, options?: ChangeOptions): Promise<Job> {
    return (await this.#store()).cancel(id, reason, options);
  }

  async redrive(id: string, options?: ChangeOptions): Promise<Job> {
    return (await this.#store()).redrive(id, options);
  }

  async delete(id: string, options?: ChangeOptions): Promise<void> {
    await (await this.#store()).delete(id, options);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  async #store(): Promise<ClientStore> {
    this.#opening ??= this.#open();
    return (await this.#opening).store;
  }

  async #open(): Promise<OpenedStore> {
    try {
      const { openStore } = await import("@millrace/open");
      return await openStore(this.#url, { ...this.#options, signal: this.#closed.signal });
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}
