import { once } from "node:events";
import { connect } from "node:net";
import { freePort } from "@millrace/store-conformance/free-port";
import type { ProcessEngine, ProxiedEngine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import { NETWORK_FAULTS, PROCESS_FAULTS, WORKER_FAULTS } from "./fault.ts";
import { Program } from "./program.ts";
import { ProgramEngine } from "./program-engine.ts";
import { behindProxy } from "./proxied-engine.ts";

const BINARY = process.env["MILLRACE_TEST_REDIS_BINARY"];

export const REDIS: EngineKind<ProxiedEngine> = {
  name: "Redis, AOF `always`",
  what: "Redis",
  missing: BINARY === undefined ? "MILLRACE_TEST_REDIS_BINARY names no redis-server" : undefined,
  faults: [...WORKER_FAULTS, ...PROCESS_FAULTS, ...NETWORK_FAULTS],
  open: async () => behindProxy(await openRedis()),
};

/** Starts one without a proxy. */
export async function openRedis(): Promise<ProcessEngine> {
  await using stack = new AsyncDisposableStack();
  const engine = stack.use(new RedisEngine(BINARY as string, await freePort()));
  await engine.start();
  stack.move();
  return engine;
}

/** A Redis that has every write on disk before it acknowledges it. */
class RedisEngine extends ProgramEngine {
  readonly url: string;
  protected readonly what = "Redis";
  readonly #binary: string;
  readonly #port: number;

  constructor(binary: string, port: number) {
    super();
    this.#binary = binary;
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  protected run(): Program {
    const address = ["--port", `${this.#port}`, "--bind", "127.0.0.1", "--dir", this.folder];
    const durability = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    return new Program(this.#binary, [...address, ...durability]);
  }

  protected serves(): Promise<boolean> {
    return answersPing(this.#port);
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
