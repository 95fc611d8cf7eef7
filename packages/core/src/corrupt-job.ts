import type { Outcome } from "./lease.ts";
import { MillraceError } from "./millrace-error.ts";

/** How the lease of a job ends when the store has returned fields of it that cannot be read. */
export function corruptOutcome(fields: readonly string[]): Outcome {
  const message = `the stored job is corrupt: its ${fields.join(", ")} cannot be read`;
  return { kind: "failed", message, permanent: true };
}

/** The error for whoever asks for such a job; a store that ends it when it is leased needs no other remedy. */
export function corruptJob(
  id: string,
  fields: readonly string[],
  remedy = "it will be moved to FAILED when it is due",
): MillraceError {
  const what = `the stored job ${id} is corrupt: its ${fields.join(", ")} cannot be read`;
  return new MillraceError("DATA_LOSS", `${what}; ${remedy}`);
}
