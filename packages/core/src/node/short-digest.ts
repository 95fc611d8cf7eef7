import { createHash } from "node:crypto";

/** The same as the function of this name for other runtimes, many times as fast. */
export function shortDigest(text: string, bytes?: Uint8Array): string {
  const hash = createHash("sha256").update(text);
  if (bytes !== undefined) hash.update(bytes);
  return hash.digest().subarray(0, 16).toString("base64url");
}
