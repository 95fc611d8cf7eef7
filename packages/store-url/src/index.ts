export type { PostgresUrl } from "./postgres-url.ts";
export type { RedisAddress, RedisUrl } from "./redis-url.ts";
export type { SqliteSynchronous, SqliteUrl } from "./sqlite-url.ts";
export {
  DEFAULT_STORE_URL,
  type FoundStoreUrl,
  parsePostgresUrl,
  parseRedisUrl,
  parseSqliteUrl,
  parseStoreUrl,
  type StoreKind,
  type StoreUrl,
  type StoreUser,
  storeUrlFromEnv,
} from "./store-url.ts";
