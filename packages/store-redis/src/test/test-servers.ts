// Real servers for the tests of other packages too; they come with the workspace, not with the package.
export { RedisCluster } from "./redis-cluster.ts";
export { asReplicaOf, RedisSentinels } from "./redis-sentinels.ts";
export { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./redis-server.ts";
