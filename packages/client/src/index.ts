export { Client, type EnqueuedJob, type WaitOptions } from "./client.ts";
export type { ConnectionOptions } from "./connection.ts";
export type { BackoffOptions, JobOptions, NewJob } from "./job-options.ts";
export type { ServerInfo, ServerLimits } from "./server-info.ts";
export type { ServerTransport, ServerTransportOptions } from "./server-transport.ts";
