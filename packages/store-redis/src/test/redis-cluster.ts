import type { Redis } from "ioredis";
import { vi } from "vitest";
import { RedisServer } from "./redis-server.ts";

const SLOTS = 16_384;
const PATIENCE = { timeout: 20_000, interval: 20 };

/** A Redis Cluster of three masters, each with a replica. */
export class RedisCluster implements AsyncDisposable {
  readonly nodes: readonly RedisServer[];

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start(masters = 3, replicas = 3): Promise<RedisCluster> {
    const settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000"];
    const start = () => RedisServer.start(...settings, "--cluster-replica-validity-factor", "0");
    const nodes = await Promise.all(Array.from({ length: masters + replicas }, start));
    const cluster = new RedisCluster(nodes);
    try {
      await cluster.#form(masters);
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  get url(): string {
    return `redis+cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
  }

  /** The node that has the slot of a key now. */
  async masterOf(key: string): Promise<RedisServer> {
    const slot = await this.#anyRedis().cluster("KEYSLOT", key);
    const ranges = await this.#anyRedis().cluster("SLOTS");
    const [, , master] = ranges.find(([first, last]) => first <= slot && slot <= last) ?? [];
    const node = this.nodes.find(({ port }) => port === master?.[1]);
    if (node === undefined) throw new Error(`no node has the slot of ${key}`);
    return node;
  }

  /** The replica of a master. */
  async replicaOf(master: RedisServer): Promise<RedisServer> {
    const replicas = (await master.redis.cluster("REPLICAS", await idOf(master))) as string[];
    const node = this.nodes.find(({ port }) => replicas[0]?.includes(`:${port}@`));
    if (node === undefined) throw new Error("the master has no replica");
    return node;
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

  #anyRedis() {
    const node = this.nodes.find(({ redis }) => redis.status === "ready");
    if (node === undefined) throw new Error("no node answers");
    return node.redis;
  }

  async #form(count: number): Promise<void> {
    const masters = this.nodes.slice(0, count);
    const [first] = masters as [RedisServer];
    for (const [i, master] of masters.entries()) {
      const from = Math.floor((i * SLOTS) / count);
      const to = Math.floor(((i + 1) * SLOTS) / count);
      const slots = Array.from({ length: to - from }, (_, n) => from + n);
      await master.redis.cluster("ADDSLOTS", ...slots);
      await master.redis.cluster("SET-CONFIG-EPOCH", i + 1);
    }
    for (const node of this.nodes) await node.redis.cluster("MEET", "127.0.0.1", first.port);
    await this.#each((redis) => redis.cluster("INFO"), `cluster_known_nodes:${this.nodes.length}`);
    for (const [i, replica] of this.nodes.slice(count).entries()) {
      const master = await idOf(masters[i % count] as RedisServer);
      await vi.waitFor(() => replica.redis.cluster("REPLICATE", master), PATIENCE);
    }
    await this.#each((redis) => redis.cluster("INFO"), "cluster_state:ok");
    const replicas = this.nodes.slice(count);
    await this.#each((redis) => redis.info("replication"), "master_link_status:up", replicas);
  }

  /** Waits until the answer of each node contains `text`. */
  async #each(ask: (redis: Redis) => Promise<string>, text: string, nodes = this.nodes) {
    for (const { redis } of nodes) {
      await vi.waitFor(async () => {
        const answer = await ask(redis);
        if (!answer.includes(text)) throw new Error(`a node does not say ${text}: ${answer}`);
      }, PATIENCE);
    }
  }
}

async function idOf(node: RedisServer): Promise<string> {
  return (await node.redis.cluster("MYID")) as string;
}

async function isMaster(node: RedisServer): Promise<boolean> {
  if (node.redis.status !== "ready") return false;
  return ((await node.redis.call("ROLE")) as unknown[])[0] === "master";
}
