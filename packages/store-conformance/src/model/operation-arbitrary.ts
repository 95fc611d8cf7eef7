import {
  ACTION_STATUSES,
  AFTER_RULES,
  GROUP_CALLBACKS,
  JOB_STATUSES,
  KEY_ON_FAILURE,
  KEY_ORDERS,
  OPERATION_ACTIONS,
  type Rate,
} from "@millrace/core";
import fc, { type Arbitrary } from "fast-check";
import { UNIQUE_KEYS } from "./one-holder.ts";
import type {
  BulkPlan,
  ChildPlan,
  ExtendPlan,
  GroupPlan,
  LeasePlan,
  ListPlan,
  Operation,
  OutcomePlan,
  RequestPlan,
  SettlePlan,
} from "./operation.ts";
import { HOUR_MS, SOON_MS, type StoreTime } from "./store-time.ts";

/** The lengths of time that an operation may name. */
interface Lengths {
  readonly rates: readonly Rate[];
  readonly lease: readonly number[];
  readonly wait: readonly number[];
  readonly backoff: readonly number[];
  readonly retention: readonly number[];
  readonly expires: readonly number[];
  readonly pass: readonly number[];
  readonly aging: readonly number[];
}

const LENGTHS: Readonly<Record<StoreTime, Lengths>> = {
  // Whole seconds: what must not fall due at one and the same time is moved apart by less.
  virtual: {
    lease: [HOUR_MS, 5_000, 1_000],
    wait: [1_000, 5_000, HOUR_MS],
    backoff: [1_000, 3_000, HOUR_MS],
    retention: [HOUR_MS, 10_000, 1_000],
    expires: [1_000, 5_000, HOUR_MS],
    pass: [1_000, 2_000, 10_000, 2 * HOUR_MS],
    aging: [1, 1_000, HOUR_MS],
    rates: [
      { limit: 2, periodMs: 6_400 },
      { limit: 3, periodMs: 5_000, burst: 1 },
      { limit: 4, periodMs: HOUR_MS, burst: 2 },
    ],
  },
  // What is short is over before the next call, so nothing depends on how fast calls are.
  real: {
    lease: [HOUR_MS, 3 * HOUR_MS, SOON_MS],
    wait: [0, SOON_MS, HOUR_MS, 3 * HOUR_MS],
    backoff: [0, HOUR_MS],
    retention: [HOUR_MS, 3 * HOUR_MS],
    // No redrive may make a short one.
    expires: [HOUR_MS],
    pass: [],
    // No priority makes up for a time that is nearly as long as it is worth.
    aging: [HOUR_MS / 6, 24 * HOUR_MS],
    rates: [
      { limit: 2, periodMs: 31 * 24 * HOUR_MS },
      { limit: 4, periodMs: 30 * 24 * HOUR_MS },
    ],
  },
};

/** With {@link KEYS}, what is the same when it is joined by one of the characters that both may hold. */
const TYPES = ["a", "a:b"] as const;
const KEYS = ["k", "b:k", ":b:k {é}\0"] as const;
const METADATA = [{ team: "x" }, { team: "y", "": "empty", é: "💥" }] as const;
/** Around the sizes at which a store may keep bytes in another way. */
const ON_CONFLICT = ["RETURN_EXISTING", "REJECT", "REPLACE", "REPLACE"] as const;
const BYTES = [0, 1, 200, 5_000, 70_000] as const;
const MAX_OPERATIONS = 40;

/** Sequences of calls for a store with this kind of time. */
export function operationSequences(time: StoreTime): Arbitrary<Operation[]> {
  const sequence = (lengths: Lengths) =>
    fc.array(operations(lengths), { minLength: 1, maxLength: MAX_OPERATIONS, size: "max" });
  const lengths = LENGTHS[time];
  // By a real clock, ageing has calls come some milliseconds apart, which takes time.
  return fc.oneof(
    { weight: 3, arbitrary: sequence({ ...lengths, aging: [] }) },
    { weight: 1, arbitrary: sequence(lengths) },
  );
}

