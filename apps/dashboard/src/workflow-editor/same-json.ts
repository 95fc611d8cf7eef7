import type { Json } from "@millrace/workflow";

/** Whether both say the same, fields in the same order. */
export function isSameJson(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
