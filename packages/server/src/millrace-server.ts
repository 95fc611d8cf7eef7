import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import type { ConnectRouter, Interceptor } from "@connectrpc/connect";
import {
  type Clock,
  checkStoreOptions,
  FieldCheck,
  type FieldNames,
  type LimitOptions,
  type Logger,
  type Store,
  silentLogger,
  systemClock,
} from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import { MetricsPort } from "@millrace/metrics";
import type { CallListener, CallRecord } from "./call-log.ts";
import { CALLER, type Caller } from "./caller.ts";
import { Cors } from "./cors.ts";
import { createDashboardLane } from "./dashboard/dashboard-lane.ts";
import {
  checkDashboard,
  DASHBOARD_PATH,
  type DashboardOptions,
} from "./dashboard/dashboard-options.ts";
import { createDashboardPages } from "./dashboard/dashboard-pages.ts";
import { dashboardPolicy } from "./dashboard/dashboard-policy.ts";
import { HealthState } from "./health-state.ts";
import { HostCheck } from "./host-check.ts";
import type { HttpHandler } from "./http-handler.ts";
import { createPages } from "./http-pages.ts";
import { createRoutes } from "./http-routes.ts";
import type { Lane } from "./lane.ts";
import { DEFAULT_PORT_LIMITS, type PortLimits } from "./port-limits.ts";
import { PortListener } from "./port-listener.ts";
import { Readiness } from "./readiness.ts";
import { createRestHandler } from "./rest/rest-handler.ts";
import { createRpcRouter, type RpcRouterOptions } from "./rpc-router.ts";
import { type MetricsOptions, ServerMetrics } from "./server-metrics.ts";
import { checkLinkSecret, SignalLinks } from "./signal-link.ts";
import { createSignalLinkPage } from "./signal-link-page.ts";
import { createUnaryLane } from "./unary-lane.ts";
import { createUnknownLane } from "./unknown-lane.ts";

export interface MillraceServerOptions extends LimitOptions {
  /** Told to clients. */
  readonly version: string;
  /** The largest message of a call, in bytes. Defaults to 4 MiB. */
  readonly messageBytes?: number;
  /** What clients may take of the port. Defaults to `DEFAULT_PORT_LIMITS`, field by field. */
  readonly portLimits?: Partial<PortLimits>;
  /**
   * How long a call waits for the store when the caller sets no shorter deadline, in milliseconds.
   * Defaults to 30,000.
   */
  readonly storeTimeoutMs?: number;
  /**
   * Origins whose web pages may call the server, for example `https://app.example.com`; `*` for
   * all. Defaults to none: browsers then refuse pages of other origins.
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Names by which clients reach the server over HTTP/1.1, besides `localhost` and addresses, for example
   * `queue.example.com`; requests for others are refused. Defaults to any name, and to none when the server listens
   * on this machine alone, where a page of anybody could else pass for one of its own.
   */
  readonly hosts?: readonly string[] | undefined;
  /**
   * The secret by which links are signed with which browsers signal runs: at least 32 bytes, the same for all servers
   * that answer under one address. Another one ends all links. Defaults to none: then there are no links. Not together
   * with `storeFor`, because whoever opens a link is no caller with a store.
   */
  readonly linkSecret?: string | undefined;
  /** Whether this server promotes, rescues and prunes on idle queues. Defaults to true. */
  readonly maintain?: boolean;
  /** From one maintenance round to the next, in milliseconds. Defaults to 1,000. */
  readonly maintainIntervalMs?: number;
  /**
   * What the store must pass, besides a ping, to be ready: called with each readiness check. Defaults
   * to nothing.
   */
  readonly check?: () => Promise<void>;
  /** From one readiness check to the next, in milliseconds. Defaults to 1,000. */
  readonly readinessIntervalMs?: number;
  /**
   * The store that serves a caller: asked with each call, whose error is what it throws, such as a
   * `MillraceError` UNAUTHENTICATED. Only the server's own store is pinged and maintained by the server:
   * `check` can ping others, and a `Maintainer` of `@millrace/maintenance` maintains them. Defaults to
   * the server's own store for everyone.
   */
  readonly storeFor?: (caller: Caller) => Store | Promise<Store>;
  /**
   * Adds services to those of Millrace, as in `(router) => router.service(MyService, { … })`. Health and
   * reflection know of them. Each list and map in their requests must have `max_items` or `max_pairs`
   * in its proto. Defaults to none.
   */
  readonly services?: (router: ConnectRouter) => void;
  /**
   * Called in turn with each call, those of health and reflection included, before its request is
   * checked; what they throw is the call's error and is logged as one. `contextValues.get(CALLER)`
   * tells them who calls. Defaults to none.
   */
  readonly interceptors?: readonly Interceptor[];
  /**
   * Answer requests that are no RPCs which the server knows, each asked in turn before the server's own
   * pages. What they read and write counts towards the port's limits on time, not towards those on bytes:
   * a handler that keeps a body must bound it by itself. Defaults to none.
   */
  readonly handlers?: readonly HttpHandler[];
  /** Defaults to a logger that tells nothing. */
  readonly logger?: Logger;
  /** Told of each call that has ended, for metrics. */
  readonly onCall?: (record: CallRecord) => void;
  /**
   * Shows metrics for Prometheus under `/metrics`: `true` on the server's own port, in place of a page
   * of that path, or as the options say. Defaults to false, which counts nothing.
   */
  readonly metrics?: boolean | MetricsOptions;
  /** Shows the dashboard, to whoever reaches the port. Defaults to none. */
  readonly dashboard?: DashboardOptions | undefined;
  /** For deadlines, readiness and maintenance. Defaults to the machine's clock. */
  readonly clock?: Clock;
}

