import { createHash } from "node:crypto";
import type { EnqueueRequest } from "./enqueue.ts";

/**
 * 22 characters that are the same for two enqueue requests exactly when they ask for the same job:
 * the first 128 bits of SHA-256 over the request as it was given, in base64url. Fields left out and
 * fields set to their default count as different requests; the order of metadata does not matter, nor
 * does the durability: it is about the answer.
 */
export function requestFingerprint(request: EnqueueRequest): string {
  const { payload, metadata, backoff, durability: _, ...rest } = request;
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify([
      sortedEntries(rest),
      backoff && sortedEntries(backoff),
      metadata && sortedEntries(metadata),
    ]),
  );
  if (payload !== undefined) hash.update("\0").update(payload);
  return hash.digest().subarray(0, 16).toString("base64url");
}

function sortedEntries(object: object): [string, unknown][] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
