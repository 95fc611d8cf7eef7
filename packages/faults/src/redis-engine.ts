import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine, EngineKind } from "./engine.ts";
import { freePort } from "./free-port.ts";
import { Program } from "./program.ts";
import { until } from "./until.ts";

const BINARY = process.env["MILLRACE_TEST_REDIS_BINARY"];
const PATIENCE_MS = 30_000;

export const REDIS: EngineKind = {
  name: "Redis, AOF `always`",
  missing: BINARY === undefined ? "MILLRACE_TEST_REDIS_BINARY names no redis-server" : undefined,
  async open() {
    const engine = new RedisEngine(BINARY as string, await freePort());
    await engine.start();
    return engine;
  },
};

/** A Redis that has every write on disk before it acknowledges it. */
class RedisEngine implements Engine {
  readonly what = "Redis";
  readonly url: string;
  readonly #binary: string;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-redis-"));
  #program: Program | undefined;

  constructor(binary: string, port: number) {
    this.#binary = binary;
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const address = ["--port", `${this.#port}`, "--bind", "127.0.0.1", "--dir", this.#folder];
    const durability = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    this.#program = new Program(this.#binary, [...address, ...durability]);
    await until("Redis serves", PATIENCE_MS, () => answersPing(this.#port));
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#program?.end(signal);
  }

  freeze(): void {
    this.#program?.freeze();
  }

  thaw(): void {
    this.#program?.thaw();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** While it reads its files it answers LOADING. */
async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.write("PING\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString().startsWith("+PONG");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
