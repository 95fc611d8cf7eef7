import { createClient, type Client as RpcClient } from "@connectrpc/connect";
import {
  checkCancelReason,
  type EnqueueResult,
  FieldCheck,
  type FieldNames,
  type Job,
  type JobEvent,
  type JobPage,
  type JobQuery,
  MillraceError,
  type WatchRequest,
} from "@millrace/core";
import {
  decodeEnqueueBatchResult,
  decodeJob,
  decodeJobPage,
  encodeJobQuery,
  JobService,
  ServerService,
  type WireEnqueueRequest,
  type WireJob,
} from "@millrace/protocol";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { EnqueueBatcher } from "./enqueue-batcher.ts";
import { type JobOptions, type NewJob, newJob, toEnqueueRequest } from "./job-options.ts";
import { waitForJob, watchJob } from "./job-watcher.ts";
import { decodeServerInfo, type ServerInfo } from "./server-info.ts";

/** An enqueued job. */
export type EnqueuedJob = Exclude<EnqueueResult, { readonly error: MillraceError }>;

/** How to wait for a job. */
export interface WaitOptions {
  /** Ends the wait. Defaults to none. */
  readonly signal?: AbortSignal | undefined;
}

const WAIT_OPTIONS: FieldNames<WaitOptions> = { signal: true };

/**
 * A client of a Millrace server: enqueues jobs, follows them, and steps in.
 *
 * Every method rejects with a MillraceError: with `UNAVAILABLE` when the server cannot be reached,
 * does not answer in time, or the client is closed. A call that failed so may have been carried
 * out; an idempotency key makes an enqueue safe to repeat.
 */
export class Client {
  readonly #connection: Connection;
  readonly #jobs: RpcClient<typeof JobService>;
  readonly #watches: RpcClient<typeof JobService>;
  readonly #server: RpcClient<typeof ServerService>;
  readonly #batcher: EnqueueBatcher;
  /** Those that wait for replicas, so that no other waits along. */
  readonly #replicatedBatcher: EnqueueBatcher;
  readonly #enqueues = new Set<Promise<EnqueueResult>>();

