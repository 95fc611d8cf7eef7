import {
  asReplicaOf,
  NO_REDIS_BINARY,
  REDIS_BINARY,
  RedisSentinels,
  type RedisServer,
} from "@millrace/store-redis/test-servers";
import type { ReplicatedEngine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import { MASTER_FAULTS } from "./fault.ts";
import { DURABLE, ReplicatedRedisEngine } from "./replicated-redis-engine.ts";

export const REDIS_BEHIND_SENTINELS: EngineKind<ReplicatedEngine> = {
  name: "Redis behind Sentinels, AOF `always`",
  what: "the master",
  missing: REDIS_BINARY === undefined ? NO_REDIS_BINARY : undefined,
  faults: MASTER_FAULTS,
  open: async () =>
    new RedisSentinelEngine(await RedisSentinels.start({ replicas: 2, settings: DURABLE })),
};

/** A master and two replicas, watched by three Sentinels. */
class RedisSentinelEngine extends ReplicatedRedisEngine {
  readonly url: string;
  readonly #redis: RedisSentinels;

  constructor(redis: RedisSentinels) {
    super();
    this.#redis = redis;
    this.url = redis.url();
  }

  async changeMaster(): Promise<void> {
    const master = await this.wellMaster();
    // Sentinels do not have it wait for the replica.
    await this.atRisk(() => this.replace(master, () => this.#redis.failOver()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#redis[Symbol.asyncDispose]();
  }

  protected async master(): Promise<RedisServer> {
    const master = await this.#redis.master();
    if (master === undefined) throw new Error("the Sentinels agree on no master");
    return master;
  }

  protected masterAfter(before: RedisServer): Promise<RedisServer> {
    return this.#redis.masterAfter(before);
  }

  /** As operators start one: by itself it would take itself for the master until a Sentinel comes. */
  protected runAsReplica(killed: RedisServer, master: RedisServer): Promise<void> {
    return killed.run(...asReplicaOf(master));
  }
}
