import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  embeddedPostgres,
  oldestPostgres,
  postgresFolders,
  postgresVersion,
  startPostgres,
} from "./postgres-process.ts";
import { redisVersion, startRedis } from "./redis-process.ts";
import type { StartedServer } from "./started-server.ts";

/** What a command printed, and whether it succeeded. */
export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the providers of databases ask of the machine they run on. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** The path of `program`, or `undefined` when the PATH has none. */
  find(program: string): string | undefined;
  /** Runs a command to its end. Never rejects. */
  run(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<CommandResult>;
  /** Runs `install` while Debian's packages may not start their services. */
  withoutServiceStarts<T>(install: () => Promise<T>): Promise<T>;
  /** The version of the Redis at `url`, waiting up to `patienceMs` for it; rejects with the reason. */
  redisVersion(url: string, patienceMs: number): Promise<string>;
  /** Starts `binary` on a free port of 127.0.0.1, without persistence, in a folder of its own. */
  startRedis(binary: string): Promise<StartedServer>;
  /** The folder of the Postgres binaries that an npm package has brought, if it has. */
  embeddedPostgres(): string | undefined;
  /** The folder of the binaries of the oldest Postgres that is supported, if npm has brought it. */
  oldestPostgres(): string | undefined;
  /** The folders of Postgres binaries that the system has, the first to be preferred. */
  postgresFolders(): string[];
  /** The version of the Postgres at `url`, waiting up to `patienceMs` for it; rejects with the reason. */
  postgresVersion(url: string, patienceMs: number): Promise<string>;
  /**
   * Starts the Postgres of `folder` on a free port of 127.0.0.1, without durability, with its data in
   * a folder of its own; rejects with the reason.
   */
  startPostgres(folder: string): Promise<StartedServer>;
}

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  find: findOnPath,
  run: runCommand,
  withoutServiceStarts,
  redisVersion,
  startRedis,
  embeddedPostgres,
  oldestPostgres,
  postgresFolders: () => postgresFolders(findOnPath("initdb")),
  postgresVersion,
  startPostgres,
};

function findOnPath(program: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}

function runCommand(
  program: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, stderr });
    });
  });
}

// What Debian's packages ask before they start a service; 101 forbids it.
const POLICY = "/usr/sbin/policy-rc.d";

async function withoutServiceStarts<T>(install: () => Promise<T>): Promise<T> {
  if (existsSync(POLICY)) return install();
  writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return await install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}
