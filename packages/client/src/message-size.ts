import type { SizeBounds } from "@millrace/core";

/** What a server accepts in one call by default, with room for what frames the items (4 MiB). */
export const MESSAGE_BOUNDS: Required<SizeBounds> = {
  maxItems: 1_000,
  maxBytes: 4 * 1024 * 1024 - 64 * 1024,
};

const BYTES_A_UTF16_UNIT = 3;

/** No fewer bytes than the texts have in UTF-8; to encode them for the count would be dear. */
export function textBytes(...texts: readonly string[]): number {
  return texts.reduce((units, text) => units + text.length, 0) * BYTES_A_UTF16_UNIT;
}
