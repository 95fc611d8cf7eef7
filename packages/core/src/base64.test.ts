import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64url, encodeBase64url } from "./base64.ts";

test("is what Node makes of any bytes, and leads back to them", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = encodeBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64url"));
      expect(decodeBase64url(text)).toEqual(bytes);
    }),
  );
});

test.each(["a", "ab=c", "a.b.", "é"])("%j is none", (text) => {
  expect(() => decodeBase64url(text)).toThrow();
});
