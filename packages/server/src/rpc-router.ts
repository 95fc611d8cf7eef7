import type { DescMethod, DescMethodUnary } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createConnectRouter,
  type Interceptor,
} from "@connectrpc/connect";
import {
  ErrorService,
  GroupService,
  Health,
  JobService,
  OperationService,
  QueueService,
  ScheduleService,
  ServerReflection,
  ServerReflectionV1Alpha,
  ServerService,
  WatchService,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { type CallListener, CallLog } from "./call-log.ts";
import { createErrorService } from "./error-service.ts";
import { createGroupService } from "./group-service.ts";
import { createHealthService } from "./health-service.ts";
import type { HealthState } from "./health-state.ts";
import { createJobService } from "./job-service.ts";
import { createOperationService } from "./operation-service.ts";
import { createQueueService } from "./queue-service.ts";
import { Reflection } from "./reflection-service.ts";
import { COMPRESSIONS } from "./request-body.ts";
import { createScheduleService } from "./schedule-service.ts";
import { createServerService } from "./server-service.ts";
import type { ServiceOptions } from "./service-options.ts";
import { isUnary, UnaryInvoker, type UnaryServe } from "./unary-invoker.ts";
import { Validation } from "./validation.ts";
import { TopicHubs } from "./watch/topic-hub.ts";
import { createWatchService } from "./watch-service.ts";
import { createWorkerService } from "./worker-service.ts";
import { createWorkflowService } from "./workflow-service.ts";

type ServeOptions = Exclude<Parameters<ConnectRouter["rpc"]>[2], undefined>;
/** How messages are read and written. */
type Serialization = Pick<ServeOptions, "binaryOptions" | "jsonOptions">;

const SERIALIZATION = {
  binaryOptions: { readUnknownFields: false },
  // A misspelt field or enum must not quietly mean something else.
  jsonOptions: { ignoreUnknownFields: false },
};

export interface RpcRouterOptions extends ServiceOptions {
  readonly version: string;
  readonly health: HealthState;
  readonly listener: CallListener;
  /** Called in turn with each call, inside of the log and before the request is checked. */
  readonly interceptors: readonly Interceptor[];
  /** Adds further services. */
  readonly services: (router: ConnectRouter) => void;
}

/** A unary method, and how its messages are read and written. */
export interface PlainMethod extends Serialization {
  readonly desc: DescMethodUnary;
}

/** All services of the port. */
export interface RpcRouter {
  /** What serves their methods by Connect's own handlers, the unary ones through `invoker`. */
  readonly handlers: ConnectRouter["handlers"];
  readonly invoker: UnaryInvoker;
  /** The unary methods that have no options of their own but how their messages are read and written. */
  readonly plainMethods: readonly PlainMethod[];
}

/** All services of the port; health and reflection know of each. */
export function createRpcRouter(options: RpcRouterOptions): RpcRouter {
  const { health, draining, logger, listener, messageBytes } = options;
  const log = new CallLog(logger, listener);
  const validation = new Validation();
  const invoker = new UnaryInvoker({ log, interceptors: options.interceptors, validation });
  const plainMethods: PlainMethod[] = [];
  const connect = createConnectRouter({
    ...SERIALIZATION,
    acceptCompression: COMPRESSIONS,
    readMaxBytes: messageBytes,
    interceptors: [log.interceptor, ...options.interceptors, validation.interceptor].map(ofStreams),
  });
  const hubs = new TopicHubs(options);
  const router = invokedRouter(connect, invoker, plainMethods)
    .service(JobService, createJobService(options))
    .service(WorkerService, createWorkerService(options))
    .service(QueueService, createQueueService(options))
    .service(ScheduleService, createScheduleService(options))
    .service(ErrorService, createErrorService(options))
    .service(GroupService, createGroupService(options))
    .service(OperationService, createOperationService(options))
    .service(ServerService, createServerService(options, hubs))
    .service(WatchService, createWatchService(options, hubs))
    .service(WorkflowService, createWorkflowService(options));
  options.services(router);
  validation.prepare(router.handlers.map(({ method }) => method.input));
  const services = [...new Set(router.handlers.map(({ service }) => service))];
  const names = services.map(({ typeName }) => typeName);
  const all = [...services, Health, ServerReflection, ServerReflectionV1Alpha];
  const reflection = new Reflection(all);
  const { handlers } = router
    .service(Health, createHealthService(health, names, draining))
    .service(ServerReflection, reflection.v1(draining))
    .service(ServerReflectionV1Alpha, reflection.v1alpha(draining));
  return { handlers, invoker, plainMethods };
}

/** `interceptor` for calls that the invoker does not serve. */
function ofStreams(interceptor: Interceptor): Interceptor {
  return (next) => {
    const intercepted = interceptor(next);
    return (request) => (request.stream ? intercepted(request) : next(request));
  };
}

/** `router`, whose unary methods are served through `invoker`. */
function invokedRouter(
  router: ConnectRouter,
  invoker: UnaryInvoker,
  plainMethods: PlainMethod[],
): ConnectRouter {
  // That a method's kind and what serves it go together, `ConnectRouter` tells its callers.
  const add = (method: DescMethod, serve: unknown, options: ServeOptions | undefined) => {
    if (!isUnary(method)) {
      router.rpc(method, serve as never, options);
      return;
    }
    invoker.add(method, serve as UnaryServe);
    if (isPlain(options)) plainMethods.push({ ...SERIALIZATION, ...options, desc: method });
    router.rpc<DescMethodUnary>(method, (...call) => invoker.invoke(method, ...call), options);
  };
  return {
    handlers: router.handlers,
    service(service, implementation, options) {
      for (const method of service.methods) {
        const serve: unknown = Reflect.get(implementation, method.localName);
        const bound = typeof serve === "function" ? serve.bind(implementation) : lacking(method);
        add(method, bound, options);
      }
      return this;
    },
    rpc(method, serve, options) {
      add(method, serve, options);
      return this;
    },
  };
}

function isPlain(options: ServeOptions | undefined): options is Serialization | undefined {
  return Object.keys(options ?? {}).every((name) => name in SERIALIZATION);
}

function lacking(method: DescMethod): () => never {
  return () => {
    const message = `${method.parent.typeName}.${method.name} is not implemented`;
    throw new ConnectError(message, Code.Unimplemented);
  };
}
