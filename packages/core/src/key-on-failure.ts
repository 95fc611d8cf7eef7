import type { JobStatus } from "./job-status.ts";

/**
 * What becomes of a concurrency key when an attempt of one of its jobs fails.
 *
 * - `CONTINUE`: its other jobs go on while that one waits for its retry.
 * - `HOLD`: the job keeps the turn of its key: no other one of the key is leased until it has ended.
 * - `HALT`: the same, also of one that has failed for good, until that is run again and ends, or is deleted, or
 *   the key is resumed.
 */
export type KeyOnFailure = (typeof KEY_ON_FAILURE)[number];

export const KEY_ON_FAILURE = ["CONTINUE", "HOLD", "HALT"] as const;

/** Whether a job that has come to `status` keeps the turn of its key from then on; `kept` is whether it did before. */
export function keepsTurn(status: JobStatus, kept: boolean, onFailure: KeyOnFailure): boolean {
  switch (status) {
    case "RETRYING":
      return kept || onFailure !== "CONTINUE";
    case "FAILED":
      return onFailure === "HALT";
    case "COMPLETED":
    case "CANCELLED":
      return false;
    default:
      // It has not ended, whatever it waits for.
      return kept;
  }
}

/** The jobs that keep the turn of a key: as long as there are any, no other job of the key is leased. */
export interface TurnKeepers {
  /** The ids of the first ones. */
  readonly jobIds: readonly string[];
  /** Whether any of them is pending, and so may be leased. */
  readonly anyPending: boolean;
  /** Whether any of them has failed for good, so that the key goes on by itself no more. */
  readonly anyFailed: boolean;
}

/**
 * Stands where stores order finished jobs by when they are forgotten for one that is not: a job that has failed for
 * good and keeps the turn of its key.
 */
export const NEVER: number = Number.MAX_SAFE_INTEGER;