  /** @throws MillraceError `INVALID_ARGUMENT` when an option is malformed. */
  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
    this.#jobs = createClient(JobService, this.#connection.transport);
    this.#watches = createClient(JobService, this.#connection.streams);
    this.#server = createClient(ServerService, this.#connection.transport);
    const calls = {
      send: (requests: WireEnqueueRequest[]) => this.#enqueueBatch(requests),
      askLimits: async () => (await this.serverInfo()).limits,
    };
    this.#batcher = new EnqueueBatcher(calls);
    this.#replicatedBatcher = new EnqueueBatcher(calls);
  }

  /**
   * Enqueues a job. The payload is bytes, be it a Buffer, an ArrayBuffer or any view of one, or a value
   * that is sent as JSON; what JSON would lose, such as a Map, is refused. Calls that are made
   * while others are under way travel together, and take effect in the order of the calls; those with
   * `durability: "REPLICATED"` travel apart from the others.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, `ALREADY_EXISTS` when the idempotency key belongs to
   *   another request, `RESOURCE_EXHAUSTED`.
   */
  async enqueue(type: string, payload?: unknown, options: JobOptions = {}): Promise<EnqueuedJob> {
    const result = await this.#enqueue(newJob(type, payload, options));
    if ("error" in result) throw result.error;
    return result;
  }

  /**
   * Enqueues many jobs, each by itself: one result each, in order. Any number will do; they are
   * sent in batches.
   */
  async enqueueMany(jobs: Iterable<NewJob>): Promise<EnqueueResult[]> {
    if (typeof jobs?.[Symbol.iterator] !== "function") {
      throw new MillraceError("INVALID_ARGUMENT", "cannot enqueue: jobs must be an array of jobs");
    }
    return Promise.all(Array.from(jobs, (job) => this.#enqueue(job)));
  }

  /** @throws MillraceError `NOT_FOUND`. */
  async get(id: string): Promise<Job> {
    const request = { id: checkId(id) };
    return jobOf(await this.#connection.call((options) => this.#jobs.getJob(request, options)));
  }

  /**
   * Cancels a job: at once, or by a request to its handler when it is running. A job that is
   * cancelled already, or asked to be, is returned as it is.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has completed or failed.
   */
  async cancel(id: string, reason = ""): Promise<Job> {
    checkCancelReason(reason);
    const request = { id: checkId(id), reason };
    const call = this.#connection.call((options) => this.#jobs.cancelJob(request, options));
    return jobOf(await call);
  }

  /**
   * Runs a finished job again, at once and with all its attempts.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has not finished.
   */
  async retry(id: string): Promise<Job> {
    const request = { id: checkId(id) };
    return jobOf(await this.#connection.call((options) => this.#jobs.retryJob(request, options)));
  }

  /**
   * Forgets a job and its idempotency key.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` while it is running.
   */
  async delete(id: string): Promise<void> {
    const request = { id: checkId(id) };
    await this.#connection.call((options) => this.#jobs.deleteJob(request, options));
  }

  /**
   * Lists jobs, page by page as they are read; `pageSize` is how many come by one call. A job that
   * changes its status meanwhile can be listed twice, or not at all.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  async *list(query: JobQuery = {}): AsyncGenerator<Job, void, undefined> {
    let next: JobQuery | undefined = query;
    while (next !== undefined) {
      const page = await this.listPage(next);
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
    const request = encodeJobQuery(query);
    return decodeJobPage(
      await this.#connection.call((options) => this.#jobs.listJobs(request, options)),
    );
  }

  /**
   * Streams the job as it stands, then after each change, until it has finished or is gone. Goes on
   * by itself after the connection broke, without repeating an event. `signal` ends the stream.
   *
   * @throws MillraceError `NOT_FOUND`, or `UNAVAILABLE` when the first call fails.
   */
  watch(request: WatchRequest): AsyncGenerator<JobEvent, void, undefined> {
    return watchJob(this.#watcher(), request);
  }

  /**
   * Resolves with the job once it has completed, failed or been cancelled.
   *
   * @throws MillraceError `NOT_FOUND`, also when it is deleted before.
   * @throws the reason of `signal` when that is aborted before.
   */
  async waitFor(id: string, options: WaitOptions = {}): Promise<Job> {
    const check = new FieldCheck();
    check.only(options, WAIT_OPTIONS, "the options of a wait");
    check.throwIfInvalid("cannot wait");
    return waitForJob(this.#watcher(), id, options.signal);
  }

  /** Tells the server's version, store and limits. */
  async serverInfo(): Promise<ServerInfo> {
    return decodeServerInfo(
      await this.#connection.call((options) => this.#server.getServerInfo({}, options)),
    );
  }

  /**
   * Waits for the enqueues that are under way, ends all other calls, and closes the connection.
   * Idempotent.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#enqueues);
    this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #enqueue(job: NewJob): Promise<EnqueueResult> {
    const pending = this.#batchUp(job);
    this.#enqueues.add(pending);
    try {
      return await pending;
    } finally {
      this.#enqueues.delete(pending);
    }
  }

  async #batchUp(job: NewJob): Promise<EnqueueResult> {
    try {
      const request = toEnqueueRequest(job);
      const batcher = job.durability === "REPLICATED" ? this.#replicatedBatcher : this.#batcher;
      return await batcher.enqueue(request);
    } catch (error) {
      if (error instanceof MillraceError) return { error };
      throw error;
    }
  }

  async #enqueueBatch(requests: WireEnqueueRequest[]): Promise<EnqueueResult[]> {
    const { results } = await this.#connection.call((options) =>
      this.#jobs.enqueueBatch({ requests }, options),
    );
    return requests.map((request, i) => {
      const result = results[i];
      if (result !== undefined) return decodeEnqueueBatchResult(result, request);
      throw new MillraceError("INTERNAL", "the server's answer lacks results of the batch");
    });
  }

  #watcher() {
    return {
      connection: this.#connection,
      rpc: this.#watches,
      get: (id: string) => this.get(id),
    };
  }
}

/** A job's id, checked as far as the wire must be able to carry it; its form is the server's. */
function checkId(id: string): string {
  const check = new FieldCheck();
  check.text("id", id, Number.POSITIVE_INFINITY, 1);
  check.throwIfInvalid("cannot name a job");
  return id;
}

function jobOf({ job }: { readonly job?: WireJob | undefined }): Job {
  if (job !== undefined) return decodeJob(job);
  throw new MillraceError(
    "INTERNAL",
    "the server's answer has no job; use a client and a server of the same version",
  );
}
