export type { ProcessEngine } from "./engine.ts";
export { freePort } from "./free-port.ts";
export { PostgresCluster, type PostgresSettings } from "./postgres-cluster.ts";
export { REDIS } from "./redis-engine.ts";
