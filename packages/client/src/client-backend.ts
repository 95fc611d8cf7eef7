import {
  FieldCheck,
  type FieldNames,
  JobView,
  type Logger,
  MillraceError,
  stderrLogger,
  type Topic,
  type Tracing,
} from "@millrace/core";
import { directSchedules, directStore, directWorkflows, readUrl } from "#stores";
import type { CallUntilClosed, ClientSchedules } from "./client-schedules.ts";
import type { ClientStore } from "./client-store.ts";
import type { SubscribeOptions, TopicUpdate } from "./client-topics.ts";
import type { ClientWorkflows } from "./client-workflows.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import type { DirectSchedules, DirectWorkflows } from "./direct-store.ts";
import type { WatchedStore } from "./follow-job.ts";
import type { JobWatcher } from "./job-watcher.ts";
import { lazyPart } from "./lazy-part.ts";
import { RemoteJobStore } from "./remote-job-store.ts";
import type { ServerInfo, ServerInfoOptions } from "./server-info.ts";

/** Where the jobs lie, and how to reach them. */
export interface ClientOptions extends ConnectionOptions {
  /**
   * `http://` or `https://` for a Millrace server; for a store without one `redis://`,
   * `redis+sentinel://` or `redis+cluster://` (`rediss` with TLS), `postgres://`, `sqlite:FILE`, which
   * one process has at a time, or `memory:`. On Redis or Postgres itself, the client keeps the process
   * alive until it is closed. Defaults to `MILLRACE_URL`, then `REDIS_URL`, `REDIS_ADDR`,
   * `POSTGRES_DSN`, then `redis://localhost:6379`; in a browser a server must be named.
   */
  readonly url?: string | undefined;
  /**
   * A store of this process, in place of a URL, such as a `MemoryStore` that a worker has as its
   * `source`. The client does not close it.
   */
  readonly store?: ClientStore | undefined;
  /**
   * How long a call may take before it fails with `UNAVAILABLE`; a watch has no end. Defaults to 30 s
   * for a server, to 5 s for Redis and Postgres; the other stores answer by themselves.
   */
  readonly callTimeout?: ConnectionOptions["callTimeout"];
  /**
   * Watches jobs in place of a stream for each watch: the `SharedWatcher` of `@millrace/client/web`,
   * by which the tabs of a browser watch together. Defaults to none.
   */
  readonly watcher?: JobWatcher | undefined;
  /**
   * Puts spans around enqueues, and has the jobs carry them to their handlers: `openTelemetry()` of
   * `@millrace/opentelemetry`. Defaults to none.
   */
  readonly tracing?: Tracing | undefined;
  /**
   * Hears what an operator should know of a store; a pino logger fits. Defaults to a line each on the
   * standard error.
   */
  readonly logger?: Pick<Logger, "warn"> | undefined;
}

const OPTIONS: FieldNames<ClientOptions> = {
  url: true,
  store: true,
  callTimeout: true,
  httpVersion: true,
  transport: true,
  watcher: true,
  tracing: true,
  logger: true,
};

const STORE_METHODS: Readonly<
  Record<
    Exclude<keyof ClientStore, "queues" | "workers" | "operations" | "groups" | "errors">,
    true
  >
> = {
  enqueue: true,
  get: true,
  list: true,
  watch: true,
  explain: true,
  update: true,
  cancel: true,
  redrive: true,
  delete: true,
};

/** What a client works on. */
export interface ClientBackend {
  /** Where the jobs lie; a promise as long as that is being opened. */
  store(): ClientStore | Promise<ClientStore>;
  /** By what jobs are enqueued in `store`: itself, within spans if there are to be any. */
  enqueuesIn(store: ClientStore): Pick<ClientStore, "enqueue">;
  /** By what jobs are watched in `store`: itself, or the watcher that there is. */
  watchesIn(store: ClientStore): WatchedStore;
  /** Loads what schedules need, each call of which goes through `call`. */
  schedules(call: CallUntilClosed): Promise<ClientSchedules>;
  /** Loads what workflows need, each call of which goes through `call`. */
  workflows(call: CallUntilClosed): Promise<ClientWorkflows>;
  serverInfo(options: ServerInfoOptions): Promise<ServerInfo>;
  /** Streams topics until `closed`. */
  subscribe(
    topics: readonly Topic[],
    options: SubscribeOptions,
    closed: AbortSignal,
  ): Promise<AsyncIterable<TopicUpdate>>;
  close(): Promise<void>;
}

/**
 * Leads to where the jobs lie; nothing is reached before the first call.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every option at fault.
 */
