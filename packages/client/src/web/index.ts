export type { JobWatcher } from "../job-watcher.ts";
export type { ServerTransport } from "../server-transport.ts";
export { createTransport, type WebTransportOptions } from "./create-transport.ts";
export { type ServeWatchesOptions, serveWatches } from "./serve-watches.ts";
export { SharedWatcher, type WatchWorker } from "./shared-watcher.ts";
