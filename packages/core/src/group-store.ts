import type { CreateGroupRequest, Group, GroupQuery } from "./group.ts";
import type { Job } from "./job.ts";

/** A page of the jobs of a group. */
export interface GroupJobPage {
  /** By the view `BASIC`; those that are kept no more are left out, so there can be fewer than asked for. */
  readonly jobs: readonly Job[];
  /** Present when there may be more. */
  readonly nextPageToken?: string;
}

/**
 * The groups of a store. Methods that take an id throw MillraceError `INVALID_ARGUMENT` when it is none and
 * `NOT_FOUND` when there is no such group; every method can throw `UNAVAILABLE`.
 */
export interface GroupStore {
  /**
   * Create a group, with its callbacks and maybe jobs, in one step.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, `RESOURCE_EXHAUSTED`; `FAILED_PRECONDITION` when a type of its
   *   jobs or callbacks is draining. Nothing is created then.
   */
  create(request?: CreateGroupRequest): Promise<Group>;

  get(id: string): Promise<Group>;

  /** Let no more jobs join the group: it ends with the last one of those that have. Idempotent. */
  seal(id: string): Promise<Group>;

  /** List the jobs of a group page by page, the earliest first. */
  listJobs(id: string, query?: GroupQuery): Promise<GroupJobPage>;

  /**
   * Seal a group, and cancel those of its jobs that have not finished: at once, or by a request to the handlers
   * of those that run. They are cancelled one after the other; a call that fails can be repeated.
   */
  cancel(id: string, reason?: string): Promise<Group>;

  /** Run the jobs of a group again that have failed, one after the other. Its callbacks stay as they are. */
  retry(id: string): Promise<Group>;
}
