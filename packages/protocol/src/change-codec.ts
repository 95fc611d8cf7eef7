import type { ChangeOptions } from "@millrace/core";

/** The condition of a change, as requests have it. */
export interface WireChangeOptions {
  readonly ifSequence?: bigint | undefined;
}

/** Encodes options that were checked. */
export function encodeChangeOptions({ ifSequence }: ChangeOptions): { ifSequence?: bigint } {
  return ifSequence === undefined ? {} : { ifSequence: BigInt(ifSequence) };
}

/** What is above 2^53 comes out above it too, for the store to refuse. */
export function decodeChangeOptions({ ifSequence }: WireChangeOptions): ChangeOptions {
  return ifSequence === undefined ? {} : { ifSequence: Number(ifSequence) };
}
