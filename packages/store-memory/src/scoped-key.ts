import type { Job } from "@millrace/core";

/** What the idempotency and unique keys of a job belong to. */
export type KeyField = "type" | "concurrencyKey";

/** A key among those of all types and concurrency keys. */
export function scopedKey({ type, concurrencyKey }: Pick<Job, KeyField>, key: string): string {
  return JSON.stringify([type, concurrencyKey, key]);
}