export function openBackend(options: ClientOptions): ClientBackend {
  const check = new FieldCheck();
  if (!check.only(options, OPTIONS, "a client")) check.throwIfInvalid(CANNOT);
  const { watcher, tracing, logger = stderrLogger, url } = options;
  if (url !== undefined) check.string("url", url);
  if (typeof logger?.warn !== "function") check.invalid("logger", "must have the method warn");
  if (watcher !== undefined && typeof watcher?.watch !== "function") {
    check.invalid("watcher", "must have the method watch");
  }
  if (tracing !== undefined && typeof tracing?.enqueue !== "function") {
    check.invalid("tracing", "must have the method enqueue");
  }
  return {
    ...storeAccess(check, options, logger),
    enqueuesIn: (store) => (tracing === undefined ? store : tracedEnqueues(store, tracing)),
    watchesIn: (store) => (watcher === undefined ? store : watchesBy(watcher, store)),
  };
}

function tracedEnqueues(store: ClientStore, tracing: Tracing): Pick<ClientStore, "enqueue"> {
  const send: ClientStore["enqueue"] = (requests) => store.enqueue(requests);
  return { enqueue: (requests) => tracing.enqueue(requests, send) };
}

function watchesBy(watcher: JobWatcher, store: ClientStore): WatchedStore {
  const get: ClientStore["get"] = (id) => store.get(id);
  return { get, watch: (request) => watcher.watch(request, { get }) };
}

/** The ways to a store and to its end. */
type StoreAccess = Pick<
  ClientBackend,
  "store" | "schedules" | "workflows" | "serverInfo" | "subscribe" | "close"
>;

function storeAccess(
  check: FieldCheck,
  options: ClientOptions,
  logger: Pick<Logger, "warn">,
): StoreAccess {
  const { url, store, callTimeout, httpVersion, transport } = options;
  if (store !== undefined) {
    checkStore(check, options);
    check.throwIfInvalid(CANNOT);
    return {
      store: () => store,
      schedules: (call) => schedulesIn(call, () => store),
      workflows: (call) => workflowsIn(call, () => store),
      serverInfo: noServer,
      subscribe: noServer,
      close: async () => {},
    };
  }
  check.throwIfInvalid(CANNOT);
  if (transport !== undefined) return serverBackend({ url, callTimeout, httpVersion, transport });
  const target = readUrl(url);
  if (target.kind === "server") {
    return serverBackend({ url: target.href, callTimeout, httpVersion });
  }
  if (httpVersion !== undefined) check.invalid("httpVersion", `is for a server; ${LEAVE_OUT}`);
  const timeoutMs =
    callTimeout === undefined ? undefined : check.duration("callTimeout", callTimeout);
  check.throwIfInvalid(CANNOT);
  const direct = directStore(target, { logger, timeoutMs });
  return {
    store: () => direct.open(),
    schedules: (call) => schedulesIn(call, () => direct.open()),
    workflows: (call) => workflowsIn(call, () => direct.open()),
    serverInfo: noServer,
    subscribe: noServer,
    close: () => direct.close(),
  };
}

const CANNOT = "cannot make a client";
const LEAVE_OUT = "leave it out";

function checkStore(check: FieldCheck, { store, ...options }: ClientOptions): void {
  const methods = Object.keys(STORE_METHODS) as (keyof typeof STORE_METHODS)[];
  const missing = methods.filter((method) => typeof store?.[method] !== "function");
  if (missing.length > 0) check.invalid("store", `must have the methods ${missing.join(", ")}`);
  for (const field of ["url", "callTimeout", "httpVersion", "transport"] as const) {
    if (options[field] !== undefined)
      check.invalid(field, `is not for a given store; ${LEAVE_OUT}`);
  }
}

function serverBackend(options: ConnectionOptions): StoreAccess {
  const connection = new Connection(options);
  const store = new RemoteJobStore(connection);
  return {
    store: () => store,
    schedules: async (call) => {
      const { remoteSchedules } = await import("./remote-schedules.ts");
      return remoteSchedules(connection, call);
    },
    workflows: async (call) => {
      const { remoteWorkflows } = await import("./remote-workflows.ts");
      return remoteWorkflows(connection, call);
    },
    serverInfo: (options) => store.serverInfo(options),
    subscribe: lazyPart({ subscribe: true }, async () => {
      const { RemoteTopics } = await import("./remote-topics.ts");
      return new RemoteTopics(connection, (job) => new JobView(job));
    }).subscribe,
    close: async () => connection.close(),
  };
}

const workflowsIn: DirectWorkflows = async (call, open) => {
  const known: DirectWorkflows | undefined = directWorkflows;
  return known === undefined ? noServer() : known(call, open);
};

const schedulesIn: DirectSchedules = async (call, open) => {
  const known: DirectSchedules | undefined = directSchedules;
  return known === undefined ? noServer() : known(call, open);
};

async function noServer(): Promise<never> {
  throw new MillraceError(
    "FAILED_PRECONDITION",
    "there is no server: the client works on a store directly",
  );
}
