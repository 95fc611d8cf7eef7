import { until } from "@millrace/store-conformance/until";
import {
  NO_REDIS_BINARY,
  REDIS_BINARY,
  RedisCluster,
  type RedisServer,
} from "@millrace/store-redis/test-servers";
import type { ReplicatedEngine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import { MASTER_FAULTS } from "./fault.ts";
import { DURABLE, ReplicatedRedisEngine } from "./replicated-redis-engine.ts";

export const REDIS_CLUSTER: EngineKind<ReplicatedEngine> = {
  name: "Redis Cluster, AOF `always`",
  what: "a master",
  missing: REDIS_BINARY === undefined ? NO_REDIS_BINARY : undefined,
  faults: MASTER_FAULTS,
  open: async () => new RedisClusterEngine(await RedisCluster.start({ settings: DURABLE })),
};

const PATIENCE_MS = 20_000;
/** Of a partition that holds jobs. */
const KEY = "{mr:0}";

/** Three masters, each with a replica. */
class RedisClusterEngine extends ReplicatedRedisEngine {
  readonly url: string;
  readonly #cluster: RedisCluster;

  constructor(cluster: RedisCluster) {
    super();
    this.#cluster = cluster;
    this.url = cluster.url;
  }

  async changeMaster(): Promise<void> {
    const master = await this.wellMaster();
    const replica = await this.#cluster.replicaOf(master);
    // The master waits until the replica has everything: nothing is at risk.
    await this.replace(master, async () => {
      await replica.redis.cluster("FAILOVER");
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
  }

  protected master(): Promise<RedisServer> {
    return this.#cluster.masterOf(KEY);
  }

  protected async masterAfter(before: RedisServer): Promise<RedisServer> {
    let master = before;
    await until("a replica has taken over", PATIENCE_MS, async () => {
      master = await this.master();
      return master !== before;
    });
    return master;
  }

  /** It finds out by itself what it is. */
  protected runAsReplica(killed: RedisServer): Promise<void> {
    return killed.run();
  }
}
