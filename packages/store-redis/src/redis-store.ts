import {
  CheckedStore,
  checkStoreOptions,
  type FieldNames,
  type LimitOptions,
} from "@millrace/core";
import { parseRedisUrl } from "@millrace/store-url";
import { RedisEngine, type RedisEngineOptions } from "./redis-engine.ts";

export interface RedisStoreOptions extends LimitOptions {
  /** What every key begins with, after a brace. Defaults to that of the URL, then to `mr`. */
  readonly keyPrefix?: string | undefined;
  /**
   * Over how many partitions the jobs are spread, 1 to 1,024. It is set at the first start; a greater
   * number adds partitions while workers and servers run, a smaller one is refused. More than one
   * gives up strict order: jobs are first in, first out within a partition. Defaults to that of the
   * URL, then to the number that Redis keeps, then to 1, or 8 on a cluster.
   */
  readonly partitions?: number | undefined;
  /**
   * How many replicas an enqueue with `durability: "REPLICATED"` waits for, 1 to 16. Defaults to that of
   * the URL, then to 1.
   */
  readonly replicas?: number | undefined;
  /**
   * How long it waits for them, in milliseconds, 1 to 10,000; `timeoutMs` is besides. Defaults to that
   * of the URL, then to 1,000.
   */
  readonly replicaTimeoutMs?: number | undefined;
  /**
   * How long a call waits for Redis, reconnects included, before it fails with `UNAVAILABLE`, in
   * milliseconds. Defaults to 5,000.
   */
  readonly timeoutMs?: number | undefined;
  /** Hears of lost and refused connections; calls fail with `UNAVAILABLE` in any case. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
  /** Hears what an operator should know. Defaults to a warning of the process. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const OPTIONS: FieldNames<RedisStoreOptions> = {
  keyPrefix: true,
  partitions: true,
  replicas: true,
  replicaTimeoutMs: true,
  limits: true,
  timeoutMs: true,
  onConnectionError: true,
  onWarning: true,
};

/** How long a call waits for Redis unless told otherwise. */
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_PREFIX = "mr";
/** How many partitions there are at the first start on a cluster, unless told otherwise. */
const PARTITIONS_OF_A_CLUSTER = 8;
const DEFAULT_REPLICAS = 1;
const DEFAULT_REPLICA_TIMEOUT_MS = 1_000;

/**
 * A job store on Redis 6.2 or newer, or Valkey: hashes, sorted sets and Lua. Due and lease times are
 * Redis' own. Calls that are made at the same time go out as one batch.
 */
export class RedisStore extends CheckedStore {
  /**
   * Begins to connect to `url`: one server (`redis://user:password@host:port/database`), Sentinels
   * (`redis+sentinel://host:port,host:port/master`) or a cluster (`redis+cluster://host:port,…`);
   * `rediss` in place of `redis` means TLS; docs/redis.md has the parameters. While Redis cannot be
   * reached, calls fail with `UNAVAILABLE` and the store keeps trying.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL or an option is none.
   */
  constructor(url: string, options: RedisStoreOptions = {}) {
    const limits = checkStoreOptions(options, OPTIONS, "a RedisStore", ["timeoutMs"]);
    super(new RedisEngine(url, engineOptions(url, options)), { limits });
  }
}

/** What `options` and, where they say nothing, `url` ask for. */
function engineOptions(url: string, options: RedisStoreOptions): RedisEngineOptions {
  const ofUrl = parseRedisUrl(url);
  const {
    keyPrefix = ofUrl.prefix ?? DEFAULT_PREFIX,
    partitions = ofUrl.partitions,
    replicas = ofUrl.replicas ?? DEFAULT_REPLICAS,
    replicaTimeoutMs = ofUrl.replicaTimeoutMs ?? DEFAULT_REPLICA_TIMEOUT_MS,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    onConnectionError,
    onWarning = warnProcess,
  } = options;
  checkOptions({
    prefix: keyPrefix,
    partitions,
    replicas,
    replica_timeout_ms: replicaTimeoutMs,
  });
  return {
    keyPrefix,
    partitions,
    partitionsAtFirst: ofUrl.topology === "cluster" ? PARTITIONS_OF_A_CLUSTER : 1,
    replication: { replicas, timeoutMs: replicaTimeoutMs },
    timeoutMs,
    onConnectionError,
    onWarning,
  };
}

function checkOptions(options: Readonly<Record<string, string | number | undefined>>): void {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  // The rules of what a URL may say.
  parseRedisUrl(`redis://localhost?${parameters}`);
}

function warnProcess(message: string): void {
  process.emitWarning(message, { type: "MillraceWarning" });
}