const OPTIONS: FieldNames<MillraceServerOptions> = {
  version: true,
  limits: true,
  messageBytes: true,
  portLimits: true,
  storeTimeoutMs: true,
  corsOrigins: true,
  hosts: true,
  linkSecret: true,
  maintain: true,
  maintainIntervalMs: true,
  check: true,
  readinessIntervalMs: true,
  storeFor: true,
  services: true,
  interceptors: true,
  handlers: true,
  logger: true,
  onCall: true,
  metrics: true,
  dashboard: true,
  clock: true,
};

const DEFAULT_MESSAGE_BYTES = 4 * 1024 * 1024;
const DEFAULT_STORE_TIMEOUT_MS = 30_000;
const DEFAULT_GRACE_MS = 30_000;

/** The RPC server over a store, which it uses but does not own: close the store after the server. */
export class MillraceServer {
  readonly #draining = new AbortController();
  readonly #health = new HealthState();
  readonly #listener: PortListener;
  readonly #hosts: HostCheck;
  readonly #readiness: Readiness;
  readonly #maintainer: Maintainer | undefined;
  readonly #logger: Logger;
  readonly #metricsOptions: MetricsOptions;
  readonly #metricsPort: MetricsPort | undefined;
  #metricsAddress: AddressInfo | undefined;
  #stopped: Promise<void> | undefined;

  /**
   * @param options `limits` are those that the store was opened with.
   * @throws MillraceError `INVALID_ARGUMENT` when an option or a limit is not known.
   */
  constructor(given: Store, options: MillraceServerOptions) {
    const limits = checkStoreOptions(options, OPTIONS, "a MillraceServer");
    checkPortLimits(options.portLimits);
    const { dashboard } = options;
    if (dashboard !== undefined) checkDashboard(dashboard);
    const { clock = systemClock, logger = silentLogger } = options;
    const { messageBytes = DEFAULT_MESSAGE_BYTES } = options;
    this.#logger = logger;
    const wanted = options.metrics ?? false;
    this.#metricsOptions = typeof wanted === "object" ? wanted : {};
    const metrics =
      wanted === false
        ? undefined
        : new ServerMetrics(options.version, given, this.#metricsOptions.register);
    const hasOwnPort = this.#metricsOptions.port !== undefined;
    if (metrics !== undefined && hasOwnPort) this.#metricsPort = new MetricsPort(metrics.page);
    const store = metrics?.observe(given) ?? given;
    this.#readiness = new Readiness({
      ping: async () => {
        await options.check?.();
        await store.ping();
      },
      onChange: (ready) => {
        this.#health.setReady(ready);
        metrics?.storeIsUp(ready);
      },
      logger,
      clock,
      ...(options.readinessIntervalMs && { intervalMs: options.readinessIntervalMs }),
    });
    if (options.maintain ?? true) {
      this.#maintainer = new Maintainer({
        store,
        logger,
        clock,
        name: `server ${hostname()} ${process.pid}`,
        ...(options.maintainIntervalMs && { intervalMs: options.maintainIntervalMs }),
      });
    }
    const links = linksOf(options);
    const storeFor = observedStoreFor(options, metrics);
    const routerOptions: RpcRouterOptions = {
      storeOf: storeFor ? ({ values }) => storeFor(values.get(CALLER)) : () => store,
      limits,
      messageBytes,
      draining: this.#draining.signal,
      clock,
      storeTimeoutMs: options.storeTimeoutMs ?? DEFAULT_STORE_TIMEOUT_MS,
      links,
      logger,
      version: options.version,
      health: this.#health,
      listener: callListener(options, metrics),
      interceptors: options.interceptors ?? [],
      services: options.services ?? (() => {}),
    };
    const router = createRpcRouter(routerOptions);
    const rpc = createUnaryLane(router, { limits, messageBytes }, logger);
    this.#hosts = new HostCheck(options.hosts);
    this.#listener = new PortListener(
      createRoutes({
        hosts: this.#hosts,
        rpc: dashboard === undefined ? rpc : withDashboard(dashboard, rpc, routerOptions),
        handlers: [
          ...(options.handlers ?? []),
          ...(metrics === undefined || hasOwnPort ? [] : [metricsPage(metrics)]),
          ...(dashboard === undefined ? [] : [createDashboardPages(dashboard, options.version)]),
          ...(links === undefined ? [] : [createSignalLinkPage({ links, store, clock, logger })]),
          ...createPages(this.#health, options.version),
        ],
        rest: createRestHandler(router, { limits, messageBytes, clock, logger }),
        unknown: createUnknownLane(router.handlers),
        cors: new Cors(options.corsOrigins ?? [], logger),
        logger,
      }),
      { limits: portLimits(options), logger },
    );
    metrics?.showConnections(() => this.#listener.connections);
  }

  /** Where the port of the metrics is, once it listens; undefined when they have none of their own. */
  get metricsAddress(): AddressInfo | undefined {
    return this.#metricsAddress;
  }

  /**
   * Serves on `port` (0 for any free one) of `host`: an address, `localhost` for the loopback of both
   * families, or `*` for all addresses. Resolves with the first one.
   *
   * @throws the system's error, such as `EADDRINUSE`.
   */
  async start(port: number, host: string): Promise<AddressInfo> {
    const { port: metricsPort, host: metricsHost = host } = this.#metricsOptions;
    this.#metricsAddress = await this.#metricsPort?.listen(metricsPort ?? 0, metricsHost);
    const address = await this.#listener.listen(port, host).catch(async (error) => {
      await this.#metricsPort?.close();
      throw error;
    });
    this.#hosts.listensOn(address.address);
    this.#readiness.start();
    this.#maintainer?.start();
    return address;
  }

  /**
   * Drains: health turns NOT_SERVING, long polls and streams end, open calls have up to `graceMs`
   * (30,000 by default) to finish. Leases that were granted stay valid. Idempotent.
   */
  stop(graceMs: number = DEFAULT_GRACE_MS): Promise<void> {
    this.#stopped ??= this.#drain(graceMs);
    return this.#stopped;
  }

  async #drain(graceMs: number): Promise<void> {
    this.#logger.info({ graceMs }, "draining");
    this.#health.drain();
    this.#draining.abort();
    this.#readiness.stop();
    const maintained = this.#maintainer?.stop();
    await this.#listener.close(graceMs);
    await maintained;
    await this.#metricsPort?.close();
  }
}

