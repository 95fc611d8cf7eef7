export { type Enqueued, enqueueOne } from "@millrace/core";
export {
  enqueue,
  enqueueAll,
  type TransactionClient,
  type TransactionOptions,
} from "./enqueue.ts";
export { type MigrateOptions, type MigrateReport, migrate } from "./migrate.ts";
export { PostgresStore, type PostgresStoreOptions } from "./postgres-store.ts";
