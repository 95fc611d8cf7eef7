import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeInert, encodeInert, INERT_FIELDS } from "./inert-fields.ts";
import { JOB_FIELD_NAMES, JOB_FIELDS, type JobField } from "./job.ts";

describe("the inert fields", () => {
  test("are written by the spec alone, and no payload", () => {
    for (const name of INERT_FIELDS) {
      expect(JOB_FIELDS[name]).toMatchObject({ writtenBy: "spec", inert: true });
      expect((JOB_FIELDS[name] as JobField).kind).not.toBe("bytes");
    }
    const inert = JOB_FIELD_NAMES.filter((name) => (JOB_FIELDS[name] as JobField).inert);
    expect([...INERT_FIELDS]).toEqual(inert);
  });

  test("that are not set need no text", () => {
    expect(encodeInert({})).toBeUndefined();
    expect(encodeInert({ metadata: {} })).toBeUndefined();
  });

  test("come back as they were, from one line", () => {
    const labels = fc.dictionary(fc.string(), fc.string(), { minKeys: 1 });
    const some = fc.record(
      { timeoutMs: fc.nat(), metadata: labels },
      { requiredKeys: ["metadata"] },
    );
    fc.assert(
      fc.property(some, (fields) => {
        const text = encodeInert(fields) as string;
        expect(text).not.toContain("\n");
        expect(decodeInert(text)).toEqual({ fields, unreadable: [] });
      }),
    );
  });

  test("of a payload of bytes, and no more, are short", () => {
    const bytes = { contentType: "application/octet-stream" };
    expect(encodeInert(bytes)).toHaveLength(1);
    expect(decodeInert(encodeInert(bytes) as string)).toEqual({ fields: bytes, unreadable: [] });
    const more = { ...bytes, timeoutMs: 1 };
    expect(decodeInert(encodeInert(more) as string)).toEqual({ fields: more, unreadable: [] });
  });

  test("that cannot be read are named, and the others are read", () => {
    const text = JSON.stringify({ timeoutMs: "soon", metadata: { a: "b" } });
    expect(decodeInert(text)).toEqual({
      fields: { metadata: { a: "b" } },
      unreadable: ["timeoutMs"],
    });
    for (const broken of ["", "{", "[]", "null", '"x"']) {
      expect(decodeInert(broken)).toEqual({ fields: {}, unreadable: [...INERT_FIELDS] });
    }
    expect(decodeInert('{"metadata":{"a":1}}').unreadable).toEqual(["metadata"]);
  });
});
