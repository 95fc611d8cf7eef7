import {
  type CancelRunOptions,
  type FieldViolation,
  isFinalRun,
  MillraceError,
  type PutWorkflowResult,
  type RerunOptions,
  type RetryStepOptions,
  type Run,
  type RunListQuery,
  type RunLogPage,
  type RunOptions,
  type RunOrderOptions,
  type RunPage,
  type RunUpdate,
  type SignalLink,
  type SignalLinkOptions,
  type SignalOptions,
  type StartRunOptions,
  type StepResultPage,
  StoreClosedError,
  toStartRun,
  type WorkflowPage,
  type WorkflowVersion,
} from "@millrace/core";
import type { CallUntilClosed } from "./client-schedules.ts";
import { waitToRetry } from "./retry-wait.ts";

/** Who keeps workflows and runs: a server, or the store itself where there is none. */
export interface WorkflowCalls {
  validate(definition: unknown): Promise<readonly FieldViolation[]>;
  put(definition: unknown): Promise<PutWorkflowResult>;
  get(name: string, version: number | undefined): Promise<WorkflowVersion>;
  list(query: WorkflowListQuery): Promise<WorkflowPage>;
  start(
    name: string,
    options: StartRunOptions,
  ): Promise<{ readonly run: Run; readonly created: boolean }>;
  getRun(id: string, withSteps: boolean): Promise<Run>;
  listRuns(query: RunListQuery): Promise<RunPage>;
  /** Ends with the run, and with `signal`. */
  watch(id: string, afterSequence: number, signal: AbortSignal): AsyncIterable<RunUpdate>;
  cancel(id: string, options: CancelRunOptions): Promise<Run>;
  pause(id: string, options: RunOrderOptions): Promise<Run>;
  resume(id: string, options: RunOrderOptions): Promise<Run>;
  signal(id: string, name: string, payload: unknown, options: SignalOptions): Promise<Run>;
  signalLink(id: string, name: string, options: SignalLinkOptions): Promise<SignalLink>;
  rerun(id: string, options: RerunOptions): Promise<Run>;
  retryStep(id: string, step: string, options: RetryStepOptions): Promise<Run>;
  skipStep(id: string, step: string, result: unknown, options: RunOrderOptions): Promise<Run>;
  addSteps(id: string, steps: object, options: RunOrderOptions): Promise<Run>;
  history(id: string, afterSequence: number, limit: number | undefined): Promise<RunLogPage>;
  stepResult(id: string, step: string, fromItem: number): Promise<StepResultPage>;
  delete(id: string): Promise<void>;
}

/** Which workflows to list. */
export interface WorkflowListQuery {
  /** 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Of the page before. Defaults to the first page. */
  readonly pageToken?: string | undefined;
}

export interface WatchRunOptions {
  /** The sequence of the last line of the history that is known. Defaults to 0, the start. */
  readonly afterSequence?: number | undefined;
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined;
}

export interface WaitForRunOptions {
  /** Ends the wait, which rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
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

  /**
   * Keeps a workflow, for a deploy or a worker as it starts: what says the same as the latest version is that version.
   *
   * @param definition what `workflow()` of `@millrace/workflow` makes, or a value as JSON has it.
   * @throws MillraceError `INVALID_ARGUMENT` that names each place that is wrong.
   */
  async put(definition: unknown): Promise<PutWorkflowResult> {
    return this.#call(() => this.#calls.put(definition));
  }

  /** Reads a version of a workflow, the latest by default. @throws MillraceError `NOT_FOUND`. */
  async get(name: string, version?: number): Promise<WorkflowVersion> {
    return this.#call(() => this.#calls.get(name, version));
  }

  /** One page of the latest versions of workflows, by name. */
  async listPage(query: WorkflowListQuery = {}): Promise<WorkflowPage> {
    return this.#call(() => this.#calls.list(query));
  }

  /**
   * Starts a run of a workflow.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, `NOT_FOUND`, or `FAILED_PRECONDITION` when a step that starts at once has
   *   a concurrency key whose home is in another partition of the store.
   */
  async start(name: string, options: RunOptions = {}): Promise<StartedRun> {
    const start = toStartRun(options);
    const { run, created } = await this.#call(() => this.#calls.start(name, start));
    return new StartedRun(this, run, created);
  }

