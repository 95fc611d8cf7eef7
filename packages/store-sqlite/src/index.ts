export { type Enqueued, enqueueOne } from "@millrace/core";
export { SqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";
