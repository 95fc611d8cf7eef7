import type { EpochMs } from "@millrace/core";
import type { Command } from "./commands.ts";
import type { ErrorData } from "./error-data.ts";

/** What the store sends to the database thread: work, or that no more will come. */
export type ToThread = Batch | "close";

/** What the database thread sends to the store. */
export type FromThread =
  | { readonly kind: "opened" }
  /** The database cannot be opened. */
  | { readonly kind: "refused"; readonly error: ErrorData }
  /** The answers to the next batches, in the order in which they were sent. */
  | { readonly kind: "answers"; readonly answers: readonly BatchAnswer[] };

/** What the store asks of the database thread at once. */
export interface Batch {
  /** The store's time. */
  readonly now: EpochMs;
  /** Whether anyone wants to know which jobs change. */
  readonly watched: boolean;
  readonly commands: readonly Command[];
  /** How many jobs they are about. */
  readonly jobs: number;
}

/** What the database thread answers when a batch is on the disk. */
export interface BatchAnswer {
  /** One for each command, in order. */
  readonly answers: readonly Answer[];
  /** The types that have jobs newly due, each with how many waiting leases should look again. */
  readonly newlyDue: readonly (readonly [type: string, count: number])[];
  /** Jobs that were changed or forgotten; empty unless anyone wants to know. */
  readonly changedIds: readonly string[];
  /** To which news have come. */
  readonly runsWithNews: readonly string[];
}

export type Answer = { readonly value: unknown } | { readonly error: ErrorData };
