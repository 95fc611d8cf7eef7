import { describe, expect, test } from "vitest";
import { brand } from "./brand.ts";
import { MillraceError } from "./millrace-error.ts";

/** The class as a copy of its package defines it. */
function copyOf(name: string) {
  class Thing {
    readonly size = 1;
    static {
      brand(Thing, name);
    }
  }
  return Thing;
}

describe("a branded class", () => {
  const Thing = copyOf("Thing");

  test("knows its own instances and those of another copy", () => {
    const Copy = copyOf("Thing");
    expect(new Thing()).toBeInstanceOf(Thing);
    expect(new Copy()).toBeInstanceOf(Thing);
    expect(new Thing()).toBeInstanceOf(Copy);
  });

  test("knows instances of subclasses, of either copy", () => {
    class Special extends copyOf("Thing") {}
    expect(new Special()).toBeInstanceOf(Thing);
    expect(new Special()).toBeInstanceOf(Special);
  });

  test("is no instance of its subclass", () => {
    class Special extends Thing {}
    expect(new Thing()).not.toBeInstanceOf(Special);
  });

  test.each([undefined, null, 1, "text", {}, new Error("no"), new (copyOf("Other"))()])(
    "does not take %s for its own",
    (value) => {
      expect(value instanceof Thing).toBe(false);
    },
  );

  test("shows nothing of its brand", () => {
    expect(Object.keys(new Thing())).toEqual(["size"]);
  });
});

test("a MillraceError of another copy of the package is one", async () => {
  const copy: { MillraceError: typeof MillraceError } = await import(
    // @ts-expect-error A query makes it another module; the compiler knows none of that name.
    "./millrace-error.ts?copy"
  );
  expect(copy.MillraceError).not.toBe(MillraceError);
  const error: unknown = new copy.MillraceError("UNAVAILABLE", "no answer");
  expect(error).toBeInstanceOf(MillraceError);
});
