import type { FieldViolation } from "@millrace/core";
import type { CallUntilClosed } from "./client-schedules.ts";

/** Who knows what workflows are: a server, or the client itself where there is none. */
export interface WorkflowCalls {
  validate(definition: unknown): Promise<readonly FieldViolation[]>;
}

/** Jobs as steps, and what each of them waits for. See `Client.workflows`. */
export class ClientWorkflows {
  readonly #call: CallUntilClosed;
  readonly #calls: WorkflowCalls;

  constructor(call: CallUntilClosed, calls: WorkflowCalls) {
    this.#call = call;
    this.#calls = calls;
  }

  /**
   * Tells what is wrong with a definition, such as one that somebody edits, without keeping it.
   *
   * @param definition a value as JSON has it.
   * @returns each place that is wrong, at most 20; none for a definition that is in order.
   */
  async validate(definition: unknown): Promise<readonly FieldViolation[]> {
    return this.#call(() => this.#calls.validate(definition));
  }
}
