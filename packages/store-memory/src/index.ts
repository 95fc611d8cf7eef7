export { type Enqueued, enqueueOne } from "@millrace/core";
export { MemoryStore, type MemoryStoreOptions } from "./memory-store.ts";
