import type { Backoff } from "./backoff.ts";
import type { EpochMs } from "./clock.ts";
import type { Delivery, Job, RunStep } from "./job.ts";
import type { AfterRule, JoinSpec } from "./join.ts";
import type { MillraceError } from "./millrace-error.ts";
import type { TraceContext } from "./trace-context.ts";
import type { Unique, UniqueSpec } from "./unique.ts";

/**
 * What an enqueue waits for before it is answered.
 *
 * - `STORED`: what the store itself takes for written, by its own settings.
 * - `REPLICATED`: besides, that replicas of the store have it.
 */
export type Durability = "STORED" | "REPLICATED";

/** A job to enqueue. */
export interface EnqueueRequest {
  /** Names the queue and the handler: `[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}`. */
  readonly type: string;
  /** Handed to the handler as it is. Defaults to no bytes. */
  readonly payload?: Uint8Array | undefined;
  /** What the payload is, as a media type of at most 256 bytes. Defaults to `application/json`. */
  readonly contentType?: string | undefined;
  /** When the job is due; a time that has passed means at once. Excludes `delayMs`. */
  readonly runAt?: EpochMs | undefined;
  /** How long after the enqueue, by the store's clock, the job is due. Defaults to 0. */
  readonly delayMs?: number | undefined;
  /**
   * How long after it is due its first attempt may begin, in milliseconds, up to 10 years: a job that nobody
   * has leased by then is `CANCELLED`. Defaults to no limit.
   */
  readonly expiresInMs?: number | undefined;
  /** 0 to 100, higher first. Defaults to 5. */
  readonly priority?: number | undefined;
  /** 1 to 1,000. Defaults to 4: a first run and 3 retries. */
  readonly maxAttempts?: number | undefined;
  /** Defaults to `DEFAULT_BACKOFF`, field by field. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** How long one attempt may take. Defaults to no limit. */
  readonly timeoutMs?: number | undefined;
  /**
   * At most one job of this type, and of `concurrencyKey` if it has one, is kept under this key. The same
   * request again returns that job; another request is refused with `ALREADY_EXISTS`. Defaults to none.
   */
  readonly idempotencyKey?: string | undefined;
  /**
   * Asks that there be one job at most for the same work, whatever its requests say besides. It is looked
   * at after the idempotency key. Defaults to none.
   */
  readonly unique?: Unique | undefined;
  /**
   * Names whose job it is or what it uses, such as a tenant, by 1 to 256 bytes. The keys of a queue are served
   * fairly, and each may have a limit: see `QueueLimits.keyMaxRunning`. Defaults to none, which is served as
   * one more key, without a limit.
   */
  readonly concurrencyKey?: string | undefined;
  /** Defaults to `AT_LEAST_ONCE`. */
  readonly delivery?: Delivery | undefined;
  /** Labels for people and filters. Defaults to none. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /**
   * The span that enqueues the job, for traces that go on where it runs. It is no part of what an
   * idempotency key compares. Defaults to none.
   */
  readonly traceContext?: TraceContext | undefined;
  /** How long the job is kept once finished. Defaults to 24 hours, or to `unique.ttlMs` where that is longer. */
  readonly retentionMs?: number | undefined;
  /**
   * The ids of jobs that have to end first, at most 100: until then the job is `BLOCKED`. One that has
   * ended already counts at once; one that does not exist is refused with `NOT_FOUND`. A job can only come
   * after jobs that exist, so none can come after itself. All must lie in one partition of the store,
   * that of `concurrencyKey` or `unique.key` if there is one. With a `delayMs`, the delay begins when the wait ends. Defaults
   * to none.
   */
  readonly after?: readonly string[] | undefined;
  /** What their ends mean for this job; of use with `after` only. Defaults to `COMPLETED`. */
  readonly afterRule?: AfterRule | undefined;
  /**
   * The id of a group that the job joins, which is not sealed. What it enqueues with its completion is not of
   * the group. It lies where the group does. Defaults to none.
   */
  readonly groupId?: string | undefined;
  /**
   * `REPLICATED` waits, within bounds, until replicas of the store have the job, and is told how many:
   * {@link EnqueueResult}. A store without replicas refuses it. It is no part of what an idempotency
   * key compares. Defaults to `STORED`.
   */
  readonly durability?: Durability | undefined;
}

/** What became of one enqueue request. */
export type EnqueueResult =
  | {
      readonly job: Job;
      /** False when the idempotency key, or the unique key, led to a job that was there before. */
      readonly created: boolean;
      /** Present when the unique key led to a job that the request has replaced; then it was not created. */
      readonly replaced?: true;
      /**
       * How many replicas have said that they have the job; only for a request with `REPLICATED`. With
       * 0, none did in time: the job is there all the same, but a crash of the node that has it may
       * take it along. The same request again with its idempotency key asks the replicas again.
       */
      readonly replicas?: number;
    }
  | { readonly error: MillraceError };

type Filled<T> = { readonly [Field in keyof T]-?: Exclude<T[Field], undefined> };

/** A checked enqueue request with every default filled in. */
export interface JobSpec
  extends Filled<
    Omit<
      EnqueueRequest,
      | "contentType"
      | "traceContext"
      | "timeoutMs"
      | "idempotencyKey"
      | "unique"
      | "concurrencyKey"
      | "groupId"
      | "runAt"
      | "delayMs"
      | "expiresInMs"
      | "durability"
      | "after"
      | "afterRule"
    >
  > {
  readonly backoff: Backoff;
  /** Absent for `application/json`. */
  readonly contentType?: string;
  readonly traceContext?: TraceContext;
  readonly timeoutMs?: number;
  readonly idempotencyKey?: string;
  readonly unique?: UniqueSpec;
  readonly concurrencyKey?: string;
  readonly groupId?: string;
  /** Present when the request names a time; otherwise the job is due `delayMs` from now. */
  readonly runAt?: EpochMs;
  readonly delayMs: number;
  /** What the job comes after, if anything. */
  readonly join?: JoinSpec;
  /** The job whose completion creates this one, if it is a child. */
  readonly parentId?: string;
  /** The step of a run that the job is made for, if it is. */
  readonly run?: RunStep;
  readonly expiresInMs?: number;
}
