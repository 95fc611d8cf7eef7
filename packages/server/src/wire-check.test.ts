import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { Code, type ConnectError } from "@connectrpc/connect";
import { DEFAULT_LIMITS } from "@millrace/core";
import {
  EnqueueBatchRequestSchema,
  EnqueueRequestSchema,
  ExtendRequestSchema,
  LeaseRequestSchema,
  ListJobsRequestSchema,
  SettleRequestSchema,
} from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWireCheck } from "./wire-check.ts";

const SCHEMAS = [
  EnqueueRequestSchema,
  EnqueueBatchRequestSchema,
  ExtendRequestSchema,
  LeaseRequestSchema,
  ListJobsRequestSchema,
  SettleRequestSchema,
];

const MAX_FIELDS = 10_000;

function refusal(schema: (typeof SCHEMAS)[number], bytes: Uint8Array): ConnectError | undefined {
  try {
    createWireCheck(schema, DEFAULT_LIMITS, MAX_FIELDS)(bytes);
    return undefined;
  } catch (error) {
    return error as ConnectError;
  }
}

/** `count` empty values of `field`, two bytes each. */
function empties(field: number, count: number): Uint8Array {
  return new Uint8Array(2 * count).map((_, i) => (i % 2 === 0 ? field * 8 + 2 : 0));
}

/** The tags of a group of field 1,000, which no message has. */
const GROUP = [0xc3, 0x3e];
const END_GROUP = [0xc4, 0x3e];

describe("items are counted", () => {
  it.each([
    ["requests of a batch", EnqueueBatchRequestSchema, 1, 1_000, Code.ResourceExhausted],
    ["entries of metadata", EnqueueRequestSchema, 11, 64, Code.ResourceExhausted],
    ["items to extend", ExtendRequestSchema, 2, 1_000, Code.InvalidArgument],
    ["items to settle", SettleRequestSchema, 1, 1_000, Code.InvalidArgument],
    ["types to lease", LeaseRequestSchema, 1, 256, Code.InvalidArgument],
    ["filters of metadata", ListJobsRequestSchema, 3, 64, Code.InvalidArgument],
  ])("%s", (_, schema, field, max, code) => {
    expect(refusal(schema, empties(field, max))).toBeUndefined();
    const error = refusal(schema, empties(field, 1_000_000));
    expect(error).toMatchObject({ code, rawMessage: expect.stringContaining(`${max}`) });
  });

  it("also in a packed list", () => {
    const packed = (items: number) =>
      new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(new Uint8Array(items)).finish();
    expect(refusal(ListJobsRequestSchema, packed(16))).toBeUndefined();
    expect(refusal(ListJobsRequestSchema, packed(17))?.rawMessage).toContain("statuses");
  });

  it("without a look at what follows the last one that is allowed", () => {
    let reads = 0;
    const bytes = new Proxy(empties(2, 1_000_000), {
      get(target, key) {
        reads++;
        return Reflect.get(target, key, target) as unknown;
      },
    });
    expect(refusal(ExtendRequestSchema, bytes)?.rawMessage).toContain("items");
    expect(reads).toBeLessThan(2 * 1_001 + 10);
  });
});

describe("fields are counted", () => {
  const nested = (metadata: number) =>
    new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(empties(11, metadata)).finish();

  it.each([
    ["of one request of a batch", EnqueueBatchRequestSchema, nested(MAX_FIELDS)],
    ["that are not known", EnqueueRequestSchema, empties(15, MAX_FIELDS + 1)],
    ["given again and again", EnqueueRequestSchema, empties(7, MAX_FIELDS + 1)],
    ["in an unknown group", EnqueueRequestSchema, group(MAX_FIELDS)],
  ])("%s", (_, schema, bytes) => {
    expect(refusal(schema, bytes)).toMatchObject({
      code: Code.ResourceExhausted,
      rawMessage: expect.stringContaining(`${MAX_FIELDS}`),
    });
  });

  function group(fields: number): Uint8Array {
    return Buffer.concat([Buffer.from(GROUP), empties(1, fields), Buffer.from(END_GROUP)]);
  }
});

describe("bytes that are no message are refused", () => {
  it.each([
    ["a length beyond the end", [0x0a, 100, 0x61]],
    ["a nested length beyond its message", [0x3a, 2, 0x0a, 9]],
    ["a varint without an end", [0x28, 0xff]],
    ["a varint of 11 bytes", [0x28, ...Array.from({ length: 10 }, () => 0xff), 1]],
    ["field number 0", [0x02, 0]],
    ["a wire type that does not exist", [0x0f]],
    ["a group that never ends", GROUP],
    ["an end of no group", END_GROUP],
    ["groups nested without end", Array.from({ length: 200 }, () => GROUP).flat()],
    ["text that is not UTF-8", [0x0a, 2, 0xff, 0xfe]],
    ["long text that is not UTF-8", [0x0a, 100, ...Array.from({ length: 100 }, () => 0xff)]],
    ["a number for a text", [0x08, 1]],
    ["half a fixed64", [0x79, 1, 2]],
  ])("%s", (_, bytes) => {
    expect(refusal(EnqueueRequestSchema, new Uint8Array(bytes))).toMatchObject({
      code: Code.InvalidArgument,
      rawMessage: expect.stringContaining("not a valid protobuf message"),
    });
  });

  it("whatever they are: what passes can be decoded", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      // Tags and lengths that are likelier to fit.
      fc.array(fc.constantFrom(0, 1, 2, 8, 10, 18, 26, 34, 58, 64, 90), { maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...SCHEMAS), bytes, (schema, noise) => {
        const message = Uint8Array.from(noise);
        if (refusal(schema, message) === undefined) fromBinary(schema, message);
      }),
      { numRuns: 2_000 },
    );
  });
});

it("messages in order pass, and so do fields of a later version", () => {
  const request = create(EnqueueRequestSchema, {
    type: "a",
    payload: new Uint8Array(1_000).fill(0xff),
    due: { case: "runAt", value: { seconds: 1_900_000_000n, nanos: 5 } },
    priority: -1,
    backoff: { initial: { seconds: 1n }, multiplier: 1.5, jitter: 0.5 },
    idempotencyKey: "é".repeat(100),
    metadata: { team: "😀", other: "" },
  });
  expect(refusal(EnqueueRequestSchema, toBinary(EnqueueRequestSchema, request))).toBeUndefined();
  const batch = create(EnqueueBatchRequestSchema, { requests: [request, request] });
  expect(refusal(EnqueueBatchRequestSchema, toBinary(EnqueueBatchRequestSchema, batch))).toBe(
    undefined,
  );
  const later = new BinaryWriter().tag(99, WireType.Bit32).fixed32(7).finish();
  expect(refusal(EnqueueRequestSchema, later)).toBeUndefined();
});
