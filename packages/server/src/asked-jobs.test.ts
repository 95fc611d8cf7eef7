import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import { DEFAULT_LIMITS, type EnqueueRequest } from "@millrace/core";
import {
  decodeEnqueueRequest,
  EnqueueBatchRequestSchema,
  EnqueueRequestSchema,
  SettleRequestSchema,
} from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { createAskedJobsReader, createMessageChecks } from "./call-request.ts";

// Of a message: 4,096 fields.
const LIMITS = { limits: { ...DEFAULT_LIMITS, batchJobs: 100 }, messageBytes: 65_536 };

function read(desc: DescMessage, bytes: Uint8Array): EnqueueRequest[] | undefined {
  return createAskedJobsReader(desc, LIMITS)?.(bytes);
}

function refusal(desc: DescMessage, bytes: Uint8Array): string | undefined {
  try {
    createMessageChecks(desc, LIMITS).binary(bytes);
    return undefined;
  } catch (error) {
    return (error as ConnectError).rawMessage;
  }
}

/** `bytes` are read at once, and the check has nothing against them; or they are left to it. */
function readsWhatMayBe(desc: typeof EnqueueRequestSchema | typeof EnqueueBatchRequestSchema) {
  const messages = fc.array(
    // A tag of a field that may be known, and a short value.
    fc.tuple(fc.nat(25), fc.constantFrom(0, 1, 2, 5), fc.uint8Array({ maxLength: 6 })),
    { maxLength: 12 },
  );
  return (wrap: (bytes: Uint8Array) => Uint8Array) =>
    fc.assert(
      fc.property(messages, (fields) => {
        const inOrder = fields.toSorted(([a], [b]) => a - b);
        const bytes = wrap(Uint8Array.from(inOrder.flatMap(fieldOf)));
        const jobs = read(desc, bytes);
        if (jobs === undefined) return;
        expect(refusal(desc, bytes)).toBeUndefined();
        const message = fromBinary(desc, bytes);
        const requests = "requests" in message ? message.requests : [message];
        expect(jobs).toStrictEqual(requests.map(decodeEnqueueRequest));
      }),
      { numRuns: 3_000 },
    );
}

function fieldOf([number, wireType, value]: [number, number, Uint8Array]): number[] {
  const tag = (number << 3) | wireType;
  const tagBytes = tag < 128 ? [tag] : [(tag & 127) | 128, tag >>> 7];
  return [...tagBytes, ...(wireType === 2 ? [value.length] : []), ...value];
}

describe("what is read without a message is what its check lets pass, and what it means", () => {
  it("in a request", () => readsWhatMayBe(EnqueueRequestSchema)((bytes) => bytes));

  it("in a batch", () =>
    readsWhatMayBe(EnqueueBatchRequestSchema)((bytes) =>
      Uint8Array.of(10, bytes.length, ...bytes, 10, 2, 10, 0),
    ));
});

const request = (fields: object) =>
  toBinary(EnqueueRequestSchema, create(EnqueueRequestSchema, { type: "a", ...fields }));
const batch = (jobs: number, fields: object) => {
  const requests = Array.from({ length: jobs }, () => ({ type: "a", ...fields }));
  return toBinary(EnqueueBatchRequestSchema, create(EnqueueBatchRequestSchema, { requests }));
};
const labels = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, ""]));
const ids = (count: number) => Array.from({ length: count }, (_, i) => `0-${i}`);

describe("what is beyond the bounds is left to the check, which refuses it", () => {
  it.each<[string, DescMessage, Uint8Array]>([
    ["labels of a job", EnqueueRequestSchema, request({ metadata: labels(65) })],
    ["jobs that come before one", EnqueueRequestSchema, request({ after: ids(101) })],
    ["jobs of a batch", EnqueueBatchRequestSchema, batch(101, {})],
    ["fields in labels", EnqueueBatchRequestSchema, batch(1, { metadata: labels(1_500) })],
    ["fields of all jobs", EnqueueBatchRequestSchema, batch(100, { after: ids(45) })],
    ["bytes than there are", EnqueueRequestSchema, request({}).subarray(0, 2)],
  ])("more %s", (_, desc, bytes) => {
    expect(read(desc, bytes)).toBeUndefined();
    expect(refusal(desc, bytes)).toEqual(expect.any(String));
  });

  it.each<[string, DescMessage, Uint8Array]>([
    ["labels of a job", EnqueueRequestSchema, request({ metadata: labels(64) })],
    ["jobs that come before one", EnqueueRequestSchema, request({ after: ids(100) })],
    ["jobs of a batch", EnqueueBatchRequestSchema, batch(100, {})],
    ["payload", EnqueueRequestSchema, request({ payload: new Uint8Array(65_000) })],
  ])("but as many %s as there may be are read", (_, desc, bytes) => {
    expect(read(desc, bytes)).toBeDefined();
    expect(refusal(desc, bytes)).toBeUndefined();
  });
});

test("other messages ask for no jobs", () => {
  expect(createAskedJobsReader(SettleRequestSchema, LIMITS)).toBeUndefined();
});
