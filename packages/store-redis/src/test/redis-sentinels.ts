import { until } from "@millrace/store-conformance/until";
import { RedisServer } from "./redis-server.ts";

/** The name by which the Sentinels know the master. */
const NAME = "main";
const SENTINELS = 3;
const PATIENCE_MS = 20_000;
const ADDRESS = "127.0.0.1";
/** Without these, Sentinels take names neither in nor out. */
const BY_NAME = ["sentinel resolve-hostnames yes", "sentinel announce-hostnames yes"];

/** What Sentinels watch. */
export interface RedisSentinelsOptions {
  /** Defaults to 1. */
  readonly replicas?: number;
  /** Settings of redis.conf for the master and its replicas. */
  readonly settings?: readonly string[];
  /** How they call the host of the servers. Defaults to `127.0.0.1`. */
  readonly hostName?: string;
}

/** A master with replicas, and three Sentinels that watch them. */
export class RedisSentinels implements AsyncDisposable {
  /** The first one was the master at the start. */
  readonly servers: readonly RedisServer[];
  readonly #sentinels: readonly RedisServer[];
  readonly #started: AsyncDisposableStack;

  private constructor(
    servers: readonly RedisServer[],
    sentinels: readonly RedisServer[],
    started: AsyncDisposableStack,
  ) {
    this.servers = servers;
    this.#sentinels = sentinels;
    this.#started = started;
  }

  static async start({
    replicas = 1,
    settings = [],
    hostName = ADDRESS,
  }: RedisSentinelsOptions = {}) {
    await using started = new AsyncDisposableStack();
    const announced = ["--replica-announce-ip", hostName];
    const master = started.use(await RedisServer.start(...settings, ...announced));
    const servers = [master];
    for (let i = 0; i < replicas; i++) {
      const replica = await RedisServer.start(...settings, ...announced, ...asReplicaOf(master));
      servers.push(started.use(replica));
      await replica.untilReplicates();
    }
    const sentinels: RedisServer[] = [];
    for (let i = 0; i < SENTINELS; i++) {
      const sentinel = await RedisServer.startSentinel(
        ...(hostName === ADDRESS ? [] : BY_NAME),
        `sentinel monitor ${NAME} ${hostName} ${master.port} 2`,
        `sentinel down-after-milliseconds ${NAME} 500`,
        `sentinel failover-timeout ${NAME} 3000`,
      );
      sentinels.push(started.use(sentinel));
    }
    for (const { redis } of sentinels) {
      await until("each Sentinel knows all others", PATIENCE_MS, async () =>
        (await redis.info("sentinel")).includes(`slaves=${replicas},sentinels=${SENTINELS}`),
      );
    }
    return new RedisSentinels(servers, sentinels, started.move());
  }

  /** The URL of the master of that name. */
  url(name = NAME): string {
    const hosts = this.#sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",");
    return `redis+sentinel://${hosts}/${name}`;
  }

  /** The one that all Sentinels call the master, if they agree. */
  async master(): Promise<RedisServer | undefined> {
    const named = await this.namedMasters();
    return this.servers.find(({ port }) => named.every(([, other]) => other === `${port}`));
  }

  /** What each Sentinel calls the master. */
  async namedMasters(): Promise<[host: string, port: string][]> {
    const ask = ({ redis }: RedisServer) => redis.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
    return (await Promise.all(this.#sentinels.map(ask))) as [string, string][];
  }

  /** Waits until the Sentinels have made another one than `before` the master. */
  async masterAfter(before: RedisServer): Promise<RedisServer> {
    let master: RedisServer | undefined;
    await until("the Sentinels have agreed on another master", PATIENCE_MS, async () => {
      master = await this.master();
      return master !== undefined && master !== before;
    });
    return master as RedisServer;
  }

  /** Tells the Sentinels to make another one the master. */
  async failOver(): Promise<void> {
    await this.#sentinels[0]?.redis.call("SENTINEL", "FAILOVER", NAME);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started[Symbol.asyncDispose]();
  }
}

/** The settings of a replica. */
export function asReplicaOf({ port }: Pick<RedisServer, "port">): string[] {
  return ["--replicaof", "127.0.0.1", `${port}`];
}
