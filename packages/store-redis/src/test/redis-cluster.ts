import { until } from "@millrace/store-conformance/until";
import type { Redis } from "ioredis";
import { RedisServer } from "./redis-server.ts";

const SLOTS = 16_384;
const PATIENCE_MS = 20_000;

/** What a cluster is made of. */
export interface RedisClusterOptions {
  /** Settings of redis.conf for each node. */
  readonly settings?: readonly string[];
}

const MASTERS = 3;

/** A Redis Cluster of three masters, each with a replica. */
export class RedisCluster implements AsyncDisposable {
  readonly nodes: readonly RedisServer[];

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start({ settings = [] }: RedisClusterOptions = {}): Promise<RedisCluster> {
    const timing = ["--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0"];
    const start = () => RedisServer.start("--cluster-enabled", "yes", ...timing, ...settings);
    const nodes = await Promise.all(Array.from({ length: 2 * MASTERS }, start));
    const cluster = new RedisCluster(nodes);
    try {
      await cluster.#form();
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  get url(): string {
    return `redis+cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
  }

  /** The node that has the slot of a key, once all that serve agree on it. */
  async masterOf(key: string): Promise<RedisServer> {
    let node: RedisServer | undefined;
    await until(`the cluster agrees who has the slot of ${key}`, PATIENCE_MS, async () => {
      const serving = this.nodes.filter(({ isServing }) => isServing);
      const ports = new Set(await Promise.all(serving.map(({ redis }) => masterPort(redis, key))));
      node = this.nodes.find(({ port }) => ports.has(port));
      return ports.size === 1 && node !== undefined;
    });
    return node as RedisServer;
  }

  /** The replica of a master, once the master knows that it follows it. */
  async replicaOf(master: RedisServer): Promise<RedisServer> {
    const id = await idOf(master);
    let node: RedisServer | undefined;
    await until("the master has a replica", PATIENCE_MS, async () => {
      const lines = (await master.redis.cluster("REPLICAS", id)) as string[];
      const well = lines.filter((line) => / connected$/.test(line) && !line.includes("fail"));
      node = this.nodes.find(({ port }) => well.some((line) => line.includes(`:${port}@`)));
      return node !== undefined;
    });
    return node as RedisServer;
  }

  /** Moves the slot of `key` to another master, with all its keys in about so many parts. */
  async moveSlot(key: string, parts: number, onPart: () => Promise<void>): Promise<void> {
    const source = await this.masterOf(key);
    const slot = await source.redis.cluster("KEYSLOT", key);
    const target = await this.#otherMaster(source);
    const [sourceId, targetId] = [await idOf(source), await idOf(target)];
    await target.redis.cluster("SETSLOT", slot, "IMPORTING", sourceId);
    await source.redis.cluster("SETSLOT", slot, "MIGRATING", targetId);
    const count = (await source.redis.cluster("COUNTKEYSINSLOT", slot)) as number;
    const batch = Math.ceil(count / parts);
    for (;;) {
      const keys = (await source.redis.cluster("GETKEYSINSLOT", slot, batch)) as string[];
      if (keys.length === 0) break;
      const to = ["127.0.0.1", target.port, "", 0, 5_000, "KEYS", ...keys] as const;
      await source.redis.call("MIGRATE", ...to);
      await onPart();
    }
    for (const node of [target, source]) {
      await node.redis.cluster("SETSLOT", slot, "NODE", targetId);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
  }

  async #otherMaster(source: RedisServer): Promise<RedisServer> {
    for (const node of this.nodes) {
      if (node !== source && (await isMaster(node))) return node;
    }
    throw new Error("there is one master only");
  }

  async #form(): Promise<void> {
    const masters = this.nodes.slice(0, MASTERS);
    const replicas = this.nodes.slice(MASTERS);
    const [first] = masters as [RedisServer];
    for (const [i, master] of masters.entries()) {
      const from = Math.floor((i * SLOTS) / MASTERS);
      const to = Math.floor(((i + 1) * SLOTS) / MASTERS);
      const slots = Array.from({ length: to - from }, (_, n) => from + n);
      await master.redis.cluster("ADDSLOTS", ...slots);
      await master.redis.cluster("SET-CONFIG-EPOCH", i + 1);
    }
    for (const node of this.nodes) await node.redis.cluster("MEET", "127.0.0.1", first.port);
    await this.#eachSays(`cluster_known_nodes:${this.nodes.length}`);
    for (const [i, replica] of replicas.entries()) {
      const master = await idOf(masters[i] as RedisServer);
      await until("a replica knows its master", PATIENCE_MS, () =>
        replica.redis.cluster("REPLICATE", master).then(
          () => true,
          () => false,
        ),
      );
    }
    await this.#eachSays("cluster_state:ok");
    for (const replica of replicas) await replica.untilReplicates();
  }

  /** Waits until each node says so in `CLUSTER INFO`. */
  async #eachSays(text: string): Promise<void> {
    for (const { redis } of this.nodes) {
      await until(`each node says ${text}`, PATIENCE_MS, async () =>
        ((await redis.cluster("INFO")) as string).includes(text),
      );
    }
  }
}

/** Where a node says that the slot of a key is. */
async function masterPort(redis: Redis, key: string): Promise<number | undefined> {
  const slot = await redis.cluster("KEYSLOT", key);
  const ranges = await redis.cluster("SLOTS");
  const [, , master] = ranges.find(([first, last]) => first <= slot && slot <= last) ?? [];
  return master?.[1];
}

async function idOf(node: RedisServer): Promise<string> {
  return (await node.redis.cluster("MYID")) as string;
}

async function isMaster(node: RedisServer): Promise<boolean> {
  if (!node.isServing) return false;
  return ((await node.redis.call("ROLE")) as unknown[])[0] === "master";
}
