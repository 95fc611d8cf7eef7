import {
  type Enqueued,
  type JobEvent as EventOfStore,
  JobView,
  MillraceError,
  type JobPage as PageOfStore,
  type EnqueueResult as ResultOfStore,
  respellFields,
  withoutUnit,
} from "@millrace/core";

/** An enqueued job. */
export interface EnqueuedJob extends Enqueued {
  readonly job: JobView;
}

/** What became of one job of many: it is enqueued, or refused. */
export type EnqueueResult = EnqueuedJob | { readonly error: MillraceError };

/** A page of jobs. */
export interface JobPage extends PageOfStore {
  readonly jobs: readonly JobView[];
}

/** A job as it stood after one of its changes. */
export interface JobEvent extends EventOfStore {
  readonly job: JobView;
}

/** Throws `error`, naming the client's options. */
export function throwInClientWords(error: unknown): never {
  throw error instanceof MillraceError ? respellFields(error, withoutUnit) : error;
}

/** Errors name the client's options: `delay`, which takes a duration, in place of `delayMs`. */
export function resultInClientWords(result: ResultOfStore): EnqueueResult {
  if ("error" in result) return { error: respellFields(result.error, withoutUnit) };
  return { ...result, job: new JobView(result.job) };
}
