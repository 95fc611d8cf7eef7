import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@millrace/store-conformance/free-port";
import { until } from "@millrace/store-conformance/until";
import { Redis } from "ioredis";

/** A Redis of this machine that tests may start and kill, if there is one. */
export const REDIS_BINARY: string | undefined = process.env["MILLRACE_TEST_REDIS_BINARY"];

/** Why tests that need one are skipped. */
export const NO_REDIS_BINARY = "MILLRACE_TEST_REDIS_BINARY names no redis-server";

/** A Redis of the oldest version that the store supports, if there is one. */
export const OLDEST_REDIS_BINARY: string | undefined =
  process.env["MILLRACE_TEST_OLDEST_REDIS_BINARY"];

/** Why tests that need it are skipped. */
export const NO_OLDEST_REDIS_BINARY =
  "MILLRACE_TEST_OLDEST_REDIS_BINARY names no redis-server; npm test says why";

const START_MS = 10_000;
/** A master that a Sentinel has replaced while it was away takes itself for one up to 10 s longer. */
const REPLICATES_MS = 30_000;
/** The second port of a node of a cluster lies so much higher. */
const BUS_OFFSET = 10_000;

/** A Redis that this process started, in a folder of its own. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #binary: string;
  readonly #command: readonly string[];
  /** Then the connection below does not lead to it, and who starts it waits for it. */
  readonly #isTls: boolean;
  readonly #onExit = () => this.#process?.kill("SIGKILL");
  #process: ChildProcess | undefined;
  #redis: Redis | undefined;
  #isAway = false;

  private constructor(
    port: number,
    folder: string,
    binary: string,
    command: readonly string[],
    isTls: boolean,
  ) {
    this.port = port;
    this.#binary = binary;
    this.#isTls = isTls;
    this.folder = folder;
    this.#command = command;
  }

  /** Starts a server and waits until it answers. `settings` are those of redis.conf. */
  static async start(...settings: readonly string[]): Promise<RedisServer> {
    return RedisServer.#start(REDIS_BINARY, [...withoutFiles(), ...settings], []);
  }

  /** Starts the server of `binary` likewise. */
  static async startBinary(binary: string, ...settings: readonly string[]): Promise<RedisServer> {
    return RedisServer.#start(binary, [...withoutFiles(), ...settings], []);
  }

  /** Starts a Sentinel with the lines of its file. */
  static async startSentinel(...lines: readonly string[]): Promise<RedisServer> {
    return RedisServer.#start(REDIS_BINARY, [], lines);
  }

  static async #start(
    binary: string | undefined,
    settings: readonly string[],
    lines: readonly string[],
  ): Promise<RedisServer> {
    if (binary === undefined) throw new Error(NO_REDIS_BINARY);
    const folder = mkdtempSync(join(tmpdir(), "millrace-redis-"));
    const port = await freePort(BUS_OFFSET);
    const base = ["--bind", "127.0.0.1", "--dir", folder];
    const own = settings.includes("--port") ? [] : ["--port", `${port}`];
    let command = [...base, ...own, ...settings];
    if (lines.length > 0) {
      const file = join(folder, "sentinel.conf");
      writeFileSync(file, [`port ${port}`, `dir ${folder}`, "bind 127.0.0.1", ...lines].join("\n"));
      command = [file, "--sentinel"];
    }
    const named = settings[settings.indexOf("--tls-port") + 1];
    const server = new RedisServer(
      settings.includes("--tls-port") ? Number(named) : port,
      folder,
      binary,
      command,
      [...settings, ...lines].some((setting) => /^(--)?tls-port\b/.test(setting)),
    );
    process.once("exit", server.#onExit);
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A connection for the test. */
  get redis(): Redis {
    if (this.#redis === undefined) {
      this.#redis = new Redis(this.port, "127.0.0.1", { retryStrategy: () => 50 });
      this.#redis.on("error", () => {});
    }
    return this.#redis;
  }

  /** Starts it again on the same port, with `settings` besides its own. */
  async run(...settings: readonly string[]): Promise<void> {
    const child = spawn(this.#binary, [...this.#command, ...settings], { stdio: "ignore" });
    this.#process = child;
    this.#isAway = false;
    let failure: Error | undefined;
    child.on("error", (error) => {
      failure = error;
    });
    if (this.#isTls) return;
    await until(`the Redis on port ${this.port} answers`, START_MS, () => {
      if (failure !== undefined) throw failure;
      return this.redis.ping().then(
        () => true,
        () => false,
      );
    });
  }

  /** Ends the process as a crash would. */
  async kill(): Promise<void> {
    this.#isAway = true;
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  /** Whether it answers. */
  get isServing(): boolean {
    return this.redis.status === "ready" && !this.#isAway;
  }

  /** Its connections stay open, and nothing answers. */
  freeze(): void {
    this.#isAway = true;
    this.#process?.kill("SIGSTOP");
  }

  /** Lets it go on. */
  thaw(): void {
    this.#isAway = false;
    this.#process?.kill("SIGCONT");
  }

  /** Waits until it is a replica, and has all that its master has. */
  async untilReplicates(): Promise<void> {
    let target: number | undefined;
    await until(`the Redis on port ${this.port} replicates`, REPLICATES_MS, async () => {
      const info = await this.redis.info("replication").catch(() => "");
      if (!info.includes("master_link_status:up")) return false;
      // Up to a second after a replica says so its master still holds back what comes.
      target ??= await offsetOf(number(info, "master_port"));
      return number(info, "slave_repl_offset") >= target;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis?.disconnect();
    await this.kill();
    process.off("exit", this.#onExit);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How much the master on a port has written. */
async function offsetOf(port: number): Promise<number> {
  const master = new Redis(port, "127.0.0.1");
  try {
    return number(await master.info("replication"), "master_repl_offset");
  } finally {
    master.disconnect();
  }
}

function number(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
}

/** Why tests that need TLS are skipped, if the Redis of this machine was built without it. */
export function redisWithoutTls(): string | undefined {
  if (REDIS_BINARY === undefined) return NO_REDIS_BINARY;
  // A value that is refused, so that it does not start; without TLS the setting itself is not known.
  const { stderr, stdout } = spawnSync(REDIS_BINARY, ["--tls-replication", "maybe"]);
  const knows = `${stdout}${stderr}`.includes("must be 'yes' or 'no'");
  return knows ? undefined : "the redis-server of MILLRACE_TEST_REDIS_BINARY was built without TLS";
}

function withoutFiles(): string[] {
  return ["--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"];
}
