import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadRequestSchema } from "../gen-lean/google/rpc/error_details_lean.ts";
import { NOT_PLAIN } from "../not-plain.ts";
import * as services from "../services.ts";
import { broken } from "../test/broken-bytes.ts";
import { DurationSchema } from "./descriptor.ts";
import { readMessage, writeMessage } from "./message-codec.ts";

/** Every message of a caller: what it sends, what it gets, and what comes with errors. */
const MESSAGES = [
  ...Object.values(services).flatMap(({ methods }) =>
    methods.flatMap(({ input, output }) => [input, output]),
  ),
  BadRequestSchema,
].map((desc): [string, DescMessage] => [desc.typeName, desc]);

const { enqueueBatch, listJobs, getJob } = services.JobService.method;

const text = fc.string({ unit: "grapheme", maxLength: 5 });
const long = fc.nat().map(BigInt);

/** Values of a field's type, none of which needs protobuf's own codec. */
function arbitraryOf({ message, scalar }: DescField, depth: number): fc.Arbitrary<unknown> {
  if (message !== undefined) return messageOf(message, depth - 1);
  switch (scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 5 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.DOUBLE:
      return fc.double();
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return long;
    default:
      return fc.nat();
  }
}

function messageOf(desc: DescMessage, depth = 4): fc.Arbitrary<MessageInitShape<DescMessage>> {
  const fields = desc.members.flatMap((member): [string, fc.Arbitrary<unknown>][] => {
    if (member.kind === "oneof") {
      const cases = member.fields.map((field) =>
        fc.record({ case: fc.constant(field.localName), value: arbitraryOf(field, depth) }),
      );
      return [[member.localName, fc.oneof(fc.constant({ case: undefined }), ...cases)]];
    }
    if (member.message !== undefined && depth === 0) return [];
    const value = arbitraryOf(member, depth);
    if (member.fieldKind === "list") return [[member.localName, fc.array(value, { maxLength: 2 })]];
    if (member.fieldKind !== "map") return [[member.localName, value]];
    const keys = text.filter((key) => key !== "__proto__");
    return [[member.localName, fc.dictionary(keys, value, { maxKeys: 2, noNullPrototype: true })]];
  });
  const record = Object.fromEntries(fields);
  return fc.record(record, { requiredKeys: [], noNullPrototype: true });
}

/** What protobuf makes of the bytes, less the fields that are not known; undefined for none. */
function readByProtobuf(desc: DescMessage, bytes: Uint8Array): unknown {
  try {
    return fromBinary(desc, bytes, { readUnknownFields: false });
  } catch {
    return undefined;
  }
}

function readIfPlain(desc: DescMessage, bytes: Uint8Array, otherwise: unknown): unknown {
  try {
    return readMessage(desc, bytes);
  } catch (error) {
    if (error !== NOT_PLAIN) throw error;
    return otherwise;
  }
}

describe.each(MESSAGES)("%s", (_, desc) => {
  test("is written byte for byte, and read, as protobuf does it", () => {
    fc.assert(
      fc.property(messageOf(desc), (init) => {
        const message = create(desc, init);
        const bytes = toBinary(desc, message);
        expect(writeMessage(desc, init)).toStrictEqual(bytes);
        expect(writeMessage(desc, message)).toStrictEqual(bytes);
        expect(readMessage(desc, bytes)).toStrictEqual(fromBinary(desc, bytes));
      }),
      { numRuns: 50 },
    );
  });

  test("broken, cut or written otherwise is read as protobuf reads it, or left to that", () => {
    const bytes = messageOf(desc).map((init) => toBinary(desc, create(desc, init)));
    fc.assert(
      fc.property(bytes.chain(broken), (some) => {
        const expected = readByProtobuf(desc, some);
        expect(readIfPlain(desc, some, expected)).toStrictEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});

test("fields in another order are read, and unpacked lists as packed ones", () => {
  const out = new BinaryWriter();
  // page_size, then two statuses that are not packed.
  out.uint32((services.JobService.method.listJobs.input.field.pageSize.number << 3) | 0).int32(7);
  out.uint32(16).int32(3).uint32(16).int32(4);
  const { input } = listJobs;
  expect(readMessage(input, out.finish())).toMatchObject({ pageSize: 7, statuses: [3, 4] });
});

describe("what is left to protobuf", () => {
  const write = (init: unknown) => () =>
    writeMessage(enqueueBatch.input, { requests: [init as object] });

  test.each<[string, object]>([
    ["a negative number", { priority: -1 }],
    ["a number with a fraction", { maxAttempts: 0.5 }],
    ["a number as text", { priority: "1" }],
    ["no text", { type: 1 }],
    ["no bytes", { payload: "a" }],
    ["a long that is a number", { timeout: { seconds: 1 } }],
    ["a long that no number holds", { timeout: { seconds: 2n ** 60n } }],
  ])("to write %s", (_, init) => {
    expect(write(init)).toThrow(NOT_PLAIN);
  });

  test("to read a negative number, and a message that is given twice", () => {
    const before1970 = toBinary(DurationSchema, create(DurationSchema, { seconds: -1n }));
    expect(() => readMessage(DurationSchema, before1970)).toThrow(NOT_PLAIN);
    const job = toBinary(getJob.output, create(getJob.output, { job: { id: "a" } }));
    const twice = Uint8Array.of(...job, ...job);
    expect(() => readMessage(getJob.output, twice)).toThrow(NOT_PLAIN);
  });
});
