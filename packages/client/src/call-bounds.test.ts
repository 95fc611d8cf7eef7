import fc from "fast-check";
import { expect, test } from "vitest";
import { textBytes } from "./call-bounds.ts";

test("no text has more bytes than its bound", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }), (texts) => {
      expect(textBytes(...texts)).toBeGreaterThanOrEqual(Buffer.byteLength(texts.join("")));
    }),
  );
});