function operations(lengths: Lengths): Arbitrary<Operation> {
  const job = fc.nat(9);
  const group = fc.nat(2);
  const type = fc.constantFrom(...TYPES);
  const limit = fc.constantFrom(undefined, 1, 2, 3);
  // Any, or one that jobs have after their first changes.
  const sequence = fc.integer({ min: 1, max: 4 });
  const change = { job, ifSequence: fc.option(sequence, { nil: undefined, freq: 2 }) };
  const lease = leasePlans(lengths);
  const leaseMs = fc.constantFrom(...lengths.lease);
  const passes = lengths.pass.map((ms) => fc.constant({ call: "pass", ms } as const));
  return fc.oneof(
    { weight: 6, arbitrary: record("enqueue", { requests: some(requestPlans(lengths)) }) },
    { weight: 7, arbitrary: lease.map((plan) => ({ call: "lease", ...plan }) as const) },
    { weight: 3, arbitrary: record("extend", { items: some(extendPlans()), leaseMs }) },
    {
      weight: 6,
      arbitrary: record("settle", { items: some(settlePlans(lengths)), resend: fc.boolean() }),
    },
    { weight: 2, arbitrary: record("update", { ...change, ...updateFields(lengths) }) },
    { weight: 1, arbitrary: record("cancel", change) },
    { weight: 1, arbitrary: record("cancel", { ...change, reason: fc.constantFrom("", "why é") }) },
    { weight: 2, arbitrary: record("redrive", change) },
    { weight: 1, arbitrary: record("delete", change) },
    {
      weight: 2,
      arbitrary: groupPlans(lengths).map((plan) => ({ call: "createGroup", ...plan }) as const),
    },
    { weight: 1, arbitrary: record("sealGroup", { group }) },
    { weight: 1, arbitrary: record("cancelGroup", { group }) },
    { weight: 1, arbitrary: record("retryGroup", { group }) },
    { weight: 2, arbitrary: bulkPlans(type) },
    { weight: 1, arbitrary: record("pause", { type }) },
    { weight: 2, arbitrary: record("resume", { type }) },
    { weight: 1, arbitrary: record("drain", { type }) },
    {
      weight: 2,
      arbitrary: record("limit", {
        type,
        maxRunning: limit,
        keyMaxRunning: limit,
        rate: fc.option(fc.constantFrom(...lengths.rates), { nil: undefined, freq: 1 }),
        keyRate: fc.option(fc.constantFrom(...lengths.rates), { nil: undefined, freq: 1 }),
        keyOnFailure: fc.constantFrom(undefined, ...KEY_ON_FAILURE),
        order: fc.option(fc.constantFrom(...KEY_ORDERS), { nil: undefined, freq: 1 }),
        agingMs: fc.constantFrom(undefined, ...lengths.aging),
      }),
    },
    {
      weight: 1,
      arbitrary: record("limitKey", {
        ...{ type, key: fc.constantFrom(...KEYS), maxRunning: limit },
        weight: fc.constantFrom(undefined, 0.4, 3),
        rate: fc.option(fc.constantFrom(...lengths.rates), { nil: undefined, freq: 1 }),
      }),
    },
    { weight: 1, arbitrary: record("resumeKey", { type, key: fc.constantFrom(...KEYS) }) },
    { weight: 1, arbitrary: record("get", { job }) },
    { weight: 1, arbitrary: record("list", { query: listPlans() }) },
    ...passes.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

function bulkPlans(type: Arbitrary<string>): Arbitrary<{ readonly call: "operate" } & BulkPlan> {
  return fc.constantFrom(...OPERATION_ACTIONS).chain((action) => {
    // Those that it cannot change are refused, as is a delete that names none.
    const some = fc.subarray([...ACTION_STATUSES[action]]);
    return record("operate", {
      ...{ action: fc.constant(action), type, statuses: fc.option(some, { nil: undefined }) },
      dryRun: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
      expectCount: fc.option(fc.constantFrom(1, 3), { nil: undefined, freq: 3 }),
    });
  });
}

function record<Call extends Operation["call"], Fields extends object>(
  call: Call,
  fields: { [Field in keyof Fields]: Arbitrary<Fields[Field]> },
): Arbitrary<{ readonly call: Call } & Fields> {
  return fc.record(fields).map((plan) => ({ call, ...(plan as Fields) }));
}

function some<Plan>(plan: Arbitrary<Plan>): Arbitrary<Plan[]> {
  return fc.array(plan, { minLength: 1, maxLength: 3 });
}

/** A record of which any field may be missing. */
function partial<Fields extends object>(
  fields: {
    [Field in keyof Fields]: Arbitrary<Fields[Field]>;
  },
): Arbitrary<Partial<Fields>> {
  return fc.record(fields, { requiredKeys: [] }) as Arbitrary<Partial<Fields>>;
}

function requestPlans(lengths: Lengths): Arbitrary<RequestPlan> {
  const type = fc.constantFrom(...TYPES);
  const when = fc.oneof(
    fc.constant({}),
    fc.constant({ overdueMs: HOUR_MS }),
    fc.constantFrom(...lengths.wait).map((delayMs) => ({ delayMs })),
  );
  const options = partial({
    payloadBytes: fc.constantFrom(...BYTES),
    // The last one is over the limit.
    priority: fc.constantFrom(5, 0, 10, 100, 101),
    maxAttempts: fc.constantFrom(1, 2, 3),
    backoff: fc.record({
      initialMs: fc.constantFrom(...lengths.backoff),
      multiplier: fc.constantFrom(1, 100),
      maxMs: fc.constant(100 * HOUR_MS),
      // Chance would tell the stores apart.
      jitter: fc.constant(0),
    }),
    concurrencyKey: fc.constantFrom(...KEYS),
    expiresInMs: fc.constantFrom(...lengths.expires),
    timeoutMs: fc.constantFrom(1_000, 30 * 24 * HOUR_MS),
    delivery: fc.constantFrom("AT_LEAST_ONCE" as const, "AT_MOST_ONCE" as const),
    metadata: fc.constantFrom<Readonly<Record<string, string>>>(...METADATA),
    retentionMs: fc.constantFrom(...lengths.retention),
  });
  const rich = fc.tuple(
    type,
    when,
    options,
    fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, joinPlans()),
    fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, fc.record({ group: fc.nat(2) })),
  );
  // Few, so that some repeat others. None has a time of day, which would make each another one.
  const keyed = fc.record(
    {
      type,
      idempotencyKey: fc.constantFrom(...KEYS),
      delayMs: fc.constantFrom(...lengths.wait),
      maxAttempts: fc.constant(1),
    },
    { requiredKeys: ["type", "idempotencyKey"] },
  );
  const unique = fc.record(
    {
      type,
      unique: fc
        .tuple(fc.constantFrom(...UNIQUE_KEYS), fc.constantFrom(...ON_CONFLICT))
        .map(([key, onConflict]) => ({ ...key, onConflict })),
      delayMs: fc.constantFrom(...lengths.wait),
      payloadBytes: fc.constantFrom(...BYTES),
      maxAttempts: fc.constantFrom(1, 2),
    },
    { requiredKeys: ["type", "unique"] },
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ type }) },
    { weight: 2, arbitrary: unique as Arbitrary<RequestPlan> },
    {
      weight: 3,
      arbitrary: rich.map(([type, when, options, join, group]) => ({
        type,
        ...when,
        ...options,
        ...join,
        ...group,
      })),
    },
    { weight: 1, arbitrary: keyed as Arbitrary<RequestPlan> },
  );
}

