import { Client } from "@millrace/client";
import { type Durability, type Job, type JobStore, MillraceError } from "@millrace/core";
import { type OpenedStore, openStore } from "@millrace/open";
import { parseStoreUrl } from "@millrace/store-url";

/** How long a call waits at most before it fails. */
export const CALL_MS = 1_000;

/** How long an enqueue waits at most for a replica. */
const REPLICA_MS = 200;

/** What an enqueue was told. */
export interface Acknowledgement {
  readonly id: string;
  /** Whether a replica has the job. */
  readonly isReplicated: boolean;
}

/** A producer's way to a queue: straight to its store, or through a server. */
export interface Access extends AsyncDisposable {
  /** Enqueues a job that is retried at once. Rejects unless the job was acknowledged. */
  enqueue(type: string, durability: Durability): Promise<Acknowledgement>;
  /** The jobs of a type, without those that change their status in the wrong moment of the reading. */
  jobs(type: string): Promise<Job[]>;
  /** Whether the queue has a job. */
  has(id: string): Promise<boolean>;
}

/** What a call resolves with, or `undefined` when the queue cannot be reached. */
export function ifAnswered<Result>(call: Promise<Result>): Promise<Result | undefined> {
  return call.catch((error: unknown) => {
    if (error instanceof MillraceError && UNREACHABLE.has(error.code)) return undefined;
    throw error;
  });
}

const UNREACHABLE: ReadonlySet<string> = new Set(["UNAVAILABLE", "DEADLINE_EXCEEDED"]);

/** The way to the queue behind `url`. */
export async function openAccess(url: string): Promise<Access> {
  const { kind } = parseStoreUrl(url);
  switch (kind) {
    case "redis":
      return openStoreAccess(withParameter(url, "replica_timeout_ms", REPLICA_MS));
    case "postgres":
      return openStoreAccess(url);
    case "server":
      return new ClientAccess(new Client({ url }));
    default:
      throw new Error(`no producer reaches a ${kind} store from its own process`);
  }
}

async function openStoreAccess(url: string): Promise<Access> {
  // What the stores of a campaign lack is not for its log.
  const logger = { warn: () => {} };
  return new StoreAccess(await openStore(url, { timeoutMs: CALL_MS, logger }));
}

function withParameter(url: string, name: string, value: number): string {
  return `${url}${url.includes("?") ? "&" : "?"}${name}=${value}`;
}

async function isFound(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof MillraceError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

class StoreAccess implements Access {
  readonly #opened: OpenedStore;
  readonly #store: JobStore;

  constructor(opened: OpenedStore) {
    this.#opened = opened;
    this.#store = opened.store;
  }

  async enqueue(type: string, durability: Durability): Promise<Acknowledgement> {
    const backoff = { initialMs: 0, jitter: 0 };
    const [result] = await this.#store.enqueue([{ type, durability, backoff }]);
    if (result === undefined || "error" in result) throw result?.error;
    return { id: result.job.id, isReplicated: (result.replicas ?? 0) > 0 };
  }

  async jobs(type: string): Promise<Job[]> {
    const jobs: Job[] = [];
    let pageToken = "";
    do {
      const page = await this.#store.list({ type, pageSize: 1_000, pageToken });
      jobs.push(...page.jobs);
      pageToken = page.nextPageToken ?? "";
    } while (pageToken !== "");
    return jobs;
  }

  has(id: string): Promise<boolean> {
    return isFound(this.#store.get(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.close();
  }
}

class ClientAccess implements Access {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async enqueue(type: string, durability: Durability): Promise<Acknowledgement> {
    const { job, replicas = 0 } = await this.#client.enqueue(type, undefined, {
      durability,
      backoff: { initial: 0, jitter: 0 },
    });
    return { id: job.id, isReplicated: replicas > 0 };
  }

  async jobs(type: string): Promise<Job[]> {
    return Array.fromAsync(this.#client.list({ type }));
  }

  has(id: string): Promise<boolean> {
    return isFound(this.#client.get(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}
