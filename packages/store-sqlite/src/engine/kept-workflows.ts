import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { NameCursor, NewWorkflow, StoredWorkflow } from "@millrace/core";
import type { Commands } from "../commands.ts";
import {
  ADD_WORKFLOW,
  LATEST_WORKFLOW,
  LIST_WORKFLOWS,
  READ_WORKFLOW,
} from "../sql/run-statements.ts";

type WorkflowRow = StoredWorkflow & { readonly content: string };

/** Versions of workflows in the file. */
export class KeptWorkflows {
  readonly #add: StatementSync;
  readonly #latest: StatementSync;
  readonly #read: StatementSync;
  readonly #list: StatementSync;

  constructor(database: DatabaseSync) {
    this.#add = database.prepare(ADD_WORKFLOW);
    this.#latest = database.prepare(LATEST_WORKFLOW);
    this.#read = database.prepare(READ_WORKFLOW);
    this.#list = database.prepare(LIST_WORKFLOWS);
  }

  put({ name, definition, content }: NewWorkflow): Commands["putWorkflow"]["answer"] {
    const latest = this.#latest.get(name) as unknown as WorkflowRow | undefined;
    if (latest?.content === content) return { version: latest.version, created: false };
    const version = (latest?.version ?? 0) + 1;
    this.#add.run(name, version, definition, content);
    return { version, created: true };
  }

  get({ name, version }: Commands["getWorkflow"]["request"]): StoredWorkflow | undefined {
    const row = version === undefined ? this.#latest.get(name) : this.#read.get(name, version);
    return row && workflowOf(row as unknown as StoredWorkflow);
  }

  list({ after, limit }: NameCursor): readonly StoredWorkflow[] {
    return (this.#list.all(after, limit) as unknown as StoredWorkflow[]).map(workflowOf);
  }
}

function workflowOf({ name, version, definition }: StoredWorkflow): StoredWorkflow {
  return { name, version, definition };
}
