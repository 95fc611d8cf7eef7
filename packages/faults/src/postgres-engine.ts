import { openAccess } from "./access.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { PostgresCluster } from "./postgres-cluster.ts";
import { until } from "./until.ts";

const FOLDER = process.env["MILLRACE_TEST_POSTGRES_FOLDER"];
const PATIENCE_MS = 30_000;

export const POSTGRES: EngineKind = {
  name: "Postgres, `fsync` on",
  missing:
    FOLDER === undefined ? "MILLRACE_TEST_POSTGRES_FOLDER names no folder of binaries" : undefined,
  async open() {
    const engine = new PostgresEngine(await PostgresCluster.create(FOLDER as string, {}));
    await engine.start();
    return engine;
  },
};

/** A Postgres that has every commit on disk before it acknowledges it. */
class PostgresEngine implements Engine {
  readonly what = "Postgres";
  readonly url: string;
  readonly #cluster: PostgresCluster;

  constructor(cluster: PostgresCluster) {
    this.#cluster = cluster;
    this.url = cluster.url;
  }

  async start(): Promise<void> {
    this.#cluster.start();
    await until("Postgres serves", PATIENCE_MS, async () => {
      await using access = openAccess(this.url);
      return await access.jobs("nothing").then(
        () => true,
        () => false,
      );
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
