import {
  BOUNDS,
  type ChildRequest,
  childBytes,
  childFault,
  childIds,
  DEFAULT_LIMITS,
  FieldCheck,
  type Job,
  type JobDefinition,
  type JobOptions,
  jobWithOptions,
  MillraceError,
  makeRequest,
  respellFields,
  withoutUnit,
} from "@millrace/core";

/** What a job may have that a handler enqueues with the completion of its own. */
export type ChildOptions = Omit<
  JobOptions,
  "idempotencyKey" | "unique" | "key" | "after" | "afterRule" | "durability"
>;

/** A job that is created when the attempt completes. */
export interface ChildJob {
  readonly id: string;
}

/** Enqueues a child, with options as those of `Client.enqueue`; returns the id that it will have. */
export interface EnqueueChild {
  <Input>(
    definition: JobDefinition<Input, unknown>,
    payload: NoInfer<Input>,
    options?: ChildOptions,
  ): ChildJob;
  (type: string, payload?: unknown, options?: ChildOptions): ChildJob;
}

/** What a handler has enqueued: jobs to be created with the completion of its own. */
export class AttemptChildren {
  readonly #parent: Job;
  readonly #token: number;
  readonly #requests: ChildRequest[] = [];
  #ids: readonly string[] | undefined;
  #bytes = 0;

  /** @param token that of the parent's lease. */
  constructor(parent: Job, token: number) {
    this.#parent = parent;
    this.#token = token;
  }

  get requests(): readonly ChildRequest[] {
    return this.#requests;
  }

  /** @throws MillraceError that says what is wrong with the job; then it is not among them. */
  add(type: string | JobDefinition, payload: unknown, options: ChildOptions): ChildJob {
    const request = requestOf(type, payload, options, this.#parent);
    const bytes = this.#bytes + childBytes(request);
    const place = this.#requests.length;
    const check = new FieldCheck();
    if (place === BOUNDS.maxChildren) {
      check.exceeds("enqueue", place + 1, BOUNDS.maxChildren, "jobs of one attempt");
    }
    if (bytes > BOUNDS.childrenBytes) {
      check.exceeds("enqueue", bytes, BOUNDS.childrenBytes, "bytes of one attempt");
    }
    check.throwIfInvalid("cannot enqueue a child");
    this.#ids ??= childIds(this.#parent.id, this.#token, BOUNDS.maxChildren);
    this.#bytes = bytes;
    this.#requests.push(request);
    return { id: this.#ids[place] as string };
  }
}

function requestOf(
  type: string | JobDefinition,
  payload: unknown,
  options: ChildOptions,
  { traceContext }: Job,
): ChildRequest {
  const made = makeRequest(jobWithOptions(type, payload, options));
  if ("then" in made) throw slowSchema();
  const fault = made instanceof MillraceError ? made : childFault(made, DEFAULT_LIMITS);
  // Errors name the options, which take a duration in place of milliseconds.
  if (fault !== undefined) throw respellFields(fault, withoutUnit);
  const request = made as ChildRequest;
  return traceContext === undefined ? request : { traceContext, ...request };
}

function slowSchema(): MillraceError {
  const description =
    "is of a definition whose schema takes its time, but a child is checked at once; check it before, and give the name of its type";
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue a child: payload ${description}`, {
    violations: [{ field: "payload", description }],
  });
}
