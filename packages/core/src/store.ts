import type { JobStore } from "./job-store.ts";
import type { QueueStore } from "./queue-store.ts";
import type { Role, RoleLease, RoleRequest } from "./role.ts";

/** What one round of maintenance did, in jobs. */
export interface MaintenanceReport {
  readonly promoted: number;
  readonly rescued: number;
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

  /**
   * Resolve once the store was reached and can be used. A store that is away goes on trying by itself.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when someone has to put something right first: the
   *   message says what. `UNAVAILABLE` when the first try did not reach it.
   */
  ready(): Promise<void>;

  /** What an operator should know of the settings of what the store is made of, in sentences. */
  warnings(): Promise<string[]>;

  /**
   * Promote due jobs, rescue jobs of expired leases, prune expired ones, forget types without jobs: a
   * bounded round. Its cost is that of what is due, however many jobs and types there are. Rounds at
   * the same time do no harm; `holdRole` spares them.
   */
  maintain(): Promise<MaintenanceReport>;

  /**
   * Take a role that nobody holds, or hold on to one's own; answer who has it now.
   *
   * A role spares double work, and says who does it. It is no lock: its holder may be late, so nothing
   * may depend on its being the only one.
   */
  holdRole(request: RoleRequest): Promise<RoleLease>;

  /** Give a role up, so that another can take it at once. Nothing happens unless `holder` has it. */
  releaseRole(role: Role, holder: string): Promise<void>;

  /**
   * Resolve when the store answers and, for all that it knows, takes jobs. Costs next to nothing:
   * servers ask once a second.
   *
   * @throws MillraceError `UNAVAILABLE` when it would refuse an enqueue, for a full disk or memory or
   *   because it may only be read.
   */
  ping(): Promise<void>;
}
