/** A place at which two definitions differ. */
export interface Difference {
  /** Such as `steps.ship.after`. */
  readonly path: string;
  readonly change: "ADDED" | "REMOVED" | "CHANGED";
  /** Absent for what was added. */
  readonly before?: unknown;
  /** Absent for what was removed. */
  readonly after?: unknown;
}

/** Where two values of JSON differ: field by field, lists as a whole. The order of fields does not matter. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      differences(before[name], after[name], path === "" ? name : `${path}.${name}`),
    );
  }
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, change: "ADDED", after }];
  if (after === undefined) return [{ path, change: "REMOVED", before }];
  return areEqual(before, after) ? [] : [{ path, change: "CHANGED", before, after }];
}

function areEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return (
      one.length === other.length &&
      one.every((item, i) => differences(item, other[i]).length === 0)
    );
  }
  return JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
