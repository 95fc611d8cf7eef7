import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Cell, StoredJob } from "../sql/job-cells.ts";
import { insertJobs, NEW_AT, type NewRow } from "../sql/new-row.ts";
import { RESTORE_JOB } from "../sql/statements.ts";
import { restoreValues } from "./job-row.ts";
import type { TurnCounter } from "./turn-counter.ts";

/** How many rows one statement adds where there are so many: running it costs as much as a row does. */
const TOGETHER = 16;

/** Adds the rows of new jobs, each at the back of its queue. */
export class JobInserts {
  readonly #database: DatabaseSync;
  readonly #turns: TurnCounter;
  #restore: StatementSync | undefined;
  /** By how many values a row has, of one row and of many. */
  readonly #statements = { one: [] as StatementSync[], many: [] as StatementSync[] };

  constructor(database: DatabaseSync, turns: TurnCounter) {
    this.#database = database;
    this.#turns = turns;
  }

  /** Adds a row, and returns its number. */
  add(row: NewRow): number {
    return this.#insert([row], row.length);
  }

  /** Adds the row of a job as it was in another store, and returns its number. */
  restore(stored: StoredJob): number {
    this.#restore ??= this.#database.prepare(RESTORE_JOB);
    return this.#restore.run(...restoreValues(stored)).lastInsertRowid as number;
  }

  /** Adds rows in their order. */
  addAll(rows: readonly NewRow[]): void {
    for (let from = 0; from < rows.length; ) {
      const some = rows.slice(from, from + TOGETHER);
      const { length } = some[0] as NewRow;
      const areAlike = some.length === TOGETHER && some.every((row) => row.length === length);
      const together = areAlike ? some : some.slice(0, 1);
      this.#insert(together, length);
      from += together.length;
    }
  }

  /** Adds rows of so many values, and returns the number of the last one. */
  #insert(rows: readonly NewRow[], length: number): number {
    const statements = this.#statements[rows.length === 1 ? "one" : "many"];
    const statement = statements[length] ?? this.#database.prepare(insertJobs(rows.length, length));
    statements[length] = statement;
    const values: Cell[] = [];
    for (const row of rows) values.push(this.#turns.next("back"), ...boundable(row));
    return statement.run(...values).lastInsertRowid as number;
  }
}

/** Node 22 binds empty bytes as NULL that have come from another thread. */
function boundable(row: NewRow): NewRow {
  const payload = row[NEW_AT.payload] as Uint8Array | null;
  return payload?.length === 0 ? row.with(NEW_AT.payload, new Uint8Array()) : row;
}
