export type { CallRecord } from "./call-log.ts";
export { type Logger, silentLogger } from "./logger.ts";
export { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";
export { Readiness, type ReadinessOptions } from "./readiness.ts";
