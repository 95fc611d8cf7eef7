import type { MessageShape } from "@bufbuild/protobuf";
import {
  Batcher,
  type ChangeOptions,
  type Durability,
  type EnqueueRequest,
  type EnqueueResult,
  type ErrorStore,
  enqueueFault,
  type FieldNames,
  type GetOptions,
  type GroupStore,
  isFinal,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  type OperationStore,
  type QueueStore,
  Refusals,
  systemClock,
  type WatchRequest,
  type WorkerStore,
  within,
} from "@millrace/core";
import {
  decodeJobEvent,
  decodeJobPage,
  encodeChangeOptions,
  encodeGetRequest,
  encodeJobQuery,
  encodeWatchRequest,
  NO_LIMITS,
} from "@millrace/protocol";
import { JobService } from "@millrace/protocol/services";
import { answeredJob } from "./answered-job.ts";
import type { ClientStore } from "./client-store.ts";
import type { Connection } from "./connection.ts";
import { lazyPart } from "./lazy-part.ts";
import { RemoteEnqueuer } from "./remote-enqueuer.ts";
import type { ServerInfo, ServerInfoOptions } from "./server-info.ts";

const rpc = JobService.method;

const QUEUE_METHODS: FieldNames<QueueStore> = {
  list: true,
  get: true,
  stats: true,
  pause: true,
  resume: true,
  drain: true,
  setLimits: true,
  setKeyLimits: true,
  resumeKey: true,
  listKeys: true,
};

const GROUP_METHODS: FieldNames<GroupStore> = {
  create: true,
  get: true,
  seal: true,
  listJobs: true,
  cancel: true,
  retry: true,
};

const OPERATION_METHODS: FieldNames<OperationStore> = {
  start: true,
  get: true,
  list: true,
  stop: true,
};

/**
 * The jobs behind a server. What most pages do is here, over `JobService`; all else is loaded when it is
 * first called.
 */
export class RemoteJobStore implements ClientStore {
  readonly queues: QueueStore;
  readonly operations: OperationStore;
  readonly groups: GroupStore;
  readonly errors: ErrorStore;
  readonly workers: Pick<WorkerStore, "list">;
  readonly explain: ClientStore["explain"];
  readonly update: ClientStore["update"];
  readonly redrive: ClientStore["redrive"];
  readonly delete: ClientStore["delete"];
  /** Tells the server's version, store and limits. */
  readonly serverInfo: (options: ServerInfoOptions) => Promise<ServerInfo>;
  readonly #connection: Connection;
  /** Those that wait for replicas have calls of their own, so that no other waits along. */
  readonly #enqueues: Readonly<Record<Durability, Batcher<EnqueueRequest, EnqueueResult>>>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.queues = lazyPart(QUEUE_METHODS, async () => {
      const { RemoteQueues } = await import("./remote-queues.ts");
      return new RemoteQueues(connection);
    });
    this.errors = lazyPart({ listGroups: true }, async () => {
      const { RemoteErrors } = await import("./remote-errors.ts");
      return new RemoteErrors(connection);
    });
    this.groups = lazyPart(GROUP_METHODS, async () => {
      const { RemoteGroups } = await import("./remote-groups.ts");
      return new RemoteGroups(connection);
    });
    this.operations = lazyPart(OPERATION_METHODS, async () => {
      const { RemoteOperations } = await import("./remote-operations.ts");
      return new RemoteOperations(connection);
    });
    const names = { explain: true, update: true, redrive: true, delete: true } as const;
    const changes = lazyPart(names, async () => {
      const { RemoteChanges } = await import("./remote-changes.ts");
      return new RemoteChanges(connection);
    });
    this.explain = changes.explain;
    this.update = changes.update;
    this.redrive = changes.redrive;
    this.delete = changes.delete;
    const server = lazyPart({ info: true, listWorkers: true }, async () => {
      const { RemoteServer } = await import("./remote-server.ts");
      return new RemoteServer(connection);
    });
    this.workers = { list: server.listWorkers };
    this.serverInfo = server.info;
    const askLimits = async () => (await server.info()).limits;
    const enqueuer = new RemoteEnqueuer(connection, askLimits);
    this.#enqueues = {
      STORED: new Batcher(enqueuer, enqueuer.batches),
      REPLICATED: new Batcher(enqueuer, enqueuer.batches),
    };
  }

  /** What goes wrong with a request is its result. */
  async enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    const refusals = new Refusals();
    const valid: EnqueueRequest[] = [];
    // All of a call goes one way, so that its jobs keep their order.
    let way: Durability = "STORED";
    for (let place = 0; place < requests.length; place++) {
      const request = requests[place] as EnqueueRequest;
      // The wire has no form for much of what breaks a rule; the limits are the server's.
      const fault = enqueueFault(request, NO_LIMITS);
      if (fault !== undefined) refusals.add(place, fault);
      else valid.push(request);
      if (request.durability === "REPLICATED") way = "REPLICATED";
    }
    return refusals.among(await this.#enqueues[way].addAll(valid));
  }

  async get(id: string, options: GetOptions = {}): Promise<Job> {
    const request = encodeGetRequest(id, options);
    const { view, waitMs = 0, signal } = options;
    const call = { timeoutMs: this.#connection.callTimeoutMs + waitMs, signal };
    try {
      return answeredJob(await this.#connection.call(rpc.getJob, request, call));
    } catch (error) {
      if (!signal?.aborted || this.#connection.closed.aborted) throw error;
      return this.get(id, { view });
    }
  }

  async list(query: JobQuery): Promise<JobPage> {
    return decodeJobPage(await this.#connection.call(rpc.listJobs, encodeJobQuery(query)));
  }

  /** By one call: where that breaks, or the server ends it, the stream ends. */
  async *watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    const wire = encodeWatchRequest(request);
    this.#connection.checkOpen();
    // The stream of the transport does not end with the loop that reads it.
    const left = new AbortController();
    const signal = AbortSignal.any([this.#connection.linkSignal(request.signal), left.signal]);
    let events: AsyncIterator<MessageShape<typeof rpc.watchJob.output>> | undefined;
    let isComplete = false;
    try {
      const answers = await this.#connection.stream(rpc.watchJob, wire, signal);
      events = answers[Symbol.asyncIterator]();
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
      if (isComplete && events !== undefined) void awaitEnd(events, left);
      else left.abort();
    }
  }

  async cancel(id: string, reason = "", options: ChangeOptions = {}): Promise<Job> {
    const request = { id, reason, ...encodeChangeOptions(options) };
    return answeredJob(await this.#connection.call(rpc.cancelJob, request));
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
