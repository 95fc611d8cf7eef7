export { type Enqueued, enqueueOne } from "@millrace/core";
export { RedisStore, type RedisStoreOptions } from "./redis-store.ts";
