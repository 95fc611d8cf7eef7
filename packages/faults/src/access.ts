import { Client, type ClientOptions } from "@millrace/client";
import { type Durability, type Group, isFinal, type Job, MillraceError } from "@millrace/core";
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

/** What a call resolves with, or `undefined` when the queue cannot be reached. */
export function ifAnswered<Result>(call: Promise<Result>): Promise<Result | undefined> {
  return call.catch((error: unknown) => {
    if (error instanceof MillraceError && UNREACHABLE.has(error.code)) return undefined;
    throw error;
  });
}

async function ifThere<Result>(read: Promise<Result>): Promise<Result | undefined> {
  return read.catch((error: unknown) => {
    if (error instanceof MillraceError && error.code === "NOT_FOUND") return undefined;
    throw error;
  });
}

const UNREACHABLE: ReadonlySet<string> = new Set(["UNAVAILABLE", "DEADLINE_EXCEEDED"]);

/** A producer's way to a queue: straight to its store, or through a server. */
export class Access implements AsyncDisposable {
  readonly client: Client;

  /** The way to the queue behind `url`. */
  constructor(url: string) {
    this.client = clientOf(url);
  }

  /** Enqueues a job that is retried at once. Rejects unless the job was acknowledged. */
  async enqueue(type: string, durability: Durability): Promise<Acknowledgement> {
    const { job, replicas = 0 } = await this.client.enqueue(type, undefined, {
      durability,
      backoff: { initial: 0, jitter: 0 },
    });
    return { id: job.id, isReplicated: replicas > 0 };
  }

  /** The jobs of a type, without those that change their status in the wrong moment of the reading. */
  async jobs(type: string): Promise<Job[]> {
    return Array.fromAsync(this.client.list({ type, pageSize: 1_000 }));
  }

  /** Whether the queue has a job. */
  async has(id: string): Promise<boolean> {
    return (await ifThere(this.client.get(id))) !== undefined;
  }

  /** Whether a job has ended; one of an item of a map is forgotten then. */
  async hasEnded(id: string): Promise<boolean> {
    const job = await ifThere(this.client.get(id, { view: "BASIC" }));
    return job === undefined || isFinal(job.status);
  }

  /** How jobs stand, for people. */
  async describe(ids: readonly string[]): Promise<string> {
    const jobs = await Promise.all(ids.map((id) => ifThere(this.client.get(id))));
    const told = jobs.flatMap((job) =>
      job === undefined
        ? []
        : `${job.type} ${job.concurrencyKey ?? ""} ${job.id}: ${job.status}, priority ${job.priority}`,
    );
    return told.join("; ");
  }

  /** A group, or `undefined` when the queue has none with that id. */
  async group(id: string): Promise<Group | undefined> {
    return ifThere(this.client.groups.get(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}

/** A client of the queue behind `url`. */
export function clientOf(url: string): Client {
  return new Client(optionsOf(url));
}

function optionsOf(url: string): ClientOptions {
  // What the stores of a campaign lack is not for its log.
  const direct = { callTimeout: CALL_MS, logger: { warn: () => {} } };
  switch (parseStoreUrl(url).kind) {
    case "redis":
      return { url: withParameter(url, "replica_timeout_ms", REPLICA_MS), ...direct };
    case "postgres":
      return { url, ...direct };
    case "server":
      return { url };
    default:
      throw new Error("no producer reaches such a store from its own process");
  }
}

function withParameter(url: string, name: string, value: number): string {
  return `${url}${url.includes("?") ? "&" : "?"}${name}=${value}`;
}
