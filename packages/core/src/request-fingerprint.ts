import { shortDigest } from "#short-digest";
import type { EnqueueRequest } from "./enqueue.ts";

/**
 * 22 characters that are the same for two enqueue requests exactly when they ask for the same job:
 * the first 128 bits of SHA-256 over the request as it was given, in base64url. Fields left out and
 * fields set to their default count as different requests; the order of metadata does not matter, nor
 * does the durability, which is about the answer, nor the span, which is another one at each try.
 */
export function requestFingerprint(request: EnqueueRequest): string {
  const { payload, metadata, backoff, unique, durability: _, traceContext: __, ...rest } = request;
  const asked = JSON.stringify([
    sortedEntries(unique === undefined ? rest : { ...rest, unique: sortedEntries(unique) }),
    backoff && sortedEntries(backoff),
    metadata && sortedEntries(metadata),
  ]);
  return payload === undefined ? shortDigest(asked) : shortDigest(`${asked}\0`, payload);
}

function sortedEntries(object: object): [string, unknown][] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
