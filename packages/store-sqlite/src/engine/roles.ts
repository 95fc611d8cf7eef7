import type { DatabaseSync, StatementSync } from "node:sqlite";
import {
  type EpochMs,
  type HeldRoles,
  type Role,
  type RoleLease,
  RoleLeases,
  type RoleRequest,
} from "@millrace/core";
import { NEXT_FENCE } from "../sql/statements.ts";

/**
 * Who has which role. No other process has the file, so the holders are kept in memory only. The fences
 * are stored, because those of the next process must be greater.
 */
export class Roles {
  readonly #leases = new RoleLeases();
  readonly #nextFence: StatementSync;

  constructor(database: DatabaseSync) {
    this.#nextFence = database.prepare(NEXT_FENCE);
  }

  hold(request: RoleRequest, now: EpochMs): RoleLease {
    return this.#leases.hold(request, now, () => {
      const { fence } = this.#nextFence.get(request.role) as { fence: number };
      return fence;
    });
  }

  list(now: EpochMs): HeldRoles {
    return this.#leases.list(now);
  }

  /** Whether `holder` had it. */
  release(role: Role, holder: string): boolean {
    return this.#leases.release(role, holder);
  }

  /** Forgets all holders, because the transaction in which one took a role was rolled back. */
  rolledBack(): void {
    this.#leases.clear();
  }
}
