import { shortDigest } from "#short-digest";
import { ENQUEUE_FIELDS, enqueueFault, specOf } from "./check-enqueue.ts";
import type { EnqueueRequest, JobSpec } from "./enqueue.ts";
import { FieldCheck, type FieldNames, utf8Bytes } from "./field-check.ts";
import { jobIdsOf, partitionOf } from "./job-id.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import type { MillraceError } from "./millrace-error.ts";

/** What only jobs can have that are enqueued by themselves. */
type NotOfChildren =
  | "idempotencyKey"
  | "unique"
  | "concurrencyKey"
  | "after"
  | "afterRule"
  | "groupId"
  | "durability";

/** A job that is created together with the completion of another one, its parent. */
export type ChildRequest = Omit<EnqueueRequest, NotOfChildren>;

/** A child to create. */
export interface PlannedChild {
  readonly id: string;
  readonly spec: JobSpec;
}

const {
  idempotencyKey: _idempotencyKey,
  unique: _unique,
  concurrencyKey: _concurrencyKey,
  after: _after,
  afterRule: _afterRule,
  groupId: _groupId,
  durability: _durability,
  ...childFields
} = ENQUEUE_FIELDS;

/** Every field of a child. */
export const CHILD_FIELDS: FieldNames<ChildRequest> = childFields;

const BY_ITSELF = "enqueue it by a client instead, which takes effect at once";
const ELSEWHERE = "cannot be had by a child, whose home is that of its parent";

/** Why a child cannot have a field, and what to do instead. */
const REFUSED_FIELDS: { readonly [Field in NotOfChildren]: string } = {
  idempotencyKey: `is of no use for a child, which is created once with the completion of its parent; leave it out, or ${BY_ITSELF}`,
  unique: `${ELSEWHERE}, not that of the key; ${BY_ITSELF}`,
  concurrencyKey: `${ELSEWHERE}, not that of the key; ${BY_ITSELF}`,
  after: `${ELSEWHERE}, not that of other jobs; ${BY_ITSELF}`,
  afterRule: `goes with after, which a child cannot have; ${BY_ITSELF}`,
  groupId: `${ELSEWHERE}, not that of a group; ${BY_ITSELF}`,
  durability: `cannot be had by a child, which is as durable as the completion of its parent; leave it out, or ${BY_ITSELF}`,
};

/** The error that refuses a child, in the words of an enqueue; undefined when there is none. */
export function childFault(request: ChildRequest, limits: Limits): MillraceError | undefined {
  const check = new FieldCheck();
  for (const [field, rule] of Object.entries(REFUSED_FIELDS)) {
    if ((request as EnqueueRequest | null)?.[field as NotOfChildren] !== undefined) {
      check.invalid(field, rule);
    }
  }
  return check.error("cannot enqueue a child") ?? enqueueFault(request, limits);
}

/** Notes what is wrong with the jobs of a field, which are created together with something else. */
export function checkChildren(
  check: FieldCheck,
  children: readonly ChildRequest[],
  limits: Limits,
  field = "enqueue",
): void {
  if (!check.list(field, children, 0, BOUNDS.maxChildren)) return;
  let bytes = 0;
  children.forEach((child, i) => {
    const fault = childFault(child, limits);
    if (fault !== undefined) check.within(`${field}[${i}]`, fault);
    else bytes += childBytes(child);
  });
  if (bytes > BOUNDS.childrenBytes) {
    check.exceeds(field, bytes, BOUNDS.childrenBytes, "bytes");
  }
}

/** How many bytes a child that is in order has of what can be long. */
export function childBytes(child: ChildRequest): number {
  const { payload, metadata = {}, contentType, traceContext } = child;
  let bytes = payload?.length ?? 0;
  for (const key in metadata) bytes += utf8Bytes(key) + utf8Bytes(metadata[key] as string);
  if (contentType !== undefined) bytes += utf8Bytes(contentType);
  return bytes + (traceContext?.tracestate?.length ?? 0);
}

const ID_LENGTH = 12;

/**
 * The ids of the children that an attempt enqueues, in order: made of the parent's id and the lease's token,
 * so that they are known before the attempt is settled, no two attempts have the same, and a settlement
 * that is sent again means the same jobs.
 */
export function childIds(parentId: string, token: number, count: number): string[] {
  // Base64url has two characters that ids have not.
  const letters = shortDigest(`${parentId} ${token}`).replaceAll(/[-_]/g, "0");
  return jobIdsOf(partitionOf(parentId) ?? 0, letters.slice(0, ID_LENGTH), count);
}

/** The children of a settlement that was checked. */
export function planChildren(
  parentId: string,
  token: number,
  children: readonly ChildRequest[],
): PlannedChild[] {
  const ids = childIds(parentId, token, children.length);
  return children.map((child, i) => ({
    id: ids[i] as string,
    spec: { ...specOf(child), parentId },
  }));
}
