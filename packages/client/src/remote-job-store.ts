import { createClient, type Client as RpcClient } from "@connectrpc/connect";
import {
  Batcher,
  type ChangeOptions,
  type Durability,
  type EnqueueRequest,
  type EnqueueResult,
  type GetOptions,
  isFinal,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  type JobUpdate,
  MillraceError,
  Refusals,
  systemClock,
  type WatchRequest,
  type WorkerStore,
  within,
} from "@millrace/core";
import {
  decodeJob,
  decodeJobEvent,
  decodeJobPage,
  decodeWorkerPage,
  encodeChangeOptions,
  encodeEnqueueRequest,
  encodeGetRequest,
  encodeJobQuery,
  encodeJobUpdate,
  encodeWatchRequest,
  encodeWorkerQuery,
  type WireEnqueueRequest,
  type WireJob,
} from "@millrace/protocol";
import { JobService, ServerService } from "@millrace/protocol/services";
import type { ClientStore } from "./client-store.ts";
import type { Connection } from "./connection.ts";
import { RemoteEnqueuer } from "./remote-enqueuer.ts";
import { RemoteQueues } from "./remote-queues.ts";
import { decodeServerInfo, type ServerInfo } from "./server-info.ts";

/** The jobs behind a server, over `JobService`. */
export class RemoteJobStore implements ClientStore {
  readonly queues: RemoteQueues;
  readonly workers: Pick<WorkerStore, "list"> = {
    list: async (query = {}) =>
      decodeWorkerPage(await this.#server.listWorkers(encodeWorkerQuery(query))),
  };
  readonly #connection: Connection;
  readonly #jobs: RpcClient<typeof JobService>;
  readonly #watches: RpcClient<typeof JobService>;
  readonly #server: RpcClient<typeof ServerService>;
  /** Those that wait for replicas have calls of their own, so that no other waits along. */
  readonly #enqueues: Readonly<Record<Durability, Batcher<WireEnqueueRequest, EnqueueResult>>>;

  constructor(connection: Connection) {
    this.queues = new RemoteQueues(connection);
    this.#connection = connection;
    this.#jobs = createClient(JobService, connection.transport);
    this.#watches = createClient(JobService, connection.streams);
    this.#server = createClient(ServerService, connection.transport);
    const enqueuer = new RemoteEnqueuer({
      jobs: this.#jobs,
      askLimits: async () => (await this.serverInfo()).limits,
    });
    this.#enqueues = {
      STORED: new Batcher(enqueuer, enqueuer.batches),
      REPLICATED: new Batcher(enqueuer, enqueuer.batches),
    };
  }

  /** What goes wrong with a request is its result. */
  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    const refusals = new Refusals();
    const wires: WireEnqueueRequest[] = [];
    // All of a call goes one way, so that its jobs keep their order.
    let way: Durability = "STORED";
    for (let place = 0; place < requests.length; place++) {
      const request = requests[place] as EnqueueRequest;
      try {
        wires.push(encodeEnqueueRequest(request));
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        refusals.add(place, error);
      }
      if (request.durability === "REPLICATED") way = "REPLICATED";
    }
    return refusals.among(await this.#enqueues[way].addAll(wires));
  }

  async get(id: string, options: GetOptions = {}): Promise<Job> {
    const request = encodeGetRequest(id, options);
    const { view, waitMs = 0, signal } = options;
    const call = {
      timeoutMs: this.#connection.callTimeoutMs + waitMs,
      ...(signal && { signal }),
    };
    try {
      return jobOf(await this.#jobs.getJob(request, call));
    } catch (error) {
      if (!signal?.aborted || this.#connection.closed.aborted) throw error;
      return this.get(id, { view });
    }
  }

  async list(query: JobQuery): Promise<JobPage> {
    return decodeJobPage(await this.#jobs.listJobs(encodeJobQuery(query)));
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

  async update(id: string, update: JobUpdate, options: ChangeOptions = {}): Promise<Job> {
    const request = { id, ...encodeJobUpdate(update), ...encodeChangeOptions(options) };
    return jobOf(await this.#jobs.updateJob(request));
  }

  async cancel(id: string, reason = "", options: ChangeOptions = {}): Promise<Job> {
    const request = { id, reason, ...encodeChangeOptions(options) };
    return jobOf(await this.#jobs.cancelJob(request));
  }

  async redrive(id: string, options: ChangeOptions = {}): Promise<Job> {
    return jobOf(await this.#jobs.retryJob({ id, ...encodeChangeOptions(options) }));
  }

  async delete(id: string, options: ChangeOptions = {}): Promise<void> {
    await this.#jobs.deleteJob({ id, ...encodeChangeOptions(options) });
  }

  /** Tells the server's version, store and limits. */
  async serverInfo(): Promise<ServerInfo> {
    return decodeServerInfo(await this.#server.getServerInfo({}));
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
