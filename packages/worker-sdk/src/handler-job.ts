import type { Job } from "@millrace/core";
import { PermanentError } from "./outcome-signals.ts";

/** A job as its handler gets it: the job, and its payload in the usual forms. */
export interface HandlerJob extends Job {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every field of a job.
export class HandlerJob {
  constructor(job: Job) {
    Object.assign(this, job);
  }

  /** The payload as text in UTF-8. */
  text(): string {
    return new TextDecoder().decode(this.payload);
  }

  /**
   * The payload as JSON.
   *
   * @throws PermanentError when it is not JSON: no retry would make it so.
   */
  json<Value>(): Value {
    try {
      return JSON.parse(this.text()) as Value;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new PermanentError(`the payload of job ${this.id} is not JSON: ${reason}`);
    }
  }
}
