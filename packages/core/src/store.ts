import type { ArchiveStore } from "./archive-store.ts";
import type { ErrorStore } from "./error-store.ts";
import type { GroupStore } from "./group-store.ts";
import type { JobStore } from "./job-store.ts";
import type { OperationStore, OperationWork } from "./operation-store.ts";
import type { QueueStore } from "./queue-store.ts";
import type { HeldRoles, Role, RoleLease, RoleRequest } from "./role.ts";
import type { RunStore } from "./run-store.ts";
import type { ScheduleStore } from "./schedule-store.ts";
import type { WorkerStore } from "./worker-store.ts";

/** What one round of maintenance did, in jobs. */
export interface MaintenanceReport {
  readonly promoted: number;
  readonly rescued: number;
  /** Cancelled because nobody had leased them by their start deadline. */
  readonly expired: number;
  readonly pruned: number;
  /** Whether a bound was reached, so that another round should follow at once. */
  readonly more: boolean;
}

/**
 * A store as a whole: its jobs, which are its own methods, and what concerns all that it keeps.
 *
 * Each method throws MillraceError `UNAVAILABLE` once the store is closed, whatever its arguments.
 */
export interface Store extends JobStore {
  /** What kind of store this is, for people: for example `memory` or `redis`. */
  readonly kind: string;

  /** The queues, one for each type that has jobs. */
  readonly queues: QueueStore;

  /** The schedules, as records: see `Schedules` of `@millrace/schedule`. */
  readonly schedules: ScheduleStore;

  /** Workflows and their runs, as records: see `Runs` of `@millrace/workflow`. */
  readonly runs: RunStore;

  /** The workers that live. */
  readonly workers: WorkerStore;

  /** What is done to many jobs. */
  readonly operations: OperationStore & OperationWork;

  /** The errors of jobs, grouped by what they have in common. */
  readonly errors: ErrorStore;

  /** Jobs that belong together. */
  readonly groups: GroupStore;

  /** Takes what is kept out of the store, and puts what was taken out of another one into it. */
  readonly archive: ArchiveStore;

  /**
   * Resolve once the store has been reached and can be used. While it cannot be reached, it keeps trying.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when someone has to put something right first: the
   *   message says what. `UNAVAILABLE` when the first try did not reach it.
   */
  ready(): Promise<void>;

  /** Warnings for operators about the settings of the database behind the store, in sentences. */
  warnings(): Promise<string[]>;

  /**
   * Do a bounded round of maintenance: promote due jobs, rescue jobs of expired leases, cancel those that
   * were not started in time, prune expired jobs
   * and forget types without jobs. The cost depends on what is due, not on how many jobs and types there
   * are. Concurrent rounds do no harm; `holdRole` avoids them.
   */
  maintain(): Promise<MaintenanceReport>;

  /**
   * Take a role that nobody holds, or extend one's own; answer who has it now.
   *
   * A role avoids double work and tells who does it. It is not a lock: a holder can be late, so nothing
   * may depend on there being only one.
   */
  holdRole(request: RoleRequest): Promise<RoleLease>;

  /** Give a role up, so that another can take it at once. Nothing happens unless `holder` has it. */
  releaseRole(role: Role, holder: string): Promise<void>;

  /**
   * Call `listener` when a role is given up, until the returned function is called. A notice can be lost, and a holder
   * that has crashed gives none: ask for the role from time to time as well.
   *
   * @throws MillraceError `INVALID_ARGUMENT` for what is no role.
   */
  onRoleReleased(role: Role, listener: () => void): () => void;

  /** Tell who has which role, and the store's time. */
  listRoles(): Promise<HeldRoles>;

  /**
   * Resolve when the store answers and, as far as it knows, accepts jobs. The cost is negligible: servers
   * call this once a second.
   *
   * @throws MillraceError `UNAVAILABLE` when it would refuse an enqueue, for a full disk or memory or
   *   because it may only be read.
   */
  ping(): Promise<void>;
}
