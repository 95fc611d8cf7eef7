import {
  create,
  type DescMessage,
  fromBinary,
  type MessageShape,
  toBinary,
  toJson,
  type UnknownField,
} from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  BOUNDS,
  type EnqueueRequest,
  type EnqueueResult,
  type Job,
  type Lease,
  MillraceError,
  type Outcome,
  type Settlement,
} from "@millrace/core";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { EnqueueAnswer, EnqueueBatchAnswer } from "./enqueue-answer.ts";
import { EnqueueCall } from "./enqueue-call.ts";
import {
  decodeEnqueueBatch,
  decodeEnqueueRequest,
  encodeEnqueueBatchResult,
  encodeEnqueueRequest,
  encodeEnqueueResponse,
} from "./enqueue-codec.ts";
import { askedJobsReader } from "./enqueue-reader.ts";
import { JobSchema, RunStepSchema } from "./gen/millrace/v1/job_pb.ts";
import {
  EnqueueBatchRequestSchema,
  EnqueueBatchResponseSchema,
  EnqueueRequestSchema,
  EnqueueResponseSchema,
} from "./gen/millrace/v1/job_service_pb.ts";
import {
  CompletedSchema,
  LeaseResponseSchema,
  LeaseSchema,
  SettleItemSchema,
  SettleRequestSchema,
  ThrottledSchema,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { LeaseAnswer } from "./lease-answer.ts";
import { decodeLease, decodeLeases, encodeLease } from "./lease-codec.ts";
import { readPlain, writePlain } from "./message-bytes.ts";
import { SettleCall } from "./settle-call.ts";
import { decodeSettlement, decodeSettlements, encodeSettlement } from "./settle-codec.ts";
import {
  basicJob,
  bytes,
  counter,
  job,
  outcome,
  plainOutcome,
  text,
  time,
  typeName,
} from "./test/arbitrary-jobs.ts";
import { enqueueRequest, fullRequest } from "./test/arbitrary-requests.ts";
import { broken } from "./test/broken-bytes.ts";

/** What is written and read without protobuf's own codec: no time is before 1970, and no label is __proto__. */
const plainTime = time.map(Math.abs);

function plain(one: Job): Job {
  const times = Object.entries(one).map(([field, value]) =>
    typeof value === "number" ? [field, Math.abs(value)] : [field, value],
  );
  const errors = one.errors.map((error) => ({ ...error, at: Math.abs(error.at) }));
  const labels = Object.entries(one.metadata).filter(([name]) => name !== "__proto__");
  const log = one.log?.map((line) => ({ ...line, at: Math.abs(line.at) }));
  return {
    ...Object.fromEntries(times),
    errors,
    metadata: Object.fromEntries(labels),
    ...(log && { log }),
  } as Job;
}

const leaseOf = (jobs: fc.Arbitrary<Job>, expiry: fc.Arbitrary<number>): fc.Arbitrary<Lease> =>
  fc.record(
    { job: jobs, token: counter, expiresAt: expiry, limited: fc.constant(true) },
    { noNullPrototype: true, requiredKeys: ["job", "token", "expiresAt"] },
  );

const plainJob = job.map(plain);
const plainLeases = fc.array(leaseOf(plainJob, plainTime), { maxLength: 4 });
const results = fc.dictionary(typeName, bytes, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const leaseWithResults = fc
  .tuple(leaseOf(plainJob, plainTime), results)
  .map(([lease, found]): Lease => ({ ...lease, results: new Map(Object.entries(found)) }));
const anyLeases = fc.array(fc.oneof(leaseOf(fc.oneof(job, basicJob), time), leaseWithResults), {
  maxLength: 4,
});

const settlementOf = (of: fc.Arbitrary<Outcome>): fc.Arbitrary<Settlement> =>
  fc.record({ jobId: text, token: counter, outcome: of }, { noNullPrototype: true });
const settlement = settlementOf(plainOutcome);
const settlements = fc.array(settlement, { maxLength: 4 });
const anySettlements = fc.array(settlementOf(outcome), { maxLength: 4 });

const enqueued = fc.record(
  {
    job: plainJob,
    created: fc.boolean(),
    replicas: fc.nat(16),
    replaced: fc.constant(true as const),
  },
  { noNullPrototype: true, requiredKeys: ["job", "created"] },
);
const refused = text.map((message) => ({ error: new MillraceError("INVALID_ARGUMENT", message) }));
const batch: fc.Arbitrary<EnqueueResult[]> = fc.array(enqueued, { maxLength: 4 });
const mixedBatch: fc.Arbitrary<EnqueueResult[]> = fc.array(fc.oneof(enqueued, refused), {
  maxLength: 4,
});

/** Requests that need no protobuf: no time is before 1970, and no label is __proto__. */
function plainRequest(one: EnqueueRequest): EnqueueRequest {
  const { runAt, metadata, ...request } = one;
  const labels = Object.entries(metadata ?? {}).filter(([name]) => name !== "__proto__");
  return {
    ...request,
    ...(runAt !== undefined && { runAt: Math.min(Math.abs(runAt), BOUNDS.maxRunAt) }),
    ...(labels.length > 0 && { metadata: Object.fromEntries(labels) }),
  };
}

const plainRequests = fc.array(fc.oneof(enqueueRequest, fullRequest).map(plainRequest), {
  maxLength: 4,
});

function requestBytes(requests: readonly EnqueueRequest[]): Uint8Array<ArrayBuffer> {
  const message = create(EnqueueBatchRequestSchema, {
    requests: requests.map(encodeEnqueueRequest),
  });
  return toBinary(EnqueueBatchRequestSchema, message);
}

const NO_BOUNDS = { maxFields: Number.POSITIVE_INFINITY, maxItems: new Map<number, number>() };
const readOne = askedJobsReader(EnqueueRequestSchema, NO_BOUNDS);
const readMany = askedJobsReader(EnqueueBatchRequestSchema, NO_BOUNDS);

function leaseBytes(leases: readonly Lease[]): Uint8Array<ArrayBuffer> {
  const message = create(LeaseResponseSchema, { leases: leases.map(encodeLease) });
  return toBinary(LeaseResponseSchema, message);
}

function batchBytes(results: readonly EnqueueResult[]): Uint8Array<ArrayBuffer> {
  const message = create(EnqueueBatchResponseSchema, {
    results: results.map(encodeEnqueueBatchResult),
  });
  return toBinary(EnqueueBatchResponseSchema, message);
}

function settleBytes(settlements: readonly Settlement[], resend: boolean): Uint8Array<ArrayBuffer> {
  const message = create(SettleRequestSchema, { items: settlements.map(encodeSettlement), resend });
  return toBinary(SettleRequestSchema, message);
}

function read<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array): MessageShape<Desc> {
  return (readPlain(desc, bytes) ?? fromBinary(desc, bytes)) as MessageShape<Desc>;
}

/** Whatever becomes of the bytes of `messages`, they are read, or refused, as protobuf does it. */
function readsAsProtobuf<Desc extends DescMessage>(
  desc: Desc,
  messages: fc.Arbitrary<Uint8Array>,
  decode: (message: MessageShape<Desc>) => unknown,
  decodeMade: (message: MessageShape<Desc>) => unknown,
): void {
  fc.assert(
    fc.property(messages.chain(broken), (bytes) => {
      const plain = outcomeOf(() => decode(read(desc, bytes)));
      expect(plain).toStrictEqual(outcomeOf(() => decodeMade(fromBinary(desc, bytes))));
    }),
    { numRuns: 2_000 },
  );
}

/** What comes of `code`, or the words in which it fails. */
function outcomeOf(code: () => unknown): unknown {
  try {
    return code();
  } catch (error) {
    return String(error);
  }
}

describe("a message of many jobs is written as protobuf writes it", () => {
  it("leases", () =>
    fc.assert(
      fc.property(plainLeases, (leases) => {
        expect(writePlain(new LeaseAnswer(leases))).toStrictEqual(leaseBytes(leases));
      }),
    ));

  it("settlements", () =>
    fc.assert(
      fc.property(settlements, fc.boolean(), (items, resend) => {
        const bytes = settleBytes(items, resend);
        expect(writePlain(new SettleCall(items, resend))).toStrictEqual(bytes);
      }),
    ));

  it("requests of a batch", () =>
    fc.assert(
      fc.property(plainRequests, (requests) => {
        expect(writePlain(new EnqueueCall(requests))).toStrictEqual(requestBytes(requests));
      }),
    ));

  it("requests for times before 1970, if at all", () =>
    fc.assert(
      fc.property(fc.array(enqueueRequest, { maxLength: 4 }), (requests) => {
        const bytes = requestBytes(requests);
        const call = new EnqueueCall(requests);
        expect(writePlain(call) ?? toBinary(EnqueueBatchRequestSchema, call)).toStrictEqual(bytes);
      }),
    ));

  it("the result of one enqueue", () =>
    fc.assert(
      fc.property(enqueued, (result) => {
        const bytes = toBinary(EnqueueResponseSchema, encodeEnqueueResponse(result));
        const answer = new EnqueueAnswer(result);
        expect(writePlain(answer)).toStrictEqual(bytes);
        expect(toBinary(EnqueueResponseSchema, answer)).toStrictEqual(bytes);
        // Its job has been looked at.
        expect(writePlain(answer)).toBeUndefined();
        answer.job = undefined;
        answer.created = true;
        answer.replaced = false;
        answer.replicas = undefined;
        expect(toBinary(EnqueueResponseSchema, answer)).toStrictEqual(Uint8Array.of(16, 1));
      }),
    ));

  it("settlements with jobs to enqueue or steps to add, if at all", () =>
    fc.assert(
      fc.property(anySettlements, (items) => {
        const bytes = settleBytes(items, false);
        expect(writePlain(new SettleCall(items, false)) ?? bytes).toStrictEqual(bytes);
      }),
    ));

  it("leases with times before 1970, or by the view BASIC, if at all", () =>
    fc.assert(
      fc.property(anyLeases, (leases) => {
        const bytes = leaseBytes(leases);
        expect(writePlain(new LeaseAnswer(leases)) ?? bytes).toStrictEqual(bytes);
      }),
    ));

  it("results of a batch", () =>
    fc.assert(
      fc.property(mixedBatch, (results) => {
        expect(writePlain(new EnqueueBatchAnswer(results))).toStrictEqual(batchBytes(results));
      }),
    ));

  test.each([-1, 0.5, Number.NaN, 2 ** 31])("not with a priority of %d", (priority) => {
    const [lease] = fc.sample(leaseOf(plainJob, plainTime), 1) as [Lease];
    const odd = { ...lease, job: { ...lease.job, priority } };
    expect(writePlain(new LeaseAnswer([odd]))).toBeUndefined();
  });

  it("not after somebody has looked at its items, who may have changed them", () => {
    const leases = fc.sample(leaseOf(plainJob, plainTime), 3);
    const answer = new LeaseAnswer(leases);
    expect(toJson(LeaseResponseSchema, answer)).toMatchObject({
      leases: leases.map(({ job }) => ({ job: { id: job.id } })),
    });
    expect(writePlain(answer)).toBeUndefined();
    expect(toBinary(LeaseResponseSchema, answer)).toStrictEqual(leaseBytes(leases));
    answer.leases = [];
    expect(toBinary(LeaseResponseSchema, answer)).toHaveLength(0);
  });

  it("and no other message", () => {
    expect(writePlain(create(LeaseResponseSchema))).toBeUndefined();
  });
});

describe("a message of many jobs is read as protobuf reads it", () => {
  it("leases", () =>
    fc.assert(
      fc.property(plainLeases, (leases) => {
        const answer = read(LeaseResponseSchema, leaseBytes(leases));
        expect(answer).toBeInstanceOf(LeaseAnswer);
        expect(decodeLeases(answer)).toStrictEqual(leases);
      }),
    ));

  it("leases with times before 1970, or by the view BASIC", () =>
    fc.assert(
      fc.property(anyLeases, (leases) => {
        const answer = read(LeaseResponseSchema, leaseBytes(leases));
        expect(decodeLeases(answer)).toStrictEqual(leases);
      }),
    ));

  it("settlements", () =>
    fc.assert(
      fc.property(settlements, fc.boolean(), (items, resend) => {
        const request = read(SettleRequestSchema, settleBytes(items, resend));
        expect(request).toBeInstanceOf(SettleCall);
        expect(decodeSettlements(request)).toStrictEqual(items);
        expect(request.resend).toBe(resend);
      }),
    ));

  it("requests, one by one or in a batch", () =>
    fc.assert(
      fc.property(plainRequests, (requests) => {
        expect(readMany?.(requestBytes(requests))).toStrictEqual(requests);
        for (const request of requests) {
          const bytes = toBinary(EnqueueRequestSchema, encodeEnqueueRequest(request));
          expect(readOne?.(bytes)).toStrictEqual([request]);
        }
      }),
    ));

  it("requests, broken, cut or written otherwise, if at all", () =>
    fc.assert(
      fc.property(plainRequests.map(requestBytes).chain(broken), (bytes) => {
        const plain = readMany?.(bytes);
        if (plain === undefined) return;
        const { requests } = fromBinary(EnqueueBatchRequestSchema, bytes);
        expect(plain).toStrictEqual(requests.map(decodeEnqueueRequest));
      }),
      { numRuns: 2_000 },
    ));

  it("requests with fields of newer clients, which are left out", () => {
    const [request] = fc.sample(fullRequest.map(plainRequest), 1) as [EnqueueRequest];
    const newer = encodeEnqueueRequest(request);
    for (const message of [newer, newer.unique, newer.backoff, newer.timeout]) {
      if (message !== undefined) message.$unknown = newerFields();
    }
    const bytes = toBinary(EnqueueRequestSchema, newer);
    expect(readOne?.(bytes)).toStrictEqual([request]);
  });

  it("settlements with jobs to enqueue or steps to add", () =>
    fc.assert(
      fc.property(anySettlements, (items) => {
        const request = read(SettleRequestSchema, settleBytes(items, false));
        expect(decodeSettlements(request)).toStrictEqual(items);
      }),
    ));

  it("settlements of which one has no outcome", () => {
    const [item] = fc.sample(settlement, 1) as [Settlement];
    const message = create(SettleRequestSchema, {
      items: [encodeSettlement(item), { jobId: "1-a", token: 1n }],
    });
    const request = read(SettleRequestSchema, toBinary(SettleRequestSchema, message));
    expect(decodeSettlements(request)).toStrictEqual([
      item,
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    ]);
  });

  it("results of a batch, whose payloads the requests have", () =>
    fc.assert(
      fc.property(batch, (results) => {
        const answer = read(EnqueueBatchResponseSchema, batchBytes(results));
        expect(answer).toBeInstanceOf(EnqueueBatchAnswer);
        expect(decodeEnqueueBatch(answer, requestsOf(results))).toStrictEqual(results);
      }),
    ));

  it("results of a batch with errors among them", () =>
    fc.assert(
      fc.property(mixedBatch, (results) => {
        const answer = read(EnqueueBatchResponseSchema, batchBytes(results));
        expect(decodeEnqueueBatch(answer, requestsOf(results))).toStrictEqual(results);
      }),
    ));

  it("with fields of newer servers in each message, which are left out", () => {
    const leases = fc.sample(leaseOf(plainJob, plainTime), 3);
    const newer = create(LeaseResponseSchema, { leases: leases.map(encodeLease) });
    const added = newerFields();
    newer.$unknown = added;
    for (const lease of newer.leases) {
      lease.$unknown = added;
      if (lease.job !== undefined) lease.job.$unknown = added;
      if (lease.job?.runAt !== undefined) lease.job.runAt.$unknown = added;
      if (lease.job?.backoff !== undefined) lease.job.backoff.$unknown = added;
    }
    const answer = read(LeaseResponseSchema, toBinary(LeaseResponseSchema, newer));
    expect(answer).toBeInstanceOf(LeaseAnswer);
    expect(decodeLeases(answer)).toStrictEqual(leases);
  });

  it("leases, broken, cut or written otherwise: whatever the bytes are", () =>
    readsAsProtobuf(LeaseResponseSchema, plainLeases.map(leaseBytes), decodeLeases, ({ leases }) =>
      leases.map(decodeLease),
    ));

  it("settlements likewise", () =>
    readsAsProtobuf(
      SettleRequestSchema,
      settlements.map((items) => settleBytes(items, true)),
      (request) => [decodeSettlements(request), request.resend],
      ({ items, resend }) => [items.map(decodeSettlement), resend],
    ));

  it("with its fields in another order, or twice", () => {
    const [{ job }] = fc.sample(leaseOf(plainJob, plainTime), 1) as [Lease];
    const jobBytes = toBinary(JobSchema, encodeLease({ job, token: 1, expiresAt: 1 }).job as never);
    const out = new BinaryWriter();
    out.uint32(10).fork();
    out.uint32(26).fork().uint32(8).int64(5).join();
    // A message that is given twice is merged.
    out.uint32(26).fork().uint32(16).int32(7_000_000).join();
    out.uint32(16).uint64(9);
    out.uint32(10).bytes(jobBytes);
    out.join();
    const answer = read(LeaseResponseSchema, out.finish());
    expect(decodeLeases(answer)).toStrictEqual([{ job, token: 9, expiresAt: 5_007 }]);
  });
});

test("the readers know of each field of the protos", () => {
  const last = (desc: DescMessage) => Math.max(...desc.fields.map(({ number }) => number));
  expect(last(JobSchema)).toBe(42);
  expect(last(RunStepSchema)).toBe(4);
  expect(last(LeaseSchema)).toBe(5);
  expect(last(SettleItemSchema)).toBe(7);
  expect(last(EnqueueRequestSchema)).toBe(22);
  expect(last(CompletedSchema)).toBe(3);
  expect(last(ThrottledSchema)).toBe(2);
});

function requestsOf(results: readonly EnqueueResult[]) {
  return results.map((result) => ({
    type: "a",
    payload: "job" in result ? result.job.payload : undefined,
  }));
}

/** Fields with the number 99, of each wire type that has values of its own. */
function newerFields(): UnknownField[] {
  return [
    { no: 99, wireType: WireType.Varint, data: Uint8Array.of(0x96, 0x01) },
    { no: 99, wireType: WireType.Bit64, data: new Uint8Array(8) },
    { no: 99, wireType: WireType.LengthDelimited, data: Uint8Array.of(2, 1, 2) },
    { no: 99, wireType: WireType.Bit32, data: new Uint8Array(4) },
  ];
}
