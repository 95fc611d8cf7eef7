import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { vi } from "vitest";

/** A Redis of this machine that tests may start and kill, if there is one. */
export const REDIS_BINARY: string | undefined = process.env["MILLRACE_TEST_REDIS_BINARY"];

/** Why tests that need one are skipped. */
export const NO_REDIS_BINARY = "MILLRACE_TEST_REDIS_BINARY names no redis-server";

const START_MS = 10_000;
/** The second port of a node of a cluster lies so much higher. */
const BUS_OFFSET = 10_000;
const MAX_PORT = 65_535;

/** A Redis that this process started, in a folder of its own. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #command: readonly string[];
  readonly #onExit = () => this.#process?.kill("SIGKILL");
  #process: ChildProcess | undefined;
  #redis: Redis | undefined;

  private constructor(port: number, folder: string, command: readonly string[]) {
    this.port = port;
    this.folder = folder;
    this.#command = command;
  }

  /** Starts a server and waits until it answers. `settings` are those of redis.conf. */
  static async start(...settings: readonly string[]): Promise<RedisServer> {
    return RedisServer.#start([...withoutFiles(), ...settings], []);
  }

  /** Starts a Sentinel with the lines of its file. */
  static async startSentinel(...lines: readonly string[]): Promise<RedisServer> {
    return RedisServer.#start([], lines);
  }

  static async #start(settings: readonly string[], lines: readonly string[]): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), "millrace-redis-"));
    const port = await freePort();
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
      command,
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

  /** Starts it again on the same port. */
  async run(): Promise<void> {
    if (REDIS_BINARY === undefined) throw new Error(NO_REDIS_BINARY);
    this.#process = spawn(REDIS_BINARY, this.#command, { stdio: "ignore" });
    this.#process.on("error", () => {});
    if (this.#command.includes("--tls-port")) return;
    await vi.waitFor(() => this.redis.ping(), { timeout: START_MS, interval: 20 });
  }

  /** Stops the process where it stands: its connections stay, and nothing is answered. */
  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  /** Lets it go on. */
  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  /** Ends the process as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis?.disconnect();
    await this.kill();
    process.off("exit", this.#onExit);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function withoutFiles(): string[] {
  return ["--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"];
}

/** A port of this machine on which nothing listens, with room for the second one of a cluster's node. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await tryPort(0);
    if (port !== undefined && port + BUS_OFFSET <= MAX_PORT && (await tryPort(port + BUS_OFFSET))) {
      return port;
    }
    const lower = 20_000 + Math.floor(Math.random() * 10_000);
    if ((await tryPort(lower)) && (await tryPort(lower + BUS_OFFSET))) return lower;
  }
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      const found = typeof address === "object" && address !== null ? address.port : undefined;
      probe.close(() => resolve(found));
    });
  });
}
