import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemSpans, jsonDepth, memberSpans } from "./json-text.ts";

/** JSON with spaces here and there. */
const spaced = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, "\t"))
  .map(([value, indent]) => ({ value, text: ` ${JSON.stringify(value, null, indent)}\r\n` }));

describe("the spans of a JSON text", () => {
  it("are those of its members and items", () => {
    fc.assert(
      fc.property(spaced, ({ value, text }) => {
        if (Array.isArray(value)) {
          const items = itemSpans(text, 0).map(({ start, end }) =>
            JSON.parse(text.slice(start, end)),
          );
          expect(items).toEqual(JSON.parse(text));
        } else if (typeof value === "object" && value !== null) {
          const members = [...memberSpans(text, 0)].map(([name, { start, end }]) => [
            name,
            JSON.parse(text.slice(start, end)),
          ]);
          expect(Object.fromEntries(members)).toEqual(JSON.parse(text));
        }
      }),
    );
  });

  it("are without the spaces around them, and those of the last of two of a name", () => {
    const text = '{ "a" : [ 1 , "]" ] , "\\u0061" :  {"x":"}"}  }';
    const span = memberSpans(text, 0).get("a");
    expect(text.slice(span?.start, span?.end)).toBe('{"x":"}"}');
    const items = itemSpans(text, text.indexOf("["));
    expect(items.map(({ start, end }) => text.slice(start, end))).toEqual(["1", '"]"']);
  });
});

describe("the depth of a JSON text", () => {
  it.each([
    ["1", 0],
    ['"[["', 0],
    ['"\\"["', 0],
    ["[]", 1],
    ['{"a":[{}],"b":[]}', 3],
    ["[[[[[[", 6],
    ["[".repeat(10_000), 11],
  ])("of %.20s is %i", (text, depth) => {
    expect(jsonDepth(Buffer.from(text), 10)).toBe(depth);
  });
});
