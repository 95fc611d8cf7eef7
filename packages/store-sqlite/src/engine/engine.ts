import type { DatabaseSync } from "node:sqlite";
import { MillraceError } from "@millrace/core";
import type { Command } from "../commands.ts";
import { toErrorData } from "../error-data.ts";
import type { Answer, Batch, BatchAnswer } from "../thread-messages.ts";
import { type CommandContext, noteDue } from "./command-context.ts";
import { CommandHandlers } from "./command-handlers.ts";
import { commandError, isWriteRefusal } from "./database-error.ts";
import { GroupCommit } from "./group-commit.ts";
import { JobTable } from "./job-table.ts";
import { KeptSchedules } from "./kept-schedules.ts";
import { Operations } from "./operations.ts";
import { Roles } from "./roles.ts";

// Allocates space for a few jobs, and frees it.
const WRITE_PROBE =
  "CREATE TABLE write_probe AS SELECT zeroblob(262144) AS bytes; DROP TABLE write_probe";

/** The queue on an open database; every call blocks until its work is on the disk. */
export class Engine {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #table: JobTable;
  readonly #roles: Roles;
  readonly #handlers: CommandHandlers;
  /** Why the disk has refused a write; cleared by the next write that succeeds. */
  #writeRefusal: MillraceError | undefined;

  /** Takes ownership of the database; `file` is its name in errors. */
  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#database = database;
    this.#commits = new GroupCommit(this.#database);
    this.#table = new JobTable(this.#database);
    this.#roles = new Roles(this.#database);
    this.#handlers = new CommandHandlers(
      this.#roles,
      new Operations(this.#database),
      new KeptSchedules(this.#database),
    );
  }

  /** Carries out `batches` in one transaction; each has its own answer. */
  run(batches: readonly Batch[]): BatchAnswer[] {
    if (this.#writeRefusal !== undefined && batches.some(hasPing)) this.#probeWrites();
    try {
      return this.#commit(() => batches.map((batch) => this.#runBatch(batch)));
    } catch {
      // One command failed, and the transaction with it: run each in its own, so that only that one fails.
      this.#rolledBack();
      return batches.map((batch) => this.#runApart(batch));
    }
  }

  close(): void {
    this.#database.close();
  }

  #runBatch(batch: Batch): BatchAnswer {
    const context = this.#begin(batch);
    const answers = batch.commands.map((command) => this.#attempt(command, context));
    return this.#answer(answers, context);
  }

  #runApart(batch: Batch): BatchAnswer {
    const context = this.#begin(batch);
    const answers = batch.commands.map((command): Answer => {
      try {
        return this.#commit(() => this.#attempt(command, context));
      } catch (error) {
        this.#rolledBack();
        const refusal = commandError(error, this.#file);
        if (isWriteRefusal(error)) this.#writeRefusal = refusal;
        return { error: toErrorData(refusal) };
      }
    });
    return this.#answer(answers, context);
  }

  #commit<Result>(work: () => Result): Result {
    const result = this.#commits.run(work);
    this.#table.stats.commit();
    return result;
  }

  #rolledBack(): void {
    this.#table.rolledBack();
    this.#roles.rolledBack();
  }

  #begin({ now, watched }: Batch): CommandContext {
    this.#table.changedIds = watched ? new Set() : undefined;
    this.#table.runs.withNews.clear();
    const context = { table: this.#table, now, newlyDue: new Map() };
    this.#table.onFreed = (type) => noteDue(context, type);
    return context;
  }

  #answer(answers: readonly Answer[], { newlyDue }: CommandContext): BatchAnswer {
    const { changedIds = [] } = this.#table;
    return {
      answers,
      newlyDue: [...newlyDue],
      changedIds: [...changedIds],
      runsWithNews: [...this.#table.runs.withNews],
    };
  }

  /** A refusal is an answer; any other error, and a job that cannot be read, ends the transaction. */
  #attempt(command: Command, context: CommandContext): Answer {
    if (command.name === "ping" && this.#writeRefusal !== undefined) {
      return { error: toErrorData(this.#writeRefusal) };
    }
    try {
      return { value: this.#handlers.run(command, context) };
    } catch (error) {
      if (error instanceof MillraceError && error.code !== "DATA_LOSS")
        return { error: toErrorData(error) };
      throw error;
    }
  }

  /** Tries a write after the disk has refused one; a healthy disk is never probed. */
  #probeWrites(): void {
    try {
      this.#commits.run(() => this.#database.exec(WRITE_PROBE));
      this.#writeRefusal = undefined;
    } catch (error) {
      this.#writeRefusal = commandError(error, this.#file);
    }
  }
}

function hasPing({ commands }: Batch): boolean {
  return commands.some(({ name }) => name === "ping");
}
