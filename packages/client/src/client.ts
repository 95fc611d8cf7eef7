import {
  type AnyJob,
  type ChangeOptions,
  checkCancelReason,
  checkChangeOptions,
  checkGetOptions,
  type Duration,
  type EnqueueRequest,
  type ErrorStore,
  type Explanation,
  FieldCheck,
  type FieldNames,
  type GetOptions as GetOptionsOfStore,
  isFinal,
  type JobDefinition,
  type JobOptions,
  type JobQuery,
  JobView,
  type JobViewKind,
  jobWithOptions,
  type MadeRequest,
  MillraceError,
  makeRequest,
  type NewJob,
  Refusals,
  type Topic,
  type WatchRequest,
} from "@millrace/core";
import { atCaller } from "./at-caller.ts";
import { type ClientBackend, type ClientOptions, openBackend } from "./client-backend.ts";
import type { ClientGroups } from "./client-groups.ts";
import { type ClientOperations, type OperationCalls, withList } from "./client-operations.ts";
import { ClientQueues } from "./client-queues.ts";
import type { ClientSchedules } from "./client-schedules.ts";
import type { ClientStore } from "./client-store.ts";
import type { SubscribeOptions, TopicUpdate } from "./client-topics.ts";
import { ClientWorkers } from "./client-workers.ts";
import type { ClientWorkflows } from "./client-workflows.ts";
import { followJob } from "./follow-job.ts";
import {
  type EnqueuedJob,
  type EnqueueResult,
  type JobEvent,
  type JobPage,
  resultInClientWords,
  throwInClientWords,
} from "./job-results.ts";
import { lazyPart } from "./lazy-part.ts";
import type { ServerInfo, ServerInfoOptions } from "./server-info.ts";
import { toJobUpdate, type UpdateOptions } from "./update-options.ts";

/** How to read a job. */
export interface GetOptions {
  /** How much of it is read. Defaults to `FULL`. */
  readonly view?: JobViewKind | undefined;
  /**
   * How long to wait for the job to finish, up to a minute; it is read as it is when the time is over.
   * Defaults to 0: read it at once.
   */
  readonly wait?: Duration | undefined;
}

const GROUP_METHODS: FieldNames<ClientGroups> = {
  create: true,
  get: true,
  seal: true,
  cancel: true,
  retry: true,
  listJobs: true,
};

const GET_OPTIONS: FieldNames<GetOptions> = { view: true, wait: true };

/** How to wait for a job. */
export interface WaitOptions {
  /** Ends the wait. Defaults to none. */
  readonly signal?: AbortSignal | undefined;
}

const WAIT_OPTIONS: FieldNames<WaitOptions> = { signal: true };

const OPERATION_CALLS: FieldNames<OperationCalls> = {
  retry: true,
  cancel: true,
  delete: true,
  purge: true,
  get: true,
  listPage: true,
  stop: true,
};

const SCHEDULE_METHODS: FieldNames<ClientSchedules> = {
  upsert: true,
  put: true,
  get: true,
  listPage: true,
  delete: true,
  pause: true,
  resume: true,
  trigger: true,
  backfill: true,
  cancelBackfill: true,
  firings: true,
  preview: true,
};

const WORKFLOW_METHODS: FieldNames<ClientWorkflows> = {
  validate: true,
  put: true,
  get: true,
  listPage: true,
  start: true,
  getRun: true,
  listRuns: true,
  watchRun: true,
  waitForRun: true,
  cancelRun: true,
  pauseRun: true,
  resumeRun: true,
  signalRun: true,
  signalLink: true,
  rerun: true,
  retryStep: true,
  skipStep: true,
  addSteps: true,
  history: true,
  stepResult: true,
  deleteRun: true,
};

/** How many jobs one call enqueues at most. */
const BATCH_JOBS = 1_000;

/**
 * Enqueues, reads, watches, cancels, retries and deletes jobs, behind a Millrace server or in a store.
 *
 * Every method rejects with a MillraceError: with `UNAVAILABLE` when the server or the store cannot
 * be reached, does not answer in time, or the client is closed. A call that failed so may have been
 * carried out; an idempotency key makes an enqueue safe to repeat.
 */
export class Client implements AsyncDisposable {
  /** The queues at a glance: how long they are, and how old their oldest jobs. */
  readonly queues: ClientQueues;
  /** What is done to many jobs: to retry, cancel and delete those that a filter means. */
  readonly operations: ClientOperations;
  /** Jobs that belong together, and what is run as they end. */
  readonly groups: Pick<ClientGroups, keyof ClientGroups>;
  /** The workers that live. */
  readonly workers: ClientWorkers;
  /** The errors of jobs, grouped by what they have in common: `listGroups` looks at the latest of them. */
  readonly errors: ErrorStore;
  /** Jobs that are made again and again. */
  readonly schedules: Pick<ClientSchedules, keyof ClientSchedules>;
  /** Jobs as steps, and what each of them waits for. */
  readonly workflows: Pick<ClientWorkflows, keyof ClientWorkflows>;
  readonly #backend: ClientBackend;
  readonly #closed = new AbortController();
  readonly #enqueues = new Set<Promise<unknown>>();

