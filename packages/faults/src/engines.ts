import type { EngineKind } from "./engine-kind.ts";
import { POSTGRES } from "./postgres-engine.ts";
import { REDIS_CLUSTER } from "./redis-cluster-engine.ts";
import { REDIS } from "./redis-engine.ts";
import { REDIS_BEHIND_SENTINELS } from "./redis-sentinel-engine.ts";
import { SERVER_ON_POSTGRES, SERVER_ON_REDIS, SERVER_ON_SQLITE } from "./server-engine.ts";

/** Everything that faults are injected into. */
export const ENGINES: readonly EngineKind[] = [
  REDIS,
  REDIS_BEHIND_SENTINELS,
  REDIS_CLUSTER,
  POSTGRES,
  SERVER_ON_SQLITE,
  SERVER_ON_REDIS,
  SERVER_ON_POSTGRES,
];
