import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";

/** The redis-server that these tests may start, pause and kill. */
export const REDIS_BINARY = process.env["MILLRACE_TEST_REDIS_BINARY"];
export const NO_REDIS_BINARY = "MILLRACE_TEST_REDIS_BINARY names no redis-server";

const START_PATIENCE_MS = 20_000;

/** A Redis of the test's own, which keeps every write it has acknowledged on disk. */
export class RedisProcess implements AsyncDisposable {
  readonly url: string;
  readonly #binary: string;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-redis-"));
  #process: ChildProcess | undefined;

  readonly #killWithTests = () => this.#process?.kill("SIGKILL");

  private constructor(binary: string, port: number) {
    this.#binary = binary;
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(binary: string): Promise<RedisProcess> {
    const redis = new RedisProcess(binary, await freePort());
    await redis.start();
    return redis;
  }

  /** Starts it, on the same port and over the same data as before; resolves when it serves. */
  async start(): Promise<void> {
    const address = ["--port", `${this.#port}`, "--bind", "127.0.0.1", "--dir", this.#folder];
    const durability = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    this.#process = spawn(this.#binary, [...address, ...durability], { stdio: "ignore" });
    process.once("exit", this.#killWithTests);
    await vi.waitFor(() => ping(this.#port), { timeout: START_PATIENCE_MS, interval: 10 });
  }

  /** Ends it: SIGTERM lets it close its files, SIGKILL does not. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    process.off("exit", this.#killWithTests);
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  /** Freezes it: connections stay open and nothing answers. */
  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function ping(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.write("PING\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    // While it reads its files it answers LOADING.
    if (!answer.toString().startsWith("+PONG")) throw new Error(answer.toString());
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