function updateFields(lengths: Lengths) {
  const maybe = <Value>(arbitrary: Arbitrary<Value>) =>
    fc.option(arbitrary, { nil: undefined, freq: 2 });
  return {
    delayMs: maybe(fc.constantFrom(0, ...lengths.wait)),
    priority: maybe(fc.constantFrom(5, 0, 100, 101)),
    payloadBytes: maybe(fc.constantFrom(...BYTES)),
    metadata: maybe(fc.constantFrom<Readonly<Record<string, string>>>({}, ...METADATA)),
  };
}

function joinPlans(): Arbitrary<Pick<RequestPlan, "after" | "afterRule">> {
  const after = fc.array(fc.nat(5), { minLength: 1, maxLength: 3 });
  const rule = fc.constantFrom(...AFTER_RULES);
  return fc.tuple(after, rule).map(([after, afterRule]) => ({ after, afterRule }));
}

function groupPlans(lengths: Lengths): Arbitrary<GroupPlan> {
  return fc.record({
    sealed: fc.boolean(),
    jobs: fc.array(childPlans(), { maxLength: 3 }),
    callbacks: fc.subarray([...GROUP_CALLBACKS]),
    type: fc.constantFrom(...TYPES),
    retentionMs: fc.constantFrom(...lengths.retention),
  });
}

