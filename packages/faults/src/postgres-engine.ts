import { until } from "@millrace/store-conformance/until";
import { Access, ifAnswered } from "./access.ts";
import type { ProcessEngine, ProxiedEngine } from "./engine.ts";
import type { EngineKind } from "./engine-kind.ts";
import { NETWORK_FAULTS, PROCESS_FAULTS, WORKER_FAULTS } from "./fault.ts";
import { PostgresCluster } from "./postgres-cluster.ts";
import { behindProxy } from "./proxied-engine.ts";

const FOLDER = process.env["MILLRACE_TEST_POSTGRES_FOLDER"];
const PATIENCE_MS = 30_000;

export const POSTGRES: EngineKind<ProxiedEngine> = {
  name: "Postgres, `fsync` on",
  what: "Postgres",
  missing:
    FOLDER === undefined ? "MILLRACE_TEST_POSTGRES_FOLDER names no folder of binaries" : undefined,
  faults: [...WORKER_FAULTS, ...PROCESS_FAULTS, ...NETWORK_FAULTS],
  open: async () => behindProxy(await openPostgres()),
};

/** Starts one without a proxy. */
export async function openPostgres(): Promise<ProcessEngine> {
  await using stack = new AsyncDisposableStack();
  const cluster = await PostgresCluster.create(FOLDER as string, {});
  const engine = stack.use(new PostgresEngine(cluster));
  await engine.start();
  stack.move();
  return engine;
}

/** A Postgres that has every commit on disk before it acknowledges it. */
class PostgresEngine implements ProcessEngine {
  readonly durability = "STORED";
  readonly url: string;
  readonly #cluster: PostgresCluster;

  constructor(cluster: PostgresCluster) {
    this.#cluster = cluster;
    this.url = cluster.url;
  }

  mayHaveLost(): boolean {
    return false;
  }

  async start(): Promise<void> {
    this.#cluster.start();
    await until("Postgres serves", PATIENCE_MS, async () => {
      await using access = new Access(this.url);
      return (await ifAnswered(access.jobs("nothing"))) !== undefined;
    });
  }

  end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    // To Postgres, SIGTERM says that it may go when nobody is connected any more.
    return this.#cluster.end(signal === "SIGTERM" ? "SIGINT" : "SIGKILL");
  }

  freeze(): void {
    this.#cluster.freeze();
  }

  thaw(): void {
    this.#cluster.thaw();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cluster.remove();
  }
}
