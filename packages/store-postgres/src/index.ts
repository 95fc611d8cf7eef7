export { type MigrateOptions, type MigrateReport, migrate } from "./migrate.ts";
export { PostgresStore, type PostgresStoreOptions } from "./postgres-store.ts";
