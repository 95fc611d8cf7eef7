import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shortDigest as digestOfNode } from "./node/short-digest.ts";
import { shortDigest } from "./short-digest.ts";

test("is the beginning of SHA-256", () => {
  const hash = createHash("sha256").update("abc").digest("base64url");
  expect(hash.startsWith(shortDigest("abc").slice(0, 21))).toBe(true);
  expect(shortDigest("abc")).toHaveLength(22);
});

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1_000_000])(
  "is the same without Node as with it, for %d bytes",
  (length) => {
    const bytes = new Uint8Array(length).map((_, i) => i * 31);
    expect(shortDigest("", bytes)).toBe(digestOfNode("", bytes));
  },
);

test("is the same without Node as with it, for any text and bytes", () => {
  const bytes = fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined });
  fc.assert(
    fc.property(fc.string(), bytes, (text, data) => {
      expect(shortDigest(text, data)).toBe(digestOfNode(text, data));
    }),
  );
});
