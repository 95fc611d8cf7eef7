import type { Batch, BatchAnswer, CarriedError } from "./operation.ts";

/** What the store sends to the database thread: work, or that no more will come. */
export type ToThread = Batch | "close";

/** What the database thread sends to the store. */
export type FromThread =
  | { readonly kind: "opened" }
  /** The database cannot be opened. */
  | { readonly kind: "refused"; readonly error: CarriedError }
  /** The answers to the next batches, in the order in which they were sent. */
  | { readonly kind: "answers"; readonly answers: readonly BatchAnswer[] };
