import type { EngineKind } from "./engine.ts";
import { POSTGRES } from "./postgres-engine.ts";
import { REDIS } from "./redis-engine.ts";
import { SERVER_ON_SQLITE } from "./server-engine.ts";

/** Everything that faults befall. */
export const ENGINES: readonly EngineKind[] = [REDIS, POSTGRES, SERVER_ON_SQLITE];