  /** Reads a run; with `steps` also where each of its steps is. @throws MillraceError `NOT_FOUND`. */
  async getRun(id: string, { steps = false }: { readonly steps?: boolean } = {}): Promise<Run> {
    return this.#call(() => this.#calls.getRun(id, steps));
  }

  /** One page of runs, the latest first, without their inputs and results. */
  async listRuns(query: RunListQuery = {}): Promise<RunPage> {
    return this.#call(() => this.#calls.listRuns(query));
  }

  /**
   * Tells the history of a run as it goes on, each time with how the run stands, until it has ended or is deleted. A
   * stream that breaks goes on where it was.
   *
   * @throws MillraceError `NOT_FOUND`, by the first step of the iteration.
   */
  async watchRun(id: string, options: WatchRunOptions = {}): Promise<AsyncIterable<RunUpdate>> {
    return this.#follow(id, options);
  }

  /** Waits until a run has ended; answers it with its result. @throws MillraceError `NOT_FOUND`. */
  async waitForRun(id: string, { signal }: WaitForRunOptions = {}): Promise<Run> {
    for await (const { run } of this.#follow(id, { signal })) {
      if (isFinalRun(run.status)) return run;
    }
    signal?.throwIfAborted();
    throw new MillraceError("NOT_FOUND", `run ${id} was deleted before it ended`);
  }

  /**
   * Cancels a run: what has not begun is cancelled, what runs is asked to stop, then `finally` runs.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has ended otherwise.
   */
  async cancelRun(id: string, options: CancelRunOptions = {}): Promise<Run> {
    return this.#call(() => this.#calls.cancel(id, options));
  }

  /** Has no further step start; those that run go on. @throws MillraceError as `cancelRun` does. */
  async pauseRun(id: string, options: RunOrderOptions = {}): Promise<Run> {
    return this.#call(() => this.#calls.pause(id, options));
  }

  /** Ends a pause. @throws MillraceError as `cancelRun` does. */
  async resumeRun(id: string, options: RunOrderOptions = {}): Promise<Run> {
    return this.#call(() => this.#calls.resume(id, options));
  }

  /**
   * Sends a signal, which the next step takes that waits for one of the name, now or later.
   *
   * @throws MillraceError `NOT_FOUND`, `FAILED_PRECONDITION` when the run has ended, `RESOURCE_EXHAUSTED`.
   */
  async signalRun(
    id: string,
    name: string,
    payload: unknown = null,
    options: SignalOptions = {},
  ): Promise<Run> {
    return this.#call(() => this.#calls.signal(id, name, payload, options));
  }

  /**
   * Makes a link by which somebody with a browser sends a signal, for a mail say: its page asks, and signals when an
   * answer is chosen. The first answer counts, and whoever has the link can give it until it expires.
   *
   * @returns the path of the link, below the address by which browsers reach the server.
   * @throws MillraceError `FAILED_PRECONDITION` when the server has no secret to sign it by, no step of the run waits for
   *   such a signal, or the client has a store in place of a server.
   */
  async signalLink(id: string, name: string, options: SignalLinkOptions = {}): Promise<SignalLink> {
    return this.#call(() => this.#calls.signalLink(id, name, options));
  }

  /**
   * Runs steps of a run that has ended again, and all that come after them.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has not ended or nothing has failed.
   */
  async rerun(id: string, options: RerunOptions = {}): Promise<Run> {
    if (Array.isArray(options.from) && options.from.length === 0) {
      // Over the wire no step means those that failed.
      const rule = "must name a step, or be FAILED";
      const violations = [{ field: "from", description: rule }];
      throw new MillraceError("INVALID_ARGUMENT", `from ${rule}`, { violations });
    }
    return this.#call(() => this.#calls.rerun(id, options));
  }

