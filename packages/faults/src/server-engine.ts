import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine, EngineKind } from "./engine.ts";
import { freePort } from "./free-port.ts";
import { Program } from "./program.ts";
import { until } from "./until.ts";

const SERVER = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));
const PATIENCE_MS = 30_000;

export const SERVER_ON_SQLITE: EngineKind = {
  name: "SQLite, synchronous `FULL`, behind a server",
  missing: undefined,
  async open() {
    const engine = new ServerEngine(await freePort());
    await engine.start();
    return engine;
  },
};

/** A server over a SQLite file. */
class ServerEngine implements Engine {
  readonly what = "the server";
  readonly url: string;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-server-"));
  #program: Program | undefined;

  constructor(port: number) {
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const store = `sqlite:${join(this.#folder, "jobs.db")}`;
    const flags = [
      "--port",
      `${this.#port}`,
      "--host",
      "127.0.0.1",
      "--store",
      store,
      "--log-level",
      "error",
    ];
    const args = ["--conditions=@millrace/source", "--no-wasm-generic-wrapper", SERVER, ...flags];
    const program = new Program(process.execPath, args);
    this.#program = program;
    await until("the server is ready", PATIENCE_MS, async () => {
      if (program.hasEnded) throw new Error(`the server has ended: ${program.errors}`);
      return (await fetch(`${this.url}/readyz`).catch(() => undefined))?.ok ?? false;
    });
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
