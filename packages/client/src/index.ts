export { Client, type EnqueuedJob, type WaitOptions } from "./client.ts";
export type { ConnectionOptions } from "./connection.ts";
export type { BackoffOptions, JobOptions, NewJob } from "./job-options.ts";
export { RemoteJobSource } from "./remote-job-source.ts";
export type { ServerInfo, ServerLimits } from "./server-info.ts";
