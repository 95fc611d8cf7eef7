import type { DatabaseSync } from "node:sqlite";
import { MillraceError } from "@millrace/core";
import { carryError } from "../carried-error.ts";
import type { Answer, Batch, BatchAnswer, Operation } from "../operation.ts";
import { operationError } from "./database-error.ts";
import { GroupCommit } from "./group-commit.ts";
import { JobTable } from "./job-table.ts";
import type { OperationContext } from "./operation-context.ts";
import { OperationHandlers } from "./operation-handlers.ts";

/** The queue on an open database; every call blocks until its work is on the disk. */
export class Engine {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #table: JobTable;
  readonly #handlers = new OperationHandlers();

  /** Takes the database over; `file` is what errors call it. */
  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#database = database;
    this.#commits = new GroupCommit(this.#database);
    this.#table = new JobTable(this.#database);
  }

  /** Carries out `batches` in one transaction; each has its own answer. */
  run(batches: readonly Batch[]): BatchAnswer[] {
    try {
      return this.#commits.run(() => batches.map((batch) => this.#runBatch(batch)));
    } catch {
      // One operation failed, and its transaction with it: each gets its own, so that it fails alone.
      this.#table.rolledBack();
      return batches.map((batch) => this.#runApart(batch));
    }
  }

  close(): void {
    this.#database.close();
  }

  #runBatch(batch: Batch): BatchAnswer {
    const context = this.#begin(batch);
    const answers = batch.operations.map((operation) => this.#attempt(operation, context));
    return this.#answer(answers, context);
  }

  #runApart(batch: Batch): BatchAnswer {
    const context = this.#begin(batch);
    const answers = batch.operations.map((operation): Answer => {
      try {
        return this.#commits.run(() => this.#attempt(operation, context));
      } catch (error) {
        this.#table.rolledBack();
        return { error: carryError(operationError(error, this.#file)) };
      }
    });
    return this.#answer(answers, context);
  }

  #begin({ now, watched }: Batch): OperationContext {
    this.#table.changedIds = watched ? new Set() : undefined;
    return { table: this.#table, now, wokenTypes: new Set() };
  }

  #answer(answers: readonly Answer[], { wokenTypes }: OperationContext): BatchAnswer {
    const { changedIds = [] } = this.#table;
    return { answers, wokenTypes: [...wokenTypes], changedIds: [...changedIds] };
  }

  /** A refusal is an answer; any other error, and a job that cannot be read, ends the transaction. */
  #attempt(operation: Operation, context: OperationContext): Answer {
    try {
      return { value: this.#handlers.run(operation, context) };
    } catch (error) {
      if (error instanceof MillraceError && error.code !== "DATA_LOSS")
        return { error: carryError(error) };
      throw error;
    }
  }
}