/** `rpc`, and the calls of the dashboard's pages, which go by services of their own where those are bounded. */
function withDashboard(dashboard: DashboardOptions, rpc: Lane, options: RpcRouterOptions): Lane {
  const { path = DASHBOARD_PATH, readOnly, hidePayloads } = dashboard;
  let ofPages = rpc;
  if (readOnly || hidePayloads) {
    const interceptors = [...options.interceptors, dashboardPolicy(dashboard)];
    ofPages = createUnaryLane(
      createRpcRouter({ ...options, interceptors }),
      options,
      options.logger,
    );
  }
  const calls = createDashboardLane(path, ofPages);
  return (exchange, requested) => rpc(exchange, requested) || calls(exchange, requested);
}

function linksOf({ linkSecret, storeFor }: MillraceServerOptions): SignalLinks | undefined {
  if (linkSecret === undefined) return undefined;
  checkLinkSecret(linkSecret);
  if (storeFor === undefined) return new SignalLinks(linkSecret);
  const check = new FieldCheck();
  check.invalid("linkSecret", "cannot be had together with storeFor; leave one of them out");
  throw check.error("cannot open a MillraceServer");
}

function metricsPage({ page }: ServerMetrics): HttpHandler {
  return (request, response, path) => page.handle(request, response, path);
}

/** What hears of calls: the user, the metrics, both or nobody. */
function callListener(
  { onCall }: MillraceServerOptions,
  metrics: ServerMetrics | undefined,
): CallListener {
  if (metrics === undefined) return { onCall };
  const { rpc } = metrics;
  return {
    onCall: (record) => {
      rpc.ended(record);
      onCall?.(record);
    },
    onStream: (service, method) => rpc.streamBegins(service, method),
  };
}

/** The stores of callers, observed when there are metrics; undefined when all have the server's own. */
function observedStoreFor(
  { storeFor }: MillraceServerOptions,
  metrics: ServerMetrics | undefined,
): MillraceServerOptions["storeFor"] {
  if (storeFor === undefined || metrics === undefined) return storeFor;
  return async (caller) => metrics.observe(await storeFor(caller));
}

function checkPortLimits(limits: Partial<PortLimits> | undefined): void {
  if (limits === undefined) return;
  const check = new FieldCheck();
  check.only<PortLimits>(limits, DEFAULT_PORT_LIMITS, "the port's limits", "portLimits");
  check.throwIfInvalid("cannot open a MillraceServer");
}

/** The limits of the port, with room for a request and an answer of the largest size. */
function portLimits({ portLimits, messageBytes = DEFAULT_MESSAGE_BYTES }: MillraceServerOptions) {
  const limits = { ...DEFAULT_PORT_LIMITS, ...portLimits };
  const connectionBytes = Math.max(limits.connectionBytes, 2 * messageBytes);
  return { ...limits, connectionBytes, heldBytes: Math.max(limits.heldBytes, connectionBytes) };
}
