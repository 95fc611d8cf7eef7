import { type JobSource, MillraceError, type RunStep } from "@millrace/core";

/** What the steps before a step of a run have made. */
export interface StepResults {
  /**
   * The result of a step before this one, as JSON has it; of a map the list of its items'. Those of the steps right
   * before come with the lease where {@link handleSteps} asks for them, up to 256 KiB; else it is read by a call.
   *
   * @throws MillraceError `FAILED_PRECONDITION` for a step that has not completed, and for a job that is no step of a
   *   run; `NOT_FOUND` for a step that there is not; `UNAVAILABLE`.
   */
  get<Value = unknown>(step: string): Promise<Value>;
}

/** What came with the lease of a job, and what is read when somebody asks for it. */
export class AttemptResults implements StepResults {
  readonly #jobId: string;
  readonly #run: RunStep | undefined;
  readonly #came: ReadonlyMap<string, Uint8Array> | undefined;
  readonly #source: Pick<JobSource, "stepResult">;

  constructor(
    { id, run }: { readonly id: string; readonly run?: RunStep },
    came: ReadonlyMap<string, Uint8Array> | undefined,
    source: Pick<JobSource, "stepResult">,
  ) {
    this.#jobId = id;
    this.#run = run;
    this.#came = came;
    this.#source = source;
  }

  // A getter of a function, so that it works without the object before it.
  get get(): StepResults["get"] {
    return async <Value>(step: string) => (await this.#get(step)) as Value;
  }

  async #get(step: string): Promise<unknown> {
    const came = this.#came?.get(step);
    if (came !== undefined) return JSON.parse(new TextDecoder().decode(came));
    if (this.#run === undefined) {
      throw new MillraceError("FAILED_PRECONDITION", `job ${this.#jobId} is no step of a run`);
    }
    const items: unknown[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page = await this.#read(this.#run.id, step, from);
      if (page.items === undefined) return page.result ?? null;
      items.push(...page.items);
      from = page.nextItem;
    }
    return items;
  }

  #read(...[runId, step, from]: Parameters<NonNullable<JobSource["stepResult"]>>) {
    const { stepResult } = this.#source;
    if (stepResult === undefined) {
      throw new MillraceError(
        "FAILED_PRECONDITION",
        "this source of jobs knows no results of steps",
      );
    }
    return stepResult.call(this.#source, runId, step, from);
  }
}
