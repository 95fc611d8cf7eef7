export type { ProcessEngine } from "./engine.ts";
export { withTable } from "./marked-table.ts";
export { PostgresCluster, type PostgresSettings } from "./postgres-cluster.ts";
export { openPostgres, POSTGRES } from "./postgres-engine.ts";
export { Program } from "./program.ts";
export { openRedis, REDIS } from "./redis-engine.ts";
