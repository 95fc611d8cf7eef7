import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@millrace/store-conformance/free-port";
import type { Engine, ProxiedEngine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import { KILL, NETWORK_FAULTS, PROCESS_FAULTS, WORKER_FAULTS } from "./fault.ts";
import { openPostgres, POSTGRES } from "./postgres-engine.ts";
import { Program } from "./program.ts";
import { ProgramEngine } from "./program-engine.ts";
import { behindProxy } from "./proxied-engine.ts";
import { openRedis, REDIS } from "./redis-engine.ts";

const SERVER = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));

export const SERVER_ON_SQLITE: EngineKind<ProxiedEngine> = {
  name: "SQLite, synchronous `FULL`, behind a server",
  what: "the server",
  missing: undefined,
  faults: [...WORKER_FAULTS, ...PROCESS_FAULTS, ...NETWORK_FAULTS],
  open: async () => behindProxy(await startServer()),
};

export const SERVER_ON_REDIS = serverOn(REDIS, openRedis);
export const SERVER_ON_POSTGRES = serverOn(POSTGRES, openPostgres);

/** A server over an engine that stays well: the other faults of a server are injected over SQLite. */
function serverOn(
  { name, missing }: EngineKind<ProxiedEngine>,
  open: () => Promise<Engine>,
): EngineKind<ProxiedEngine> {
  return {
    name: `${name}, behind a server`,
    what: "the server",
    missing,
    faults: [KILL],
    open: async () => behindProxy(await startServer(await open())),
  };
}

/** Starts a server over `store`, which is disposed of with it, or else over a SQLite file. */
async function startServer(store?: Engine): Promise<ServerEngine> {
  await using stack = new AsyncDisposableStack();
  const owned = store && stack.use(store);
  const engine = stack.use(new ServerEngine(await freePort(), owned));
  await engine.start();
  stack.move();
  return engine;
}

class ServerEngine extends ProgramEngine {
  readonly url: string;
  protected readonly what = "the server";
  readonly #port: number;
  readonly #store: Engine | undefined;

  constructor(port: number, store: Engine | undefined) {
    super();
    this.#port = port;
    this.#store = store;
    this.url = `http://127.0.0.1:${port}`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#store?.[Symbol.asyncDispose]();
  }

  protected run(): Program {
    const store = this.#store?.url ?? `sqlite:${join(this.folder, "jobs.db")}`;
    const address = ["--port", `${this.#port}`, "--host", "127.0.0.1"];
    const flags = [...address, "--store", store, "--log-level", "error"];
    const node = ["--conditions=@millrace/source", "--no-wasm-generic-wrapper"];
    return new Program(process.execPath, [...node, SERVER, ...flags]);
  }

  protected async serves(): Promise<boolean> {
    return (await fetch(`${this.url}/readyz`).catch(() => undefined))?.ok ?? false;
  }
}
