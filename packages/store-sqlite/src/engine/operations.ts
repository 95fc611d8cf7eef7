import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  type KeptOperation,
  MAX_ENDED_OPERATIONS,
  MAX_OPEN_OPERATIONS,
  type NameCursor,
  type NewOperation,
  OPERATION_RETENTION_MS,
} from "@millrace/core";
import {
  ADD_OPERATION,
  FIND_OPERATION,
  FORGET_OPERATIONS,
  OPEN_OPERATIONS,
  OPERATIONS_BEFORE,
  REPLACE_OPERATION,
} from "../sql/statements.ts";

/** Behind every id. */
const END = "\u{10ffff}";

/** The table of operations. */
export class Operations {
  readonly #add: StatementSync;
  readonly #find: StatementSync;
  readonly #before: StatementSync;
  readonly #open: StatementSync;
  readonly #replace: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#add = database.prepare(ADD_OPERATION);
    this.#find = database.prepare(FIND_OPERATION);
    this.#before = database.prepare(OPERATIONS_BEFORE);
    this.#open = database.prepare(OPEN_OPERATIONS);
    this.#replace = database.prepare(REPLACE_OPERATION);
    this.#forget = database.prepare(FORGET_OPERATIONS);
  }

  add({ id, text, isOver }: NewOperation, now: EpochMs): boolean {
    const added = this.#add.run(id, text, isOver ? now : null, MAX_OPEN_OPERATIONS);
    this.#forget.run(now - OPERATION_RETENTION_MS, MAX_ENDED_OPERATIONS);
    return added.changes === 1;
  }

  get(id: string, now: EpochMs): KeptOperation | undefined {
    const row = this.#find.get(id, now - OPERATION_RETENTION_MS);
    return row && readOperation(row);
  }

  list({ after, limit }: NameCursor, now: EpochMs): KeptOperation[] {
    const from = after === "" ? END : after;
    return this.#before.all(from, now - OPERATION_RETENTION_MS, limit).map(readOperation);
  }

  open(): KeptOperation[] {
    return this.#open.all().map(readOperation);
  }

  replace(
    { id, revision, text, isOver }: NewOperation & Pick<KeptOperation, "revision">,
    now: EpochMs,
  ): boolean {
    return this.#replace.run(text, isOver ? now : null, id, revision).changes === 1;
  }
}

function readOperation(row: Record<string, unknown>): KeptOperation {
  const {
    id,
    revision,
    record,
    ended_at: endedAt,
  } = row as {
    readonly id: string;
    readonly revision: number;
    readonly record: string;
    readonly ended_at: number | null;
  };
  return { id, revision, text: record, ...(endedAt !== null && { endedAt }) };
}
