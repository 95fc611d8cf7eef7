import {
  type KeptOperation,
  MAX_ENDED_OPERATIONS,
  MAX_OPEN_OPERATIONS,
  type NameCursor,
  type NewOperation,
  OPERATION_RETENTION_MS,
  type OperationEngine,
} from "@millrace/core";
import type { PgSession } from "./pg-session.ts";
import type { Row } from "./statement.ts";

/** The operations of one schema. */
export class PostgresOperations implements OperationEngine {
  readonly #schema: string;
  readonly #session: PgSession;

  /** `schema` is the schema's name, quoted. */
  constructor(schema: string, session: PgSession) {
    this.#schema = schema;
    this.#session = session;
  }

  async add({ id, text, isOver }: NewOperation): Promise<boolean> {
    const bounds = [MAX_OPEN_OPERATIONS, MAX_ENDED_OPERATIONS, OPERATION_RETENTION_MS];
    const statement = {
      text: `SELECT ${this.#schema}.add_operation($1, $2, $3, $4, $5, $6)`,
      values: [id, text, isOver, ...bounds],
    };
    const [row] = await this.#session.run(statement, { resend: () => statement });
    return row?.[0] as boolean;
  }

  async get(id: string): Promise<KeptOperation | undefined> {
    return (await this.#read(`id = $1 AND ${this.#isKept}`, [id]))[0];
  }

  list({ after, limit }: NameCursor): Promise<KeptOperation[]> {
    const where = `($1 = '' OR id < $1) AND ${this.#isKept} ORDER BY id DESC LIMIT $2`;
    return this.#read(where, [after, limit]);
  }

  open(): Promise<KeptOperation[]> {
    return this.#read("ended_at IS NULL ORDER BY id", []);
  }

  async replace({
    id,
    revision,
    text,
    isOver,
  }: NewOperation & Pick<KeptOperation, "revision">): Promise<boolean> {
    // Not sent again when its answer was lost: the operation is then read anew, as it is.
    const rows = await this.#session.run({
      text: `UPDATE ${this.#schema}.operations
        SET revision = revision + 1, record = $1, ended_at = CASE WHEN $2 THEN ${this.#schema}.now_ms() END
        WHERE id = $3 AND revision = $4 AND ended_at IS NULL RETURNING id`,
      values: [text, isOver, id, revision],
    });
    return rows.length === 1;
  }

  get #isKept(): string {
    return `(ended_at IS NULL OR ended_at > ${this.#schema}.now_ms() - ${OPERATION_RETENTION_MS})`;
  }

  async #read(where: string, values: readonly unknown[]): Promise<KeptOperation[]> {
    const statement = {
      text: `SELECT id, revision, record, ended_at FROM ${this.#schema}.operations WHERE ${where}`,
      values: [...values],
    };
    const rows = await this.#session.run(statement, { resend: () => statement });
    return rows.map(readOperation);
  }
}

function readOperation(row: Row): KeptOperation {
  const [id, revision, text, endedAt] = row as unknown as [string, number, string, number | null];
  return {
    id,
    revision: Number(revision),
    text,
    ...(endedAt !== null && { endedAt: Number(endedAt) }),
  };
}
