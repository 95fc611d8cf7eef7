import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@millrace/store-conformance/free-port";

/** The settings of `postgresql.conf`. */
export type PostgresSettings = { readonly [name: string]: string };

const SETTINGS: PostgresSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
};

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A Postgres server in a folder of its own under the system's temporary one. */
export class PostgresCluster {
  readonly url: string;
  readonly #port: number;
  readonly #home: string;
  readonly #user: User | undefined;
  readonly #binaries: string;
  readonly #settings: PostgresSettings;
  #server: ChildProcess | undefined;
  readonly #removeWithUs = () => this.#remove();

  private constructor(folder: string, settings: PostgresSettings, port: number) {
    this.#port = port;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    this.#settings = { ...SETTINGS, ...settings };
    this.#home = mkdtempSync(join(tmpdir(), "millrace-postgres-"));
    try {
      this.#user = unprivilegedUser();
      if (this.#user !== undefined) chownSync(this.#home, this.#user.uid, this.#user.gid);
      this.#binaries = reachable(folder, this.#home, this.#user);
      execFileSync(
        join(this.#binaries, "initdb"),
        [
          ...["-D", this.#data, "-U", "postgres", "-E", "UTF8"],
          ...["--auth=trust", "--no-sync", "--no-locale"],
        ],
        { ...this.#surroundings, stdio: "pipe" },
      );
    } catch (error) {
      this.#remove();
      const { stderr, message } = error as Error & { stderr?: Buffer };
      throw new Error(stderr?.toString().trim().split("\n").at(-1) || message, { cause: error });
    }
    process.once("exit", this.#removeWithUs);
  }

  /** Makes one by the binaries in `folder`; it does not run yet. Rejects with the reason. */
  static async create(folder: string, settings: PostgresSettings): Promise<PostgresCluster> {
    return new PostgresCluster(folder, settings, await freePort());
  }

  /** Starts it, over the data that it has; it serves a little later. */
  start(): void {
    const settings = Object.entries(this.#settings).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    const args = ["-D", this.#data, "-p", `${this.#port}`, ...settings];
    this.#server = spawn(join(this.#binaries, "postgres"), args, {
      ...this.#surroundings,
      stdio: "ignore",
      // In a process group of its own, so that Ctrl-C ends the tests first and the server after.
      detached: true,
    });
    this.#server.on("error", () => {
      // Who waits for it to serve says so.
    });
  }

  /**
   * Ends it: SIGINT and SIGQUIT end its connections and, SIGINT only, let it close its files; SIGKILL
   * kills it with each of its processes. Resolves when it is gone.
   */
  async end(signal: "SIGINT" | "SIGQUIT" | "SIGKILL"): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    if (signal === "SIGKILL") this.#signalAll(server.pid, signal);
    else server.kill(signal);
    await exited;
  }

  /** From its next start on it is a standby, which can only be read. It must not run now. */
  becomeStandby(): void {
    writeFileSync(join(this.#data, "standby.signal"), "");
  }

  /** Its connections stay open, and nothing answers. Linux only. */
  freeze(): void {
    if (this.#server?.pid !== undefined) this.#signalAll(this.#server.pid, "SIGSTOP");
  }

  thaw(): void {
    if (this.#server?.pid !== undefined) this.#signalAll(this.#server.pid, "SIGCONT");
  }

  /** Ends it and removes what it has left on disk. Idempotent. */
  async remove(): Promise<void> {
    process.off("exit", this.#removeWithUs);
    await this.end("SIGQUIT");
    this.#remove();
  }

  #remove(): void {
    // An immediate shutdown: the server ends its own processes.
    this.#server?.kill("SIGQUIT");
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  get #data(): string {
    return join(this.#home, "data");
  }

  get #surroundings() {
    return { ...this.#user, env: { ...process.env, LC_ALL: "C" }, cwd: this.#home };
  }

  /** Signals the server and the processes that it has made, which have process groups of their own. */
  #signalAll(pid: number, signal: NodeJS.Signals): void {
    // First the one that would make new ones.
    process.kill(pid, signal);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    for (const child of children === "" ? [] : children.split(" ")) {
      try {
        process.kill(Number(child), signal);
      } catch {
        // It has ended by itself.
      }
    }
  }
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