function leasePlans(lengths: Lengths): Arbitrary<LeasePlan> {
  return fc.record({
    types: fc.constantFrom<string[]>(
      ...TYPES.map((type) => [type]),
      [...TYPES],
      TYPES.toReversed(),
    ),
    maxJobs: fc.integer({ min: 1, max: 4 }),
    leaseMs: fc.constantFrom(...lengths.lease),
    workerId: fc.constantFrom("w1", "w 2"),
  });
}

function tokenFields() {
  return {
    lease: fc.nat(5),
    token: fc.oneof(
      { weight: 6, arbitrary: fc.constant("as granted" as const) },
      { weight: 1, arbitrary: fc.constantFrom("zero" as const, "from the future" as const) },
    ),
  };
}

function extendPlans(): Arbitrary<ExtendPlan> {
  const progress = fc.record(
    { fraction: fc.constantFrom(0, 0.5, 1), message: fc.constantFrom("", "half é") },
    { requiredKeys: ["fraction"] },
  );
  const fields = fc.record({ ...tokenFields(), progress }, { requiredKeys: ["lease", "token"] });
  return fields as Arbitrary<ExtendPlan>;
}

function settlePlans(lengths: Lengths): Arbitrary<SettlePlan> {
  return fc.record({ ...tokenFields(), outcome: outcomePlans(lengths) });
}

function outcomePlans(lengths: Lengths): Arbitrary<OutcomePlan> {
  const waitMs = fc.constantFrom(...lengths.wait);
  const failure = partial({
    details: fc.constantFrom("", "at é 💥"),
    permanent: fc.boolean(),
    retryAfterMs: waitMs,
  });
  return fc.oneof(
    fc.constant({ kind: "completed" as const }),
    fc.record({ kind: fc.constant("completed" as const), resultBytes: fc.constantFrom(...BYTES) }),
    fc.record({ kind: fc.constant("completed" as const), children: some(childPlans()) }),
    failure.map((how) => ({ kind: "failed", message: "no", ...how }) as const),
    waitMs.map((delayMs) => ({ kind: "snoozed", delayMs }) as const),
    fc.record({
      kind: fc.constant("throttled" as const),
      retryAfterMs: waitMs,
      scope: fc.constantFrom("KEY", "KEY", "JOB", "QUEUE"),
    }),
    fc.boolean().map((started) => ({ kind: "released", started }) as const),
  );
}

function childPlans(): Arbitrary<ChildPlan> {
  const options = partial({
    payloadBytes: fc.constantFrom(...BYTES),
    // The last one is over the limit.
    priority: fc.constantFrom(5, 0, 10, 101),
    maxAttempts: fc.constantFrom(1, 2),
  });
  return fc
    .tuple(fc.constantFrom(...TYPES), options)
    .map(([type, options]) => ({ type, ...options }));
}

function listPlans(): Arbitrary<ListPlan> {
  return partial({
    type: fc.constantFrom(...TYPES),
    statuses: fc.subarray([...JOB_STATUSES]),
    metadata: fc.constantFrom<Readonly<Record<string, string>>>({ team: "x" }),
    pageSize: fc.integer({ min: 1, max: 3 }),
  });
}
