export type { CallRecord } from "./call-log.ts";
export { type Logger, silentLogger } from "./logger.ts";
export { Maintainer, type MaintainerOptions } from "./maintainer.ts";
export { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";
export { Readiness, type ReadinessOptions } from "./readiness.ts";
