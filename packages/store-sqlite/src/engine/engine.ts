import type { DatabaseSync } from "node:sqlite";
import { MillraceError } from "@millrace/core";
import { carryError } from "../carried-error.ts";
import type { Answer, Batch, BatchAnswer, Operation } from "../operation.ts";
import { isWriteRefusal, operationError } from "./database-error.ts";
import { GroupCommit } from "./group-commit.ts";
import { JobTable } from "./job-table.ts";
import type { OperationContext } from "./operation-context.ts";
import { OperationHandlers } from "./operation-handlers.ts";
import { Roles } from "./roles.ts";

// Takes room for a few jobs, and gives it back.
const WRITE_PROBE =
  "CREATE TABLE write_probe AS SELECT zeroblob(262144) AS bytes; DROP TABLE write_probe";

/** The queue on an open database; every call blocks until its work is on the disk. */
export class Engine {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #table: JobTable;
  readonly #roles: Roles;
  readonly #handlers: OperationHandlers;
  /** Why the disk has refused a write, until it takes one again. */
  #writeRefusal: MillraceError | undefined;

  /** Takes the database over; `file` is what errors call it. */
  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#database = database;
    this.#commits = new GroupCommit(this.#database);
    this.#table = new JobTable(this.#database);
    this.#roles = new Roles(this.#database);
    this.#handlers = new OperationHandlers(this.#roles);
  }

  /** Carries out `batches` in one transaction; each has its own answer. */
  run(batches: readonly Batch[]): BatchAnswer[] {
    if (this.#writeRefusal !== undefined && batches.some(hasPing)) this.#probeWrites();
    try {
      return this.#commits.run(() => batches.map((batch) => this.#runBatch(batch)));
    } catch {
      // One operation failed, and its transaction with it: each gets its own, so that it fails alone.
      this.#rolledBack();
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
        this.#rolledBack();
        const refusal = operationError(error, this.#file);
        if (isWriteRefusal(error)) this.#writeRefusal = refusal;
        return { error: carryError(refusal) };
      }
    });
    return this.#answer(answers, context);
  }

  #rolledBack(): void {
    this.#table.rolledBack();
    this.#roles.rolledBack();
  }

  #begin({ now, watched }: Batch): OperationContext {
    this.#table.changedIds = watched ? new Set() : undefined;
    return { table: this.#table, now, newlyDue: new Map() };
  }

  #answer(answers: readonly Answer[], { newlyDue }: OperationContext): BatchAnswer {
    const { changedIds = [] } = this.#table;
    return { answers, newlyDue: [...newlyDue], changedIds: [...changedIds] };
  }

  /** A refusal is an answer; any other error, and a job that cannot be read, ends the transaction. */
  #attempt(operation: Operation, context: OperationContext): Answer {
    if (operation.name === "ping" && this.#writeRefusal !== undefined) {
      return { error: carryError(this.#writeRefusal) };
    }
    try {
      return { value: this.#handlers.run(operation, context) };
    } catch (error) {
      if (error instanceof MillraceError && error.code !== "DATA_LOSS")
        return { error: carryError(error) };
      throw error;
    }
  }

  /** Whether a disk that has refused a write takes one; a healthy one is never asked. */
  #probeWrites(): void {
    try {
      this.#commits.run(() => this.#database.exec(WRITE_PROBE));
      this.#writeRefusal = undefined;
    } catch (error) {
      this.#writeRefusal = operationError(error, this.#file);
    }
  }
}

function hasPing({ operations }: Batch): boolean {
  return operations.some(({ name }) => name === "ping");
}
