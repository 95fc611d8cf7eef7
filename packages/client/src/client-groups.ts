import {
  type AnyJob,
  type ChildRequest,
  type CreateGroupRequest,
  type Duration,
  FieldCheck,
  type FieldNames,
  GROUP_CALLBACKS,
  type Group,
  type GroupJobPage,
  type GroupQuery,
  type GroupStore,
  type Job,
  type JobDefinition,
  type JobOptions,
  type JobView,
  keepAliveClock,
  lengthMs,
  type MadeRequest,
  MillraceError,
  sleep,
} from "@millrace/core";
import type { EnqueuedJob } from "./job-results.ts";

/** What only jobs can have that are enqueued by themselves. */
type NotOfGroupJobs =
  | "idempotencyKey"
  | "unique"
  | "after"
  | "afterRule"
  | "groupId"
  | "durability";

/** A job that is created with a group. */
export type GroupJob = Omit<AnyJob, NotOfGroupJobs>;

/** What a group may have. */
export interface GroupOptions {
  /** Jobs to create with it, at most 1,000 of 2 MiB together. Defaults to none. */
  readonly jobs?: readonly GroupJob[] | undefined;
  /** Whether no more jobs are to join it. Defaults to false. */
  readonly sealed?: boolean | undefined;
  /** The job that is run once the group is sealed and all of its jobs have completed. Defaults to none. */
  readonly onCompleted?: GroupJob | undefined;
  /** The job that is run as soon as one has failed for good. Defaults to none. */
  readonly onFailed?: GroupJob | undefined;
  /** The job that is run once the group is sealed and all have ended, however they did. Defaults to none. */
  readonly onFinished?: GroupJob | undefined;
  /** How long the group is kept once it has finished. Defaults to 24 h. */
  readonly retention?: Duration | undefined;
}

/** A page of the jobs of a group. */
export interface GroupJobs extends GroupJobPage {
  readonly jobs: readonly JobView[];
}

/** How to wait for a group. */
export interface GroupWaitOptions {
  /** Ends the wait, and nothing else. Defaults to none. */
  readonly signal?: AbortSignal | undefined;
}

/** A group as it was when it was read, and what can be done to it. */
export interface ClientGroup extends Group {
  /** Enqueues a job that joins the group, as `client.enqueue` does. */
  enqueue(
    type: string | JobDefinition,
    payload?: unknown,
    options?: Omit<JobOptions, "groupId">,
  ): Promise<EnqueuedJob>;
  /** As `client.groups.seal`, `cancel`, `retry` and `listJobs` do. */
  seal(): Promise<ClientGroup>;
  cancel(reason?: string): Promise<ClientGroup>;
  retry(): Promise<ClientGroup>;
  listJobs(query?: GroupQuery): Promise<GroupJobs>;
  /**
   * Resolves with the group once it has finished, by a look every half second.
   *
   * @throws MillraceError as for a `get`.
   * @throws the reason of `signal` when that is aborted before.
   */
  wait(options?: GroupWaitOptions): Promise<ClientGroup>;
}

const OPTIONS: FieldNames<GroupOptions> = {
  jobs: true,
  sealed: true,
  onCompleted: true,
  onFailed: true,
  onFinished: true,
  retention: true,
};

const WAIT_OPTIONS: FieldNames<GroupWaitOptions> = { signal: true };
const LOOK_MS = 500;
const CANNOT = "cannot create a group";

/** What each page has of jobs, and what is handed in, so that it stays one file. */
export interface JobParts {
  readonly enqueue: (
    type: string | JobDefinition,
    payload: unknown,
    options: JobOptions,
  ) => Promise<EnqueuedJob>;
  readonly makeRequest: (job: AnyJob) => MadeRequest | Promise<MadeRequest>;
  readonly viewOf: (job: Job) => JobView;
}

/** Jobs that belong together, and the jobs that are run as they end. See `Client.groups`. */
export class ClientGroups {
  readonly #call: <Answer>(work: (groups: GroupStore) => Promise<Answer>) => Promise<Answer>;
  readonly #parts: JobParts;

