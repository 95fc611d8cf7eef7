import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeValue } from "./encode-value.ts";
import { FieldCheck } from "./field-check.ts";

function encode(value: unknown) {
  const check = new FieldCheck();
  const bytes = encodeValue(check, "payload", value);
  return { bytes, error: check.error("cannot enqueue") };
}

const BYTES = Uint8Array.of(1, 2, 3, 4);

function shared() {
  const buffer = new SharedArrayBuffer(4);
  new Uint8Array(buffer).set(BYTES);
  return buffer;
}

test.each<[string, unknown]>([
  ["a Uint8Array", BYTES],
  ["a Buffer", Buffer.from(BYTES)],
  ["an ArrayBuffer", BYTES.slice().buffer],
  ["a DataView", new DataView(Uint8Array.of(0, 1, 2, 3, 4, 5).buffer, 1, 4)],
  ["a Uint16Array", new Uint16Array(BYTES.slice().buffer)],
  ["a Float32Array", new Float32Array(BYTES.slice().buffer)],
  ["a SharedArrayBuffer", shared()],
  ["a view of a SharedArrayBuffer", new Uint8Array(shared())],
  ["an ArrayBuffer of another realm", runInNewContext("Uint8Array.of(1, 2, 3, 4).buffer")],
  ["a Uint8Array of another realm", runInNewContext("Uint8Array.of(1, 2, 3, 4)")],
])("%s is bytes", (_, value) => {
  const { bytes, error } = encode(value);
  expect(error).toBeUndefined();
  expect([...(bytes ?? [])]).toEqual([1, 2, 3, 4]);
  expect(bytes).toBeInstanceOf(Uint8Array);
});

test("bytes are not copied, unless another thread may write to them", () => {
  expect(encode(BYTES).bytes).toBe(BYTES);
  const buffer = shared();
  const { bytes } = encode(buffer);
  new Uint8Array(buffer).fill(0);
  expect(bytes).toEqual(BYTES);
});

test("nothing is no bytes", () => {
  expect(encode(undefined)).toEqual({ bytes: undefined, error: undefined });
});

class Secret {
  readonly #amount = 5;
  get amount() {
    return this.#amount;
  }
}

class Money {
  readonly amount = 5;
}

class Told extends Secret {
  toJSON() {
    return { amount: this.amount };
  }
}

test.each<[unknown, string]>([
  [null, "null"],
  ["é\ud800", '"é\\ud800"'],
  [[1, undefined], "[1,null]"],
  [{ a: 1, b: undefined }, '{"a":1}'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [{ at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  [new URL("http://a/"), '"http://a/"'],
  [new Money(), '{"amount":5}'],
  [new Told(), '{"amount":5}'],
  [Object.create(null), "{}"],
  [{}, "{}"],
  [[], "[]"],
  [Object(5), "5"],
  [Object(false), "false"],
  [Object("a"), '"a"'],
  [{ bytes: Buffer.from("a") }, '{"bytes":{"type":"Buffer","data":[97]}}'],
  [runInNewContext("({ a: [{}] })"), '{"a":[{}]}'],
])("%o becomes JSON", (value, json) => {
  const { bytes, error } = encode(value);
  expect(error).toBeUndefined();
  expect(new TextDecoder().decode(bytes)).toBe(json);
});

test("whatever JSON can hold comes back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { bytes } = encode(value);
      expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

const cycle: { self?: unknown; big?: bigint } = {};
cycle.self = cycle;

test.each<[unknown, string, RegExp]>([
  [new Map([["a", 1]]), "payload", /Object\.fromEntries\(map\)/],
  [{ items: new Map() }, "payload.items", /is a Map, which becomes \{\} in JSON/],
  [[{ a: new Set() }], "payload[0].a", /\[\.\.\.set\]/],
  [{ "odd key": new WeakMap() }, 'payload["odd key"]', /instance of WeakMap/],
  [Promise.resolve(1), "payload", /await it/],
  [new Error("no"), "payload", /error\.message/],
  [{ reason: Object.assign(new TypeError("no"), { code: 1 }) }, "payload.reason", /an Error/],
  [new Blob(["a"]), "payload", /blob\.arrayBuffer\(\)/],
  [{ data: BYTES }, "payload.data", /base64/],
  [{ data: new ArrayBuffer(1) }, "payload.data", /base64/],
  [/a/, "payload", /RegExp/],
  [new Secret(), "payload", /instance of Secret.*toJSON/],
  [new URLSearchParams("a=1"), "payload", /instance of URLSearchParams/],
  [() => {}, "payload", /function/],
  [{ run() {} }, "payload.run", /function/],
  [Symbol("s"), "payload", /symbol/],
  [5n, "payload", /String\(value\)/],
  [{ a: [5n] }, "payload.a[0]", /String\(value\)/],
  [Number.NaN, "payload", /is NaN, which becomes null in JSON; send null/],
  [{ total: { net: Number.NaN } }, "payload.total.net", /is NaN/],
  [[1, Number.POSITIVE_INFINITY], "payload[1]", /is Infinity/],
  [{ a: Number.NEGATIVE_INFINITY }, "payload.a", /is -Infinity/],
  [{ a: Object(Number.NaN) }, "payload.a", /is NaN/],
  [{ at: new Date("soon") }, "payload.at", /is an invalid Date, which becomes null/],
  [runInNewContext('new Date("soon")'), "payload", /is an invalid Date/],
  [cycle, "payload", /circular/],
  [{ ...cycle, deep: { cycle, big: 1n } }, "payload.deep.big", /BigInt/],
  [{ toJSON: () => undefined }, "payload", /no form in JSON/],
  [runInNewContext("new Map()"), "payload", /Map/],
])("%o is refused where it stands, with the remedy", (value, field, rule) => {
  const { bytes, error } = encode(value);
  expect(bytes).toBeUndefined();
  expect(error?.code).toBe("INVALID_ARGUMENT");
  expect(error?.violations).toEqual([{ field, description: expect.stringMatching(rule) }]);
});

test("what a toJSON method throws is told", () => {
  const value = {
    toJSON() {
      throw new Error("not loaded");
    },
  };
  expect(encode(value).error?.message).toContain("not loaded");
});

test("what a getter throws is told", () => {
  const value = {
    get total() {
      throw new Error("not loaded");
    },
  };
  expect(encode(value).error?.message).toContain("not loaded");
});
