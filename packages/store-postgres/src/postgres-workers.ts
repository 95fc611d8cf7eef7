import {
  EXPLAINED,
  type LiveWorker,
  MAX_WORKERS,
  type NameCursor,
  WORKER_LIFE_MS,
  type WorkerEngine,
  type WorkerHeartbeat,
  type WorkerSlice,
  type WorkersOfType,
} from "@millrace/core";
import { textArray } from "./binary-array.ts";
import type { PgSession } from "./pg-session.ts";
import type { Row } from "./statement.ts";

/**
 * The workers that live, of one schema. There are few, so their table is read as a whole to count them.
 * Names are bytes, because `text` cannot hold the character U+0000.
 */
export class PostgresWorkers implements WorkerEngine {
  readonly #schema: string;
  readonly #session: PgSession;

  /** `schema` is the schema's name, quoted. */
  constructor(schema: string, session: PgSession) {
    this.#schema = schema;
    this.#session = session;
  }

  async heartbeat(beat: WorkerHeartbeat): Promise<void> {
    await this.#run(
      `WITH clock AS MATERIALIZED (SELECT ${this.#schema}.now_ms() AS now), dead AS (
        DELETE FROM ${this.#schema}.workers w USING clock WHERE w.ends_at <= clock.now AND w.name <> $1
      )
      INSERT INTO ${this.#schema}.workers AS w (name, types, beat, told_at, ends_at)
      SELECT $1, $2, $3, clock.now, clock.now + $4::bigint FROM clock
      WHERE (SELECT count(*) FROM ${this.#schema}.workers) < $5::bigint
        OR EXISTS (SELECT FROM ${this.#schema}.workers k WHERE k.name = $1)
      ON CONFLICT (name) DO UPDATE SET types = EXCLUDED.types, beat = EXCLUDED.beat,
        told_at = EXCLUDED.told_at, ends_at = EXCLUDED.ends_at`,
      [
        Buffer.from(beat.workerId),
        textArray(beat.types),
        JSON.stringify(beat),
        WORKER_LIFE_MS,
        MAX_WORKERS,
      ],
    );
  }

  async leave(workerId: string): Promise<void> {
    const text = `DELETE FROM ${this.#schema}.workers WHERE name = $1`;
    await this.#run(text, [Buffer.from(workerId)]);
  }

  async list({ after, limit }: NameCursor): Promise<WorkerSlice> {
    const rows = await this.#run(
      `SELECT beat::text, c.now - told_at FROM ${this.#schema}.workers,
        (SELECT ${this.#schema}.now_ms() AS now) c
        WHERE name > $1 AND ends_at > c.now ORDER BY name LIMIT $2`,
      [Buffer.from(after), limit],
    );
    const workers = rows.map(readWorker);
    const last = workers.at(-1)?.workerId;
    return workers.length === limit && last !== undefined ? { workers, last } : { workers };
  }

  async count(types: readonly string[]): Promise<number[]> {
    const rows = await this.#run(
      `SELECT t.type, count(DISTINCT w.name) FROM ${this.#schema}.workers w, unnest(w.types) AS t (type)
        WHERE t.type = ANY ($1) AND w.ends_at > ${this.#schema}.now_ms() GROUP BY t.type`,
      [textArray(types)],
    );
    const counts = new Map(rows as unknown as [string, number][]);
    return types.map((type) => counts.get(type) ?? 0);
  }

  async ofType(type: string): Promise<WorkersOfType> {
    const rows = await this.#run(
      `SELECT beat::text, c.now - told_at FROM ${this.#schema}.workers,
        (SELECT ${this.#schema}.now_ms() AS now) c
        WHERE $1 = ANY (types) AND ends_at > c.now ORDER BY name LIMIT $2`,
      [type, EXPLAINED.workers + 1],
    );
    const workers = rows.slice(0, EXPLAINED.workers).map(readWorker);
    return { workers, more: rows.length > EXPLAINED.workers };
  }

  #run(text: string, values: readonly unknown[]) {
    const statement = { text, values };
    return this.#session.run(statement, { resend: () => statement });
  }
}

/** What a worker told of itself, and how long ago. */
function readWorker([beat, heartbeatAgeMs]: Row): LiveWorker {
  const told = JSON.parse(beat as string) as WorkerHeartbeat;
  return { ...told, heartbeatAgeMs: Math.max(0, heartbeatAgeMs as number) };
}
