import { installPackage, lastLine } from "./install-package.ts";
import type { Machine } from "./machine.ts";
import type { StartedRedis } from "./redis-process.ts";

/** A Redis to test against. */
export interface ProvidedRedis extends StartedRedis {
  /** Where it comes from, for people. */
  readonly origin: string;
  /**
   * A server binary of this machine, for tests that start, pause and kill a Redis of their own;
   * absent when there is none.
   */
  readonly binary?: string;
}

/** The oldest Redis that the store supports. */
export const OLDEST_REDIS = "6.2";

const BINARIES = ["redis-server", "valkey-server"];
const IMAGE = "redis:7-alpine";
const START_PATIENCE_MS = 10_000;
// A first start in a container can wait for the runtime.
const CONTAINER_PATIENCE_MS = 30_000;

const HOW_TO_GET_REDIS =
  "no Redis here: set REDIS_URL, or install redis-server (or valkey-server), or start Docker";

type Source = (machine: Machine, say: (line: string) => void) => Promise<ProvidedRedis | undefined>;

/**
 * A Redis, from the first of these that has one: `REDIS_URL`, a server binary on the PATH, Docker,
 * the system's package manager. Says on the way what it does.
 *
 * @throws Error that says what to do when no source has one, or the Redis of `REDIS_URL` is
 *   unreachable or too old.
 */
export async function provideRedis(
  machine: Machine,
  say: (line: string) => void,
): Promise<ProvidedRedis> {
  const sources: Source[] = [fromUrl, fromPath, fromDocker, fromPackageManager];
  for (const source of sources) {
    const redis = await source(machine, say);
    if (redis !== undefined) {
      say(`Redis for the tests: ${redis.origin}`);
      return redis;
    }
  }
  throw new Error(HOW_TO_GET_REDIS);
}

const fromUrl: Source = async (machine) => {
  const url = machine.env["REDIS_URL"];
  if (url === undefined || url === "") return undefined;
  const version = await machine.redisVersion(url, 0).catch((error: Error) => {
    throw new Error(`the Redis of REDIS_URL does not answer: ${error.message}`);
  });
  if (isTooOld(version)) {
    throw new Error(
      `the Redis of REDIS_URL is ${version}, but at least ${OLDEST_REDIS} is needed; upgrade it or unset REDIS_URL`,
    );
  }
  const binary = findBinary(machine);
  return {
    url,
    origin: `REDIS_URL (${version})`,
    ...(binary === undefined ? undefined : { binary }),
    stop: async () => {},
  };
};

const fromPath: Source = async (machine, say) => {
  const binary = findBinary(machine);
  return binary === undefined ? undefined : start(machine, binary, say);
};

const fromDocker: Source = async (machine, say) => {
  if (machine.find("docker") === undefined) return undefined;
  if (!(await machine.run("docker", ["info"])).ok) return undefined;
  say(`starting ${IMAGE} in Docker`);
  const settings = ["redis-server", "--save", "", "--appendonly", "no"];
  const publish = ["--publish", "127.0.0.1::6379"];
  const run = await machine.run("docker", [
    ...["run", "--detach", "--rm", ...publish, IMAGE, ...settings],
  ]);
  if (!run.ok) {
    say(`Docker could not start it: ${lastLine(run.stderr)}`);
    return undefined;
  }
  const id = lastLine(run.stdout);
  const stop = async () => void (await machine.run("docker", ["rm", "--force", id]));
  const port = lastLine((await machine.run("docker", ["port", id, "6379/tcp"])).stdout);
  const url = `redis://${port}`;
  try {
    const version = await machine.redisVersion(url, CONTAINER_PATIENCE_MS);
    return { url, origin: `${IMAGE} in Docker (${version})`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const fromPackageManager: Source = async (machine, say) => {
  const installed = await installPackage(machine, { apt: "redis-server", brew: "redis" }, say);
  const binary = installed ? findBinary(machine) : undefined;
  return binary === undefined ? undefined : start(machine, binary, say);
};

async function start(
  machine: Machine,
  binary: string,
  say: (line: string) => void,
): Promise<ProvidedRedis | undefined> {
  const redis = await machine.startRedis(binary);
  try {
    const version = await machine.redisVersion(redis.url, START_PATIENCE_MS);
    if (!isTooOld(version)) return { ...redis, binary, origin: `${binary} (${version})` };
    say(`${binary} is ${version}, but at least ${OLDEST_REDIS} is needed: looking further`);
  } catch (error) {
    say(`${binary} does not start: ${(error as Error).message}`);
  }
  await redis.stop();
  return undefined;
}

function findBinary(machine: Machine): string | undefined {
  return BINARIES.map((name) => machine.find(name)).find((path) => path !== undefined);
}

function isTooOld(version: string): boolean {
  return version.localeCompare(OLDEST_REDIS, "en", { numeric: true }) < 0;
}
