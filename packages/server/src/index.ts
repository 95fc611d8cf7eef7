export { type Logger, silentLogger } from "@millrace/core";
export type { CallRecord } from "./call-log.ts";
export { CALLER, type Caller } from "./caller.ts";
export {
  type DashboardOptions,
  findDashboard,
  isDashboardPath,
} from "./dashboard/dashboard-options.ts";
export type { HttpHandler } from "./http-handler.ts";
export { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";
export type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
export { DEFAULT_PORT_LIMITS, type PortLimits } from "./port-limits.ts";
export { Readiness, type ReadinessOptions } from "./readiness.ts";
export type { MetricsOptions } from "./server-metrics.ts";
