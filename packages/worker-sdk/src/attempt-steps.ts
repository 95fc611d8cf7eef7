import { BOUNDS, FieldCheck, MillraceError, type RunStep, shown, utf8Bytes } from "@millrace/core";

/** The steps that a handler adds to the run of its job, with its completion. */
export class AttemptSteps {
  readonly #steps: Record<string, unknown> = {};
  #json = "{}";

  /** Them, as JSON. */
  get json(): string {
    return this.#json;
  }

  /** @throws MillraceError that says what is wrong with them; then none of them is added. */
  add(jobId: string, run: RunStep | undefined, steps: object): void {
    if (run === undefined) {
      const message = `job ${jobId} is no step of a run, to which it could add steps`;
      throw new MillraceError("FAILED_PRECONDITION", message);
    }
    const check = new FieldCheck();
    if (typeof steps !== "object" || steps === null || Array.isArray(steps)) {
      check.invalid("steps", `must be an object of steps by their names, but is ${shown(steps)}`);
      check.throwIfInvalid("cannot add steps");
    }
    for (const name of Object.keys(steps)) {
      if (Object.hasOwn(this.#steps, name)) check.invalid(`steps.${name}`, "was added before");
    }
    const json = JSON.stringify({ ...this.#steps, ...steps });
    const bytes = utf8Bytes(json);
    if (bytes > BOUNDS.addStepsBytes) {
      check.exceeds("steps", bytes, BOUNDS.addStepsBytes, "bytes of one attempt");
    }
    check.throwIfInvalid("cannot add steps");
    Object.assign(this.#steps, steps);
    this.#json = json;
  }
}