  /** @throws MillraceError `INVALID_ARGUMENT` when an option is malformed. */
  constructor(options: ClientOptions = {}) {
    this.#backend = openBackend(options);
    this.queues = new ClientQueues((work) => this.#call(({ queues }) => work(queues)));
    this.operations = withList(
      lazyPart<OperationCalls>(OPERATION_CALLS, async () => {
        const { StoreOperations } = await import("./store-operations.ts");
        return new StoreOperations((work) => this.#call(({ operations }) => work(operations)));
      }),
    );
    this.workers = new ClientWorkers((query) => this.#call(({ workers }) => workers.list(query)));
    this.errors = { listGroups: (query) => this.#call(({ errors }) => errors.listGroups(query)) };
    this.groups = lazyPart<ClientGroups>(GROUP_METHODS, async () => {
      const { ClientGroups } = await import("./client-groups.ts");
      return new ClientGroups((work) => this.#call(({ groups }) => work(groups)), {
        enqueue: (...job) => this.#tracked(this.#enqueueOne(...job)),
        makeRequest,
        viewOf: (job) => new JobView(job),
      });
    });
    this.schedules = lazyPart<ClientSchedules>(SCHEDULE_METHODS, () =>
      this.#backend.schedules((work) => this.#untilClosed(work)),
    );
    this.workflows = lazyPart<ClientWorkflows>(WORKFLOW_METHODS, () =>
      this.#backend.workflows((work) => this.#untilClosed(work).catch(throwInClientWords)),
    );
  }

  /**
   * Enqueues a job of a definition, if its payload fits the definition's schema. What the schema checks
   * is the payload as the worker will read it from JSON.
   *
   * @throws MillraceError as for the name of a type.
   */
  enqueue<Input>(
    definition: JobDefinition<Input, unknown>,
    payload: NoInfer<Input>,
    options?: JobOptions,
  ): Promise<EnqueuedJob>;
  /**
   * Enqueues a job. The payload is bytes, be it a Buffer, an ArrayBuffer or any view of one, or a value
   * that is sent as JSON; what JSON would lose, such as a Map, is refused. Calls that are made
   * while others are under way travel together, and take effect in the order of the calls; those with
   * `durability: "REPLICATED"` travel apart from the others.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, `ALREADY_EXISTS` when the idempotency key belongs to
   *   another request, `RESOURCE_EXHAUSTED`.
   */
  enqueue(type: string, payload?: unknown, options?: JobOptions): Promise<EnqueuedJob>;
  enqueue(
    type: string | JobDefinition,
    payload?: unknown,
    options: JobOptions = {},
  ): Promise<EnqueuedJob> {
    return this.#tracked(this.#enqueueOne(type, payload, options));
  }

  /**
   * Enqueues many jobs, each by itself: one result each, in order. Any number will do; they are
   * sent in batches.
   */
  async enqueueMany<Type extends string | JobDefinition = string>(
    jobs: Iterable<NewJob<Type>>,
  ): Promise<EnqueueResult[]> {
    if (typeof jobs?.[Symbol.iterator] !== "function") {
      throw new MillraceError("INVALID_ARGUMENT", "cannot enqueue: jobs must be an array of jobs");
    }
    return this.#tracked(this.#enqueueAll(Array.from(jobs)));
  }

  /**
   * Reads a job; by `{ view: "BASIC" }` without its payload, its result and the details of its errors, by
   * `{ wait: "30s" }` once it has finished, or as it is by then.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async get(id: string, options: GetOptions = {}): Promise<JobView> {
    checkId(id);
    const asked = toGetOptions(options);
    return new JobView(await this.#call((store) => store.get(id, asked)));
  }

  /**
   * Tells why a job does not run: every reason there is, as data and as a sentence that says what to do, and
   * when it may start.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async explain(id: string): Promise<Explanation> {
    checkId(id);
    return this.#call((store) => store.explain(id));
  }

  /**
   * Changes a job that waits: what `update` gives, and nothing else, at once. A job that is due later than
   * before, or by now, changes its status as well; it keeps its place in the queue unless its priority
   * changes. With `{ ifSequence: job.sequence }` only if it has not changed since it was read.
   *
   * @throws MillraceError `NOT_FOUND`, `INVALID_ARGUMENT`, `RESOURCE_EXHAUSTED`, or `FAILED_PRECONDITION`
   *   when it is running or has finished, or is not at `ifSequence`.
   */
  async update(id: string, update: UpdateOptions, options: ChangeOptions = {}): Promise<JobView> {
    const change = toJobUpdate(update);
    checkChangeOptions(options, "cannot update");
    checkId(id);
    const job = this.#call((store) => store.update(id, change, options));
    return new JobView(await job.catch(throwInClientWords));
  }

  /**
   * Cancels a job: at once, or by a request to its handler when it is running. A job that is
   * cancelled already, or asked to be, is returned as it is. With `{ ifSequence: job.sequence }` only
   * if it has not changed since it was read.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has completed or failed, or is
   *   not at `ifSequence`.
   */
  async cancel(id: string, reason = "", options: ChangeOptions = {}): Promise<JobView> {
    checkCancelReason(reason);
    checkChangeOptions(options, "cannot cancel");
    checkId(id);
    return new JobView(await this.#call((store) => store.cancel(id, reason, options)));
  }

  /**
   * Runs a finished job again, at once and with all its attempts.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has not finished, or is not at
   *   `ifSequence`.
   */
  async retry(id: string, options: ChangeOptions = {}): Promise<JobView> {
    checkChangeOptions(options, "cannot retry");
    checkId(id);
    return new JobView(await this.#call((store) => store.redrive(id, options)));
  }

  /**
   * Forgets a job and its idempotency key.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` while it is running, or when it is not
   *   at `ifSequence`.
   */
  async delete(id: string, options: ChangeOptions = {}): Promise<void> {
    checkChangeOptions(options, "cannot delete");
    checkId(id);
    await this.#call((store) => store.delete(id, options));
  }

  /**
   * Lists jobs, page by page as they are read; `pageSize` is how many come by one call. They come
   * without their payloads and results unless `view` is `FULL`. A job that changes its status meanwhile
   * can be listed twice, or not at all.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  async *list(query: JobQuery = {}): AsyncGenerator<JobView, void, undefined> {
    let next: JobQuery | undefined = query;
    while (next !== undefined) {
      const page: JobPage = await this.listPage(next);
      yield* page.jobs;
      const pageToken: string | undefined = page.nextPageToken;
      next = pageToken === undefined ? undefined : { ...query, pageToken };
    }
  }

  /**
   * One page of jobs.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for a page token of another query.
   */
  async listPage(query: JobQuery = {}): Promise<JobPage> {
    const page = await this.#call((store) => store.list(query));
    return { ...page, jobs: page.jobs.map((job) => new JobView(job)) };
  }

  /**
   * Streams the job as it stands, then after each change, until it has finished or is gone. Goes on
   * by itself after the connection broke, without repeating an event. `signal` ends the stream.
   *
   * @throws MillraceError `NOT_FOUND`, or `UNAVAILABLE` when the first call fails.
   */
  async *watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    const closed = this.#closed.signal;
    try {
      const open = async () => this.#backend.watchesIn(await this.#backend.store());
      for await (const event of followJob(open, request, closed)) {
        yield { ...event, job: new JobView(event.job) };
      }
    } catch (error) {
      throw atCaller(error);
    }
    if (closed.aborted && !request.signal?.aborted) throw clientClosed();
  }

  /**
   * Streams topics: each as it is, then after each change of it, as a whole. `signal` ends the stream. A reader that
   * is slow gets the newest state. Goes on by itself after the connection broke, which it tells by `disconnected` and
   * `connected`.
   *
   * ```ts
   * for await (const update of client.subscribe([{ all: "QUEUES" }, { queue: "email" }])) {
   *   if (update.kind === "queues") show(update.queues);
   * }
   * ```
   *
   * @throws MillraceError `INVALID_ARGUMENT`; `UNAVAILABLE` when the first call fails; `RESOURCE_EXHAUSTED`;
   *   `FAILED_PRECONDITION` when the client works on a store, without a server.
   */
  async *subscribe(
    topics: readonly Topic[],
    options: SubscribeOptions = {},
  ): AsyncGenerator<TopicUpdate, void, undefined> {
    const closed = this.#closed.signal;
    try {
      yield* await this.#untilClosed(() => this.#backend.subscribe(topics, options, closed));
    } catch (error) {
      throw atCaller(error);
    }
    if (closed.aborted && !options.signal?.aborted) throw clientClosed();
  }

  /**
   * Resolves with the job once it has completed, failed or been cancelled.
   *
   * @throws MillraceError `NOT_FOUND`, also when it is deleted before.
   * @throws the reason of `signal` when that is aborted before.
   */
  async waitFor(id: string, options: WaitOptions = {}): Promise<JobView> {
    const check = new FieldCheck();
    check.only(options, WAIT_OPTIONS, "the options of a wait");
    check.throwIfInvalid("cannot wait");
    const { signal } = options;
    for await (const { job } of this.watch({ id, signal })) {
      if (isFinal(job.status)) return job;
    }
    signal?.throwIfAborted();
    throw new MillraceError("NOT_FOUND", `job ${id} was deleted before it finished`);
  }

  /**
   * Tells the server's version, store and limits, and if wanted what it and its store do.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when the client works on a store, without a server.
   */
  async serverInfo(options: ServerInfoOptions = {}): Promise<ServerInfo> {
    return this.#untilClosed(() => this.#backend.serverInfo(options));
  }

  /**
   * Waits for the enqueues that are under way, ends all other calls, and closes the connection.
   * Idempotent.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#enqueues);
    this.#closed.abort();
    await this.#backend.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Has the close of the client wait for `enqueue`. */
  async #tracked<Result>(enqueue: Promise<Result>): Promise<Result> {
    this.#enqueues.add(enqueue);
    try {
      return await enqueue;
    } finally {
      this.#enqueues.delete(enqueue);
    }
  }

  async #enqueueOne(
    type: string | JobDefinition,
    payload: unknown,
    options: JobOptions,
  ): Promise<EnqueuedJob> {
    const made = makeRequest(jobWithOptions(type, payload, options));
    // Do not await without need: later calls would overtake this one.
    const request = isMade(made) ? made : await made;
    if (request instanceof MillraceError) throw request;
    const [result] = await this.#call((store) =>
      this.#backend.enqueuesIn(store).enqueue([request]),
    );
    if (result === undefined) throw new MillraceError("INTERNAL", "the enqueue has no result");
    const enqueued = resultInClientWords(result);
    if ("error" in enqueued) throw atCaller(enqueued.error);
    return enqueued;
  }

  async #enqueueAll(jobs: readonly AnyJob[]): Promise<EnqueueResult[]> {
    const made = jobs.map(makeRequest);
    // oxlint-disable-next-line typescript/await-thenable -- values and promises of them, mixed
    const answers = made.every(isMade) ? made : await Promise.all(made);
    const refusals = new Refusals();
    const requests: EnqueueRequest[] = [];
    answers.forEach((answer, place) => {
      if (answer instanceof MillraceError) refusals.add(place, answer);
      else requests.push(answer);
    });
    return refusals.among(await this.#enqueueInBatches(requests));
  }

  async #enqueueInBatches(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    const results: EnqueueResult[] = [];
    for (let from = 0; from < requests.length; from += BATCH_JOBS) {
      const batch = requests.slice(from, from + BATCH_JOBS);
      results.push(...(await this.#enqueueBatch(batch)));
    }
    return results;
  }

  /** A batch that fails as a whole leaves the results of the others alone. */
  async #enqueueBatch(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]> {
    try {
      const results = await this.#call((store) =>
        this.#backend.enqueuesIn(store).enqueue(requests),
      );
      return results.map(resultInClientWords);
    } catch (error) {
      if (error instanceof MillraceError) return requests.map(() => ({ error }));
      throw error;
    }
  }

