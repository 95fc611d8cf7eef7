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

/** A role that somebody has now. */
export interface HeldRole extends RoleLease {
  readonly role: Role;
}

/** The roles of a store, and its time. */
export interface HeldRoles {
  readonly now: EpochMs;
  /** Those that somebody has. */
  readonly roles: readonly HeldRole[];
}

/** Room for the name of a worker, and for what tells it from others of that name. */
const HOLDER_BYTES = 512;
const ROLES: Readonly<Record<Role, true>> = { maintenance: true };
/** Every {@link Role}. */
export const ROLE_NAMES: readonly Role[] = Object.keys(ROLES) as Role[];
/** The name by which stores tell that a role was given up, where names of types stand; it is none. */
export const roleReleased = (role: Role): string => `:role:${role}`;
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

/** @throws MillraceError `INVALID_ARGUMENT` when it is none. */
export function checkRole(role: Role): void {
  const check = new FieldCheck();
  checkName(check, role);
  check.throwIfInvalid("cannot listen for a role");
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkRoleRelease(role: Role, holder: string): void {
  const check = new FieldCheck();
  checkHolder(check, { role, holder });
  check.throwIfInvalid("cannot release the role");
}

function checkName(check: FieldCheck, role: Role): void {
  if (Object.hasOwn(ROLES, role)) return;
  check.invalid("role", `must be one of ${Object.keys(ROLES).join(", ")}`);
}

function checkHolder(check: FieldCheck, { role, holder }: Pick<RoleRequest, "role" | "holder">) {
  checkName(check, role);
  if (check.string("holder", holder)) check.text("holder", holder, HOLDER_BYTES, 1);
}

interface Held {
  readonly lease: RoleLease;
  readonly heldAt: EpochMs;
}

/** Whether a lease that begins with `heldAt` is one: not in the future, after which the clock was set back. */
function isHeld({ lease, heldAt }: Held, now: EpochMs): boolean {
  return heldAt <= now && now < lease.expiresAt;
}

/** The roles of a store that lives in one process. */
export class RoleLeases {
  readonly #held = new Map<Role, Held>();

  /** The lease of the role: that of the request, unless another holder has it. */
  hold({ role, holder, leaseMs }: RoleRequest, now: EpochMs, nextFence: () => number): RoleLease {
    const held = this.#held.get(role);
    const present = held !== undefined && isHeld(held, now) ? held.lease : undefined;
    if (present !== undefined && present.holder !== holder) return present;
    const lease = { holder, fence: present?.fence ?? nextFence(), expiresAt: now + leaseMs };
    this.#held.set(role, { lease, heldAt: now });
    return lease;
  }

  list(now: EpochMs): HeldRoles {
    const held = [...this.#held].filter(([, each]) => isHeld(each, now));
    return { now, roles: held.map(([role, { lease }]) => ({ role, ...lease })) };
  }

  /** Whether `holder` had it. */
  release(role: Role, holder: string): boolean {
    return this.#held.get(role)?.lease.holder === holder && this.#held.delete(role);
  }

  /** Releases all. */
  clear(): void {
    this.#held.clear();
  }
}