  /**
   * Runs a step again that has failed, in a run that goes on.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION`, as when a step behind it has started.
   */
  async retryStep(id: string, step: string, options: RetryStepOptions = {}): Promise<Run> {
    return this.#call(() => this.#calls.retryStep(id, step, options));
  }

  /** Has a step for completed, with a result made by hand. @throws MillraceError as `retryStep` does. */
  async skipStep(
    id: string,
    step: string,
    result: unknown = null,
    options: RunOrderOptions = {},
  ): Promise<Run> {
    return this.#call(() => this.#calls.skipStep(id, step, result, options));
  }

  /** Adds steps to a run that goes on. @throws MillraceError `INVALID_ARGUMENT`, and as `cancelRun` does. */
  async addSteps(id: string, steps: object, options: RunOrderOptions = {}): Promise<Run> {
    return this.#call(() => this.#calls.addSteps(id, steps, options));
  }

  /** Up to 1,000 lines of the history of a run, behind the sequence of one. */
  async history(id: string, afterSequence = 0, limit?: number): Promise<RunLogPage> {
    return this.#call(() => this.#calls.history(id, afterSequence, limit));
  }

  /**
   * Reads the result of a step; of a map up to 1,000 results of its items, from one of them on.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` for a step that has not completed.
   */
  async stepResult(id: string, step: string, fromItem = 0): Promise<StepResultPage> {
    return this.#call(() => this.#calls.stepResult(id, step, fromItem));
  }

  /**
   * Deletes a run that has ended, with its jobs and results.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` for one that goes on.
   */
  async deleteRun(id: string): Promise<void> {
    return this.#call(() => this.#calls.delete(id));
  }

  async *#follow(
    id: string,
    { afterSequence = 0, signal }: WatchRunOptions,
  ): AsyncGenerator<RunUpdate, void, undefined> {
    const left = new AbortController();
    const stopped = signal === undefined ? left.signal : AbortSignal.any([left.signal, signal]);
    let sequence = afterSequence;
    let isConnected = false;
    try {
      for (let failures = 0; !stopped.aborted; failures++) {
        try {
          const updates = this.#calls.watch(id, sequence, stopped)[Symbol.asyncIterator]();
          for (;;) {
            const next = await this.#call(() => updates.next());
            if (next.done) return;
            const { lines, run } = next.value;
            sequence = lines.at(-1)?.sequence ?? sequence;
            isConnected = true;
            failures = 0;
            yield next.value;
            if (isFinalRun(run.status) && run.sequence === sequence) return;
          }
        } catch (error) {
          if (stopped.aborted) return;
          const code = error instanceof MillraceError ? error.code : undefined;
          if (isConnected && code === "NOT_FOUND") return;
          const mayPass = code === "UNAVAILABLE" && !(error instanceof StoreClosedError);
          if (!mayPass || !isConnected) throw error;
        }
        await waitToRetry(failures + 1, stopped);
      }
    } finally {
      left.abort();
    }
  }
}

/** A run that was started, with what is done to it most. */
export class StartedRun {
  readonly id: string;
  /** False when a run had the `idKey` already, which is this one. */
  readonly created: boolean;
  /** As it stood when it was started. */
  readonly run: Run;
  readonly #workflows: ClientWorkflows;

  constructor(workflows: ClientWorkflows, run: Run, created: boolean) {
    this.#workflows = workflows;
    this.id = run.id;
    this.run = run;
    this.created = created;
  }

  /** Waits until it has ended, and answers it with its result. See `waitForRun`. */
  wait(options?: WaitForRunOptions): Promise<Run> {
    return this.#workflows.waitForRun(this.id, options);
  }

  /** Tells its history as it goes on. See `watchRun`. */
  async *watch(options?: WatchRunOptions): AsyncGenerator<RunUpdate, void, undefined> {
    yield* await this.#workflows.watchRun(this.id, options);
  }

  signal(name: string, payload?: unknown, options?: SignalOptions): Promise<Run> {
    return this.#workflows.signalRun(this.id, name, payload, options);
  }

  cancel(options?: CancelRunOptions): Promise<Run> {
    return this.#workflows.cancelRun(this.id, options);
  }
}
