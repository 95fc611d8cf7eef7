import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";

/** A task that one of the processes on a store does for all of them. */
export type Role = "maintenance";

/** A call for a role. */
export interface RoleRequest {
  readonly role: Role;
  /** The unique name of the caller: 1 to 512 bytes. */
  readonly holder: string;
  /** How long the role is held unless the call is repeated, in milliseconds: 1 to 86,400,000 (a day). */
  readonly leaseMs: number;
}

/** Who has a role. */
export interface RoleLease {
  readonly holder: string;
  /** Grows each time that the role changes hands; never repeats within a store. */
  readonly fence: number;
  /** When it ends, by the store's clock, unless it is held for longer. */
  readonly expiresAt: EpochMs;
}

/** Room for the name of a worker, and for what tells it from others of that name. */
const HOLDER_BYTES = 512;
const ROLES: Readonly<Record<Role, true>> = { maintenance: true };
const REQUEST: FieldNames<RoleRequest> = { role: true, holder: true, leaseMs: true };

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkRoleRequest(request: RoleRequest): void {
  const check = new FieldCheck();
  if (check.only<RoleRequest>(request, REQUEST, "a request for a role")) {
    checkHolder(check, request);
    check.integer("leaseMs", request.leaseMs, 1, BOUNDS.maxLeaseMs, " ms");
  }
  check.throwIfInvalid("cannot hold the role");
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkRoleRelease(role: Role, holder: string): void {
  const check = new FieldCheck();
  checkHolder(check, { role, holder });
  check.throwIfInvalid("cannot release the role");
}

function checkHolder(check: FieldCheck, { role, holder }: Pick<RoleRequest, "role" | "holder">) {
  if (!Object.hasOwn(ROLES, role)) {
    check.invalid("role", `must be one of ${Object.keys(ROLES).join(", ")}`);
  }
  if (check.string("holder", holder)) check.text("holder", holder, HOLDER_BYTES, 1);
}

/** The roles of a store that lives in one process. */
export class RoleLeases {
  readonly #held = new Map<Role, { readonly lease: RoleLease; readonly heldAt: EpochMs }>();

  /** The lease of the role: that of the request, unless another holder has it. */
  hold({ role, holder, leaseMs }: RoleRequest, now: EpochMs, nextFence: () => number): RoleLease {
    const held = this.#held.get(role);
    // A lease that begins in the future does not count: the clock was set back.
    const present =
      held !== undefined && held.heldAt <= now && now < held.lease.expiresAt
        ? held.lease
        : undefined;
    if (present !== undefined && present.holder !== holder) return present;
    const lease = { holder, fence: present?.fence ?? nextFence(), expiresAt: now + leaseMs };
    this.#held.set(role, { lease, heldAt: now });
    return lease;
  }

  release(role: Role, holder: string): void {
    if (this.#held.get(role)?.lease.holder === holder) this.#held.delete(role);
  }

  /** Releases all. */
  clear(): void {
    this.#held.clear();
  }
}
