import { type ConnectRouter, createConnectRouter, type Interceptor } from "@connectrpc/connect";
import {
  Health,
  JobService,
  ServerReflection,
  ServerReflectionV1Alpha,
  ServerService,
  WorkerService,
} from "@millrace/protocol";
import { type CallRecord, createCallLog } from "./call-log.ts";
import { createHealthService } from "./health-service.ts";
import type { HealthState } from "./health-state.ts";
import { createJobService } from "./job-service.ts";
import { Reflection } from "./reflection-service.ts";
import { COMPRESSIONS } from "./request-body.ts";
import { createServerService } from "./server-service.ts";
import type { ServiceOptions } from "./service-options.ts";
import { Validation } from "./validation.ts";
import { createWorkerService } from "./worker-service.ts";

export interface RpcRouterOptions extends ServiceOptions {
  readonly version: string;
  readonly health: HealthState;
  readonly onCall: ((record: CallRecord) => void) | undefined;
  /** Called in turn with each call, inside of the log and before the request is checked. */
  readonly interceptors: readonly Interceptor[];
  /** Adds further services. */
  readonly services: (router: ConnectRouter) => void;
}

/** All services of the port; health and reflection know of each. */
export function createRpcRouter(options: RpcRouterOptions): ConnectRouter {
  const { health, draining, logger, onCall, messageBytes } = options;
  const validation = new Validation();
  const router = createConnectRouter({
    acceptCompression: COMPRESSIONS,
    readMaxBytes: messageBytes,
    binaryOptions: { readUnknownFields: false },
    // A misspelt field or enum must not quietly mean something else.
    jsonOptions: { ignoreUnknownFields: false },
    interceptors: [createCallLog(logger, onCall), ...options.interceptors, validation.interceptor],
  })
    .service(JobService, createJobService(options))
    .service(WorkerService, createWorkerService(options))
    .service(ServerService, createServerService(options.version, options));
  options.services(router);
  validation.prepare(router.handlers.map(({ method }) => method.input));
  const services = [...new Set(router.handlers.map(({ service }) => service))];
  const names = services.map(({ typeName }) => typeName);
  const all = [...services, Health, ServerReflection, ServerReflectionV1Alpha];
  const reflection = new Reflection(all);
  return router
    .service(Health, createHealthService(health, names, draining))
    .service(ServerReflection, reflection.v1(draining))
    .service(ServerReflectionV1Alpha, reflection.v1alpha(draining));
}
