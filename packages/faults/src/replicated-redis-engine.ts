import type { RedisServer } from "@millrace/store-redis/test-servers";
import type { ReplicatedEngine } from "./engine.ts";

/** Every write is on the master's disk before it is acknowledged, though not on its replica's. */
export const DURABLE = ["--appendonly", "yes", "--appendfsync", "always"];

/**
 * How long before its end a master may have acknowledged what has not reached its replica. An
 * acknowledgement is also heard of somewhat later than it was given.
 */
const REPLICATION_MS = 1_000;

/** Redis with replicas, which follow their master without it waiting for them. */
export abstract class ReplicatedRedisEngine implements ReplicatedEngine {
  readonly durability = "REPLICATED";
  abstract readonly url: string;
  /** When writes were at risk, by `performance.now()`. */
  readonly #risks: { readonly from: number; to: number }[] = [];
  #previous: RedisServer | undefined;

  mayHaveLost(at: number): boolean {
    return this.#risks.some(({ from, to }) => from <= at && at <= to);
  }

  async killMaster(): Promise<void> {
    const master = await this.wellMaster();
    const next = await this.atRisk(() => this.replace(master, () => master.kill()));
    await this.runAsReplica(master, next);
    await master.untilReplicates();
  }

  async freezeMaster(): Promise<void> {
    const master = await this.wellMaster();
    await this.atRisk(() => this.replace(master, async () => master.freeze()));
    // It takes itself for the master until it hears that it is one no more.
    master.thaw();
    await master.untilReplicates();
  }

  abstract changeMaster(): Promise<void>;
  abstract [Symbol.asyncDispose](): Promise<void>;

  /** The master that the faults are injected into. */
  protected abstract master(): Promise<RedisServer>;
  /** Waits until another one has taken over from a master, and returns it. */
  protected abstract masterAfter(before: RedisServer): Promise<RedisServer>;
  /** Runs one that was killed again, as a replica. */
  protected abstract runAsReplica(killed: RedisServer, master: RedisServer): Promise<void>;

  /** The master, once the one before it has become its replica. */
  protected async wellMaster(): Promise<RedisServer> {
    await this.#previous?.untilReplicates();
    return this.master();
  }

  /** Applies `change` to a master; resolves with its successor. */
  protected async replace(master: RedisServer, change: () => Promise<void>): Promise<RedisServer> {
    await change();
    const next = await this.masterAfter(master);
    this.#previous = master;
    return next;
  }

  /** Remembers that writes were at risk during `change`. */
  protected async atRisk<Result>(change: () => Promise<Result>): Promise<Result> {
    const risk = { from: performance.now() - REPLICATION_MS, to: Number.POSITIVE_INFINITY };
    this.#risks.push(risk);
    const result = await change();
    risk.to = performance.now() + REPLICATION_MS;
    return result;
  }
}
