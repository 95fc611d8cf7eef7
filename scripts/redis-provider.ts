import { installPackage } from "./install-package.ts";
import type { Machine } from "./machine.ts";
import {
  namedServer,
  type ProvidedServer,
  provideServer,
  type Say,
  type ServerKind,
  type Source,
  serverInDocker,
  startServer,
} from "./server-provider.ts";

/** A Redis to test against. */
export interface ProvidedRedis extends ProvidedServer {
  /**
   * A server binary of this machine, for tests that start, pause and kill a Redis of their own;
   * absent when there is none.
   */
  readonly binary?: string;
}

const REDIS: ServerKind = {
  name: "Redis",
  variable: "REDIS_URL",
  oldest: "6.2",
  remedy: "set REDIS_URL, or install redis-server (or valkey-server), or start Docker",
  startPatienceMs: 10_000,
  container: {
    image: "redis:7-alpine",
    port: 6379,
    options: [],
    command: ["redis-server", "--save", "", "--appendonly", "no"],
    url: (address) => `redis://${address}`,
    patienceMs: 30_000,
  },
  version: (machine, url, patienceMs) => machine.redisVersion(url, patienceMs),
};

const BINARIES = ["redis-server", "valkey-server"];

/**
 * A Redis, from the first of these that has one: `REDIS_URL`, a server binary on the PATH, Docker,
 * the system's package manager. Says on the way what it does.
 *
 * @throws Error that says what to do when no source has one, or the Redis of `REDIS_URL` is
 *   unreachable or too old.
 */
export async function provideRedis(machine: Machine, say: Say): Promise<ProvidedRedis> {
  return provideServer(REDIS, [fromUrl, fromPath, fromDocker, fromPackageManager], machine, say);
}

const fromUrl: Source<ProvidedRedis> = async (machine) =>
  withBinary(await namedServer(REDIS, machine), findBinary(machine));

const fromPath: Source<ProvidedRedis> = async (machine, say) => {
  const binary = findBinary(machine);
  if (binary === undefined) return undefined;
  const start = () => machine.startRedis(binary);
  return withBinary(await startServer(REDIS, machine, binary, start, say), binary);
};

const fromDocker: Source<ProvidedRedis> = (machine, say) => serverInDocker(REDIS, machine, say);

const fromPackageManager: Source<ProvidedRedis> = async (machine, say) => {
  const installed = await installPackage(machine, { apt: "redis-server", brew: "redis" }, say);
  return installed ? fromPath(machine, say) : undefined;
};

function withBinary(
  server: ProvidedServer | undefined,
  binary: string | undefined,
): ProvidedRedis | undefined {
  return server === undefined || binary === undefined ? server : { ...server, binary };
}

function findBinary(machine: Machine): string | undefined {
  return BINARIES.map((name) => machine.find(name)).find((path) => path !== undefined);
}
