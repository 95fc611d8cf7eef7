import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineKind } from "./engine.ts";
import { freePort } from "./free-port.ts";
import { Program } from "./program.ts";
import { ProgramEngine } from "./program-engine.ts";

const SERVER = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));

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
class ServerEngine extends ProgramEngine {
  readonly what = "the server";
  readonly url: string;
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  protected run(): Program {
    const store = `sqlite:${join(this.folder, "jobs.db")}`;
    const address = ["--port", `${this.#port}`, "--host", "127.0.0.1"];
    const flags = [...address, "--store", store, "--log-level", "error"];
    const node = ["--conditions=@millrace/source", "--no-wasm-generic-wrapper"];
    return new Program(process.execPath, [...node, SERVER, ...flags]);
  }

  protected async serves(): Promise<boolean> {
    return (await fetch(`${this.url}/readyz`).catch(() => undefined))?.ok ?? false;
  }
}