  #call<Answer>(work: (store: ClientStore) => Promise<Answer>): Promise<Answer> {
    return this.#untilClosed(() => {
      const store = this.#backend.store();
      // Do not await without need: later calls would overtake this one.
      return store instanceof Promise ? store.then(work) : work(store);
    });
  }

  async #untilClosed<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { aborted } = this.#closed.signal;
    if (aborted) throw clientClosed();
    try {
      return await work();
    } catch (error) {
      throw this.#closed.signal.aborted ? clientClosed() : atCaller(error);
    }
  }
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every option at fault. */
function toGetOptions(options: GetOptions): GetOptionsOfStore {
  const check = new FieldCheck();
  const isObject = check.only(options, GET_OPTIONS, "the options of a get");
  const { view, wait } = isObject ? options : {};
  const waitMs = wait === undefined ? undefined : check.duration("wait", wait);
  check.throwIfInvalid("cannot get the job");
  const asked = { view, waitMs };
  try {
    checkGetOptions(asked);
  } catch (error) {
    throwInClientWords(error);
  }
  return asked;
}

/** A job's id, checked as far as the wire must be able to carry it; its form is the store's. */
function checkId(id: string): void {
  const check = new FieldCheck();
  check.text("id", id, Number.POSITIVE_INFINITY, 1);
  check.throwIfInvalid("cannot name a job");
}

function isMade(request: MadeRequest | Promise<MadeRequest>): request is MadeRequest {
  return !(request instanceof Promise);
}

function clientClosed(): MillraceError {
  return new MillraceError("UNAVAILABLE", "the client is closed");
}
