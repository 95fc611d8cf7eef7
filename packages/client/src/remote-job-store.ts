import { createClient, type Client as RpcClient } from "@connectrpc/connect";
import {
  type EnqueueRequest,
  type EnqueueResult,
  isFinal,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  MillraceError,
  systemClock,
  type WatchRequest,
  within,
} from "@millrace/core";
import {
  decodeJob,
  decodeJobEvent,
  decodeJobPage,
  encodeJobQuery,
  encodeWatchRequest,
  type WireJob,
} from "@millrace/protocol";
import { JobService, ServerService } from "@millrace/protocol/services";
import type { ClientStore } from "./client-store.ts";
import type { Connection } from "./connection.ts";
import { RemoteEnqueuer } from "./remote-enqueuer.ts";
import { decodeServerInfo, type ServerInfo } from "./server-info.ts";

/** The jobs behind a server, over `JobService`. */
export class RemoteJobStore implements ClientStore {
  readonly #connection: Connection;
  readonly #jobs: RpcClient<typeof JobService>;
  readonly #watches: RpcClient<typeof JobService>;
  readonly #server: RpcClient<typeof ServerService>;
  readonly #enqueuer: RemoteEnqueuer;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#jobs = createClient(JobService, connection.transport);
    this.#watches = createClient(JobService, connection.streams);
    this.#server = createClient(ServerService, connection.transport);
    this.#enqueuer = new RemoteEnqueuer({
      connection,
      jobs: this.#jobs,
      askLimits: async () => (await this.serverInfo()).limits,
    });
  }

  /** Never rejects: what goes wrong with a request is its result. */
  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    const [request] = requests;
    if (request !== undefined && requests.length === 1) {
      return [await this.#enqueuer.enqueue(request)];
    }
    return Promise.all(requests.map((each) => this.#enqueuer.enqueue(each)));
  }

  async get(id: string): Promise<Job> {
    return jobOf(await this.#connection.call((options) => this.#jobs.getJob({ id }, options)));
  }

  async list(query: JobQuery): Promise<JobPage> {
    const request = encodeJobQuery(query);
    return decodeJobPage(
      await this.#connection.call((options) => this.#jobs.listJobs(request, options)),
    );
  }

  /** By one call: where that breaks, or the server ends it, the stream ends. */
  async *watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    const wire = encodeWatchRequest(request);
    this.#connection.checkOpen();
    // The stream of the transport does not end with the loop that reads it.
    const left = new AbortController();
    const signal = AbortSignal.any([this.#connection.linkSignal(request.signal), left.signal]);
    const events = this.#watches.watchJob(wire, { signal })[Symbol.asyncIterator]();
    let isComplete = false;
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        const { event } = next.value;
        if (event === undefined) continue;
        const decoded = decodeJobEvent(event);
        isComplete = isFinal(decoded.job.status);
        yield decoded;
      }
    } catch (error) {
      throw this.#connection.decodeError(error);
    } finally {
      if (isComplete) void awaitEnd(events, left);
      else left.abort();
    }
  }

  async cancel(id: string, reason = ""): Promise<Job> {
    const request = { id, reason };
    return jobOf(await this.#connection.call((options) => this.#jobs.cancelJob(request, options)));
  }

  async redrive(id: string): Promise<Job> {
    return jobOf(await this.#connection.call((options) => this.#jobs.retryJob({ id }, options)));
  }

  async delete(id: string): Promise<void> {
    await this.#connection.call((options) => this.#jobs.deleteJob({ id }, options));
  }

  /** Tells the server's version, store and limits. */
  async serverInfo(): Promise<ServerInfo> {
    return decodeServerInfo(
      await this.#connection.call((options) => this.#server.getServerInfo({}, options)),
    );
  }
}

/** How long a server may take to end a stream after its last event. */
const END_MS = 5_000;

/**
 * Lets the server end the stream, as it does after the last event: a reset of a stream that ends by
 * itself is needless, and servers close connections that have many resets.
 */
async function awaitEnd(events: AsyncIterator<unknown>, left: AbortController): Promise<void> {
  const drain = async () => {
    while (!(await events.next()).done);
  };
  // A stream that fails is over too.
  await within(systemClock, END_MS, drain()).catch(() => {});
  left.abort();
}

function jobOf({ job }: { readonly job?: WireJob | undefined }): Job {
  if (job !== undefined) return decodeJob(job);
  throw new MillraceError(
    "INTERNAL",
    "the server's answer has no job; use a client and a server of the same version",
  );
}
