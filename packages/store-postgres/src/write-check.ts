import type { PgSession } from "./pg-session.ts";
import { sqlState } from "./postgres-fault.ts";

/**
 * Whether Postgres would accept an enqueue. The check costs nothing; only after a write has found the disk
 * full does it try whether there is space again.
 */
export class WriteCheck {
  readonly #schema: string;
  /** How many writes found the disk full, and how many of them had when it was last seen to have room. */
  #foundFull = 0;
  #overcome = 0;

  /** `schema` is quoted. */
  constructor(schema: string) {
    this.#schema = schema;
  }

  /** Hears why Postgres has refused a statement. */
  readonly onRefusal = (error: unknown): void => {
    if (sqlState(error) === "53100") this.#foundFull++;
  };

  /** @throws MillraceError `UNAVAILABLE` when it would not. */
  async run(session: PgSession): Promise<void> {
    const foundFull = this.#foundFull;
    const statement = { text: foundFull > this.#overcome ? this.#probe : this.#look };
    await session.run(statement, { resend: () => statement });
    this.#overcome = Math.max(this.#overcome, foundFull);
  }

  get #probe(): string {
    return `SELECT ${this.#schema}.require_room()`;
  }

  /** Changes nothing, and fails where a change would be refused. */
  get #look(): string {
    return `UPDATE ${this.#schema}.roles SET fence = fence WHERE false`;
  }
}
