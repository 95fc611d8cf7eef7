export type { ConnectionOptions } from "./connection.ts";
export { RemoteJobSource } from "./remote-job-source.ts";
