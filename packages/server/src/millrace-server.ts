import type { AddressInfo } from "node:net";
import { type ConnectRouter, createConnectRouter } from "@connectrpc/connect";
import {
  type Clock,
  checkStoreOptions,
  FieldCheck,
  type FieldNames,
  type LimitOptions,
  type Store,
  systemClock,
} from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import {
  Health,
  JobService,
  ServerReflection,
  ServerReflectionV1Alpha,
  ServerService,
  WorkerService,
} from "@millrace/protocol";
import { type CallRecord, createCallLog } from "./call-log.ts";
import type { RequestLimits } from "./call-request.ts";
import { Cors } from "./cors.ts";
import { createHealthService } from "./health-service.ts";
import { HealthState } from "./health-state.ts";
import { createRoutes } from "./http-routes.ts";
import { createJobService } from "./job-service.ts";
import { type Logger, silentLogger } from "./logger.ts";
import { DEFAULT_PORT_LIMITS, type PortLimits } from "./port-limits.ts";
import { PortListener } from "./port-listener.ts";
import { Readiness } from "./readiness.ts";
import { Reflection } from "./reflection-service.ts";
import { COMPRESSIONS } from "./request-body.ts";
import { createRpcHandler } from "./rpc-handler.ts";
import { createServerService } from "./server-service.ts";
import { createValidation } from "./validation.ts";
import { createWorkerService } from "./worker-service.ts";

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
  /** Defaults to a logger that tells nothing. */
  readonly logger?: Logger;
  /** Told of each call that has ended, for metrics. */
  readonly onCall?: (record: CallRecord) => void;
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
  maintain: true,
  maintainIntervalMs: true,
  check: true,
  readinessIntervalMs: true,
  logger: true,
  onCall: true,
  clock: true,
};

const DEFAULT_MESSAGE_BYTES = 4 * 1024 * 1024;
const DEFAULT_STORE_TIMEOUT_MS = 30_000;
const DEFAULT_GRACE_MS = 30_000;

const SERVICES = [JobService, WorkerService, ServerService];

/** The RPC server over a store, which it uses but does not own: close the store after the server. */
export class MillraceServer {
  readonly #draining = new AbortController();
  readonly #health = new HealthState();
  readonly #listener: PortListener;
  readonly #readiness: Readiness;
  readonly #maintainer: Maintainer | undefined;
  readonly #logger: Logger;
  #stopped: Promise<void> | undefined;

  /**
   * @param options `limits` are those that the store was opened with.
   * @throws MillraceError `INVALID_ARGUMENT` when an option or a limit is not known.
   */
  constructor(store: Store, options: MillraceServerOptions) {
    const limits = checkStoreOptions(options, OPTIONS, "a MillraceServer");
    checkPortLimits(options.portLimits);
    const { clock = systemClock, logger = silentLogger } = options;
    const { messageBytes = DEFAULT_MESSAGE_BYTES } = options;
    this.#logger = logger;
    this.#readiness = new Readiness({
      ping: async () => {
        await options.check?.();
        await store.ping();
      },
      onChange: (ready) => this.#health.setReady(ready),
      logger,
      clock,
      ...(options.readinessIntervalMs && { intervalMs: options.readinessIntervalMs }),
    });
    if (options.maintain ?? true) {
      this.#maintainer = new Maintainer({
        store,
        logger,
        clock,
        ...(options.maintainIntervalMs && { intervalMs: options.maintainIntervalMs }),
      });
    }
    this.#listener = new PortListener(
      createRoutes({
        rpc: createRpcHandler(
          this.#route(store, { ...options, limits, messageBytes }, clock, logger),
          { limits, messageBytes },
          logger,
        ),
        health: this.#health,
        cors: new Cors(options.corsOrigins ?? []),
        version: options.version,
        logger,
      }),
      { limits: portLimits(options), logger },
    );
  }

  /**
   * Serves on `port` (0 for any free one) of `host`: an address, `localhost` for the loopback of both
   * families, or `*` for all addresses. Resolves with the first one.
   *
   * @throws the system's error, such as `EADDRINUSE`.
   */
  async start(port: number, host: string): Promise<AddressInfo> {
    const address = await this.#listener.listen(port, host);
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
  }

  #route(
    store: Store,
    options: MillraceServerOptions & RequestLimits,
    clock: Clock,
    logger: Logger,
  ): ConnectRouter {
    const { limits, messageBytes } = options;
    const draining = this.#draining.signal;
    const storeTimeoutMs = options.storeTimeoutMs ?? DEFAULT_STORE_TIMEOUT_MS;
    const serviceOptions = { limits, messageBytes, draining, clock, storeTimeoutMs, logger };
    const info = { version: options.version, limits, messageBytes };
    const served = [...SERVICES, Health, ServerReflection, ServerReflectionV1Alpha];
    const reflection = new Reflection(served);
    const inputs = SERVICES.flatMap(({ methods }) => methods.map(({ input }) => input));
    const names = SERVICES.map(({ typeName }) => typeName);
    return createConnectRouter({
      acceptCompression: COMPRESSIONS,
      readMaxBytes: messageBytes,
      binaryOptions: { readUnknownFields: false },
      // A misspelt field or enum must not quietly mean something else.
      jsonOptions: { ignoreUnknownFields: false },
      interceptors: [createCallLog(logger, options.onCall), createValidation(inputs)],
    })
      .service(JobService, createJobService(store, serviceOptions))
      .service(WorkerService, createWorkerService(store, serviceOptions))
      .service(ServerService, createServerService(store, info))
      .service(Health, createHealthService(this.#health, names, draining))
      .service(ServerReflection, reflection.v1(draining))
      .service(ServerReflectionV1Alpha, reflection.v1alpha(draining));
  }
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