  constructor(
    call: <Answer>(work: (groups: GroupStore) => Promise<Answer>) => Promise<Answer>,
    parts: JobParts,
  ) {
    this.#call = call;
    this.#parts = parts;
  }

  /**
   * Creates a group with its callbacks, and maybe jobs, in one step.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, `RESOURCE_EXHAUSTED`; `FAILED_PRECONDITION` when a type of its jobs
   *   is draining. Nothing is created then.
   */
  async create(options: GroupOptions = {}): Promise<ClientGroup> {
    const request = await toCreateGroup(options, this.#parts);
    return this.#shown(await this.#call((groups) => groups.create(request)));
  }

  /**
   * Reads a group.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async get(id: string): Promise<ClientGroup> {
    return this.#shown(await this.#call((groups) => groups.get(id)));
  }

  /** Lets no more jobs join a group: it ends with the last one of those that have. */
  async seal(id: string): Promise<ClientGroup> {
    return this.#shown(await this.#call((groups) => groups.seal(id)));
  }

  /** Seals a group, and cancels those of its jobs that have not finished. */
  async cancel(id: string, reason?: string): Promise<ClientGroup> {
    return this.#shown(await this.#call((groups) => groups.cancel(id, reason)));
  }

  /** Runs the jobs of a group again that have failed. Its callbacks stay as they are. */
  async retry(id: string): Promise<ClientGroup> {
    return this.#shown(await this.#call((groups) => groups.retry(id)));
  }

  /** A page of the jobs of a group, the earliest first; those that are kept no more are left out. */
  async listJobs(id: string, query?: GroupQuery): Promise<GroupJobs> {
    const page = await this.#call((groups) => groups.listJobs(id, query));
    return { ...page, jobs: page.jobs.map(this.#parts.viewOf) };
  }

  #shown(group: Group): ClientGroup {
    const { id } = group;
    return {
      ...group,
      enqueue: (type, payload, options = {}) =>
        this.#parts.enqueue(type, payload, { ...options, groupId: id }),
      seal: () => this.seal(id),
      cancel: (reason) => this.cancel(id, reason),
      retry: () => this.retry(id),
      listJobs: (query) => this.listJobs(id, query),
      wait: (options) => this.#wait(id, options),
    };
  }

  async #wait(id: string, options: GroupWaitOptions = {}): Promise<ClientGroup> {
    const check = new FieldCheck();
    check.only(options, WAIT_OPTIONS, "the options of a wait");
    check.throwIfInvalid("cannot wait");
    const { signal } = options;
    for (;;) {
      signal?.throwIfAborted();
      const group = await this.get(id);
      if (group.finishedAt !== undefined) return group;
      await sleep(keepAliveClock, LOOK_MS, signal);
    }
  }
}

async function toCreateGroup(
  options: GroupOptions,
  { makeRequest }: JobParts,
): Promise<CreateGroupRequest> {
  const check = new FieldCheck();
  if (!check.only(options, OPTIONS, "a group")) check.throwIfInvalid(CANNOT);
  const { jobs = [], sealed, retention } = options;
  const request = async (path: string, job: GroupJob): Promise<ChildRequest> => {
    const made = await makeRequest(job);
    if (!(made instanceof MillraceError)) return made;
    check.within(path, made);
    return { type: "" };
  };
  const callbacks: {
    onCompleted?: ChildRequest;
    onFailed?: ChildRequest;
    onFinished?: ChildRequest;
  } = {};
  for (const callback of GROUP_CALLBACKS) {
    const job = options[callback];
    if (job !== undefined) callbacks[callback] = await request(callback, job);
  }
  const made = check.list("jobs", jobs, 0, Number.POSITIVE_INFINITY)
    ? await Promise.all(jobs.map((job, i) => request(`jobs[${i}]`, job)))
    : [];
  const retentionMs = lengthMs(check, "retention", retention);
  check.throwIfInvalid(CANNOT);
  return {
    jobs: made,
    ...callbacks,
    ...(sealed !== undefined && { sealed }),
    ...(retentionMs !== undefined && { retentionMs }),
  };
}
