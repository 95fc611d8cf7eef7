import { AFTER_RULES, BOUNDS, type EnqueueRequest, type Unique } from "@millrace/core";
import fc from "fast-check";
import {
  anyText,
  backoff,
  contentType,
  delivery,
  lengthMs,
  text,
  time,
  traceContext,
  typeName,
} from "./arbitrary-jobs.ts";

const unique: fc.Arbitrary<Unique> = fc
  .tuple(
    fc.record(
      { key: text, onConflict: fc.constantFrom("RETURN_EXISTING" as const, "REJECT" as const) },
      { noNullPrototype: true, requiredKeys: ["key"] },
    ),
    fc.oneof(fc.constant({}), fc.record({ onConflict: fc.constant("REPLACE" as const) })),
    fc.oneof(
      fc.constant({}),
      fc.record({ until: fc.constantFrom("FINISHED" as const, "STARTED", "COMPLETED") }),
      fc.record({ ttlMs: fc.integer({ min: 1, max: BOUNDS.minRetentionMs }) }),
    ),
  )
  .map(([rest, ...others]) => Object.assign({}, rest, ...others));

/** Of every field: one that is added to a request must be added here. */
const REQUEST_FIELD_VALUES = {
  type: typeName,
  payload: fc.uint8Array({ minLength: 1, maxLength: 50 }),
  runAt: time,
  delayMs: lengthMs,
  priority: fc.nat(100),
  maxAttempts: fc.integer({ min: 1, max: 1000 }),
  backoff: fc.oneof(
    backoff,
    fc.constant({}),
    fc.record({ initialMs: lengthMs }, { noNullPrototype: true }),
  ),
  timeoutMs: fc.integer({ min: 1, max: BOUNDS.maxTimeoutMs }),
  expiresInMs: fc.integer({ min: 1, max: BOUNDS.maxDelayMs }),
  idempotencyKey: text,
  delivery,
  metadata: fc.dictionary(text, anyText, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  retentionMs: fc.integer({ min: BOUNDS.minRetentionMs, max: BOUNDS.maxRetentionMs }),
  durability: fc.constantFrom("STORED" as const, "REPLICATED" as const),
  contentType,
  traceContext,
  unique,
  concurrencyKey: text,
  after: fc.array(
    fc.nat(99).map((n) => `0-${String(n).padStart(16, "0")}`),
    { minLength: 1, maxLength: 3 },
  ),
  afterRule: fc.constantFrom(...AFTER_RULES),
  groupId: fc.nat(99).map((n) => `1-${String(n).padStart(16, "0")}`),
} as const satisfies {
  readonly [Field in keyof Required<EnqueueRequest>]: fc.Arbitrary<
    Exclude<EnqueueRequest[Field], undefined>
  >;
};

/** In order by the rules of the domain: some fields exclude others. */
export const enqueueRequest: fc.Arbitrary<EnqueueRequest> = fc
  .record(REQUEST_FIELD_VALUES, { noNullPrototype: true, requiredKeys: ["type"] })
  .map(inOrder);

/** As many fields as can be together. */
export const fullRequest: fc.Arbitrary<EnqueueRequest> = fc
  .record(REQUEST_FIELD_VALUES, { noNullPrototype: true })
  .map(inOrder);

function inOrder({ runAt, after, afterRule, groupId, ...request }: EnqueueRequest): EnqueueRequest {
  const isReplaced = request.unique?.onConflict === "REPLACE";
  return {
    ...request,
    ...(runAt !== undefined && request.delayMs === undefined && { runAt }),
    ...(groupId !== undefined && !isReplaced && { groupId }),
    ...(after !== undefined && !isReplaced && { after, ...(afterRule && { afterRule }) }),
  };
}
