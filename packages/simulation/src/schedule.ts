import { AFTER_RULES, type AfterRule, type Delivery } from "@millrace/core";
import { FLOW_KEYS, type FlowPlan, flowPlan, startPlanOf } from "./flow-plan.ts";
import { Random } from "./random.ts";

/** Everything that a seed decides ahead of a run. Times are in ms since its start. */
export interface Schedule {
  readonly seed: number;
  /** Nothing fails: no call is lost, nobody crashes, no clock is wrong. */
  readonly faultless: boolean;
  readonly maintained: boolean;
  readonly workers: readonly WorkerPlan[];
  readonly jobs: readonly JobPlan[];
  readonly groups: readonly GroupPlan[];
  readonly bulkCancels: readonly BulkCancelPlan[];
  /** What is set for one of the queues, if anything is. */
  readonly flow?: FlowPlan;
  readonly faults: readonly FaultPlan[];
  /** When the faults end. */
  readonly faultsEndMs: number;
}

/** Jobs that belong together, and when no more can join them. */
export interface GroupPlan {
  readonly sealMs: number;
}

/** Somebody cancels the jobs of a type that there are at that time. */
export interface BulkCancelPlan {
  readonly atMs: number;
  readonly type: string;
}

/** A worker, on a machine of its own. */
export interface WorkerPlan {
  readonly startMs: number;
  /** When it is told to stop, if before the end. */
  readonly stopMs?: number;
  readonly graceMs: number;
  readonly concurrency: number;
  readonly leaseAhead: number;
  readonly leaseMs: number;
}

/** A job, and how its attempts go. */
export interface JobPlan {
  readonly number: number;
  readonly type: string;
  readonly enqueueMs: number;
  readonly delayMs: number;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly delivery: Delivery;
  readonly backoffMs: number;
  readonly timeoutMs?: number;
  /** When somebody cancels it. */
  readonly cancelMs?: number;
  /** The jobs that it comes after, as far as those are enqueued before it. */
  readonly after?: readonly number[];
  readonly afterRule?: AfterRule;
  /** The number of the group that it joins. */
  readonly group?: number;
  /** The key that one job of its type at most has until it has finished. */
  readonly unique?: string;
  /** Its concurrency key. */
  readonly key?: string;
  /** How many jobs its handler enqueues with its completion. Defaults to none. */
  readonly children?: number;
  /** How each start of its handler goes; after the last one, handlers complete at once. */
  readonly starts: readonly StartPlan[];
}

/** How one start of a handler goes. */
export interface StartPlan {
  readonly takesMs: number;
  readonly ends: "completed" | "failed" | "permanent" | "retry-after" | "snoozed";
  /** Whether it reports progress halfway. */
  readonly reports: boolean;
  /** Whether it ends when its signal is aborted. */
  readonly obeys: boolean;
}

/** Something that goes wrong. */
export type FaultPlan =
  | { readonly kind: "crash" | "half-open crash"; readonly atMs: number; readonly worker: number }
  | { readonly kind: "stall"; readonly atMs: number; readonly worker: number; readonly ms: number }
  | { readonly kind: "clock"; readonly atMs: number; readonly worker: number; readonly ms: number }
  | { readonly kind: "store clock"; readonly atMs: number; readonly ms: number }
  | NetworkFaultPlan;

/** Calls of one worker, or of all and the producer, that go wrong for a while, and how often. */
export interface NetworkFaultPlan {
  readonly kind: "network";
  readonly atMs: number;
  readonly untilMs: number;
  readonly worker: number | "all";
  readonly lost: number;
  readonly answerLost: number;
  readonly duplicated: number;
  /** The caller gives up, and the call arrives later. */
  readonly late: number;
}

const TYPES = ["mail", "report"];
const UNIQUE_KEYS = ["a", "b"];
const FAULTLESS_SHARE = 0.25;
/** What tells the seeds of joins from those of schedules. */
const JOINS = 1_000_000_007;
/** The same of children. */
const CHILDREN = 2_000_000_011;
/** The same of operations. */
const OPERATIONS = 3_000_000_019;
/** The same of groups. */
const GROUPS = 3_500_000_017;
/** The same of unique keys. */
const UNIQUE = 4_000_000_007;
/** The same of keys, and of what is set for their queue. */
const FLOWS = 4_500_000_023;
/** The same of rates. */
const RATES = 5_000_000_021;
/** The same of queues with many jobs, and of what else limits them. */
const CROWDS = 5_500_000_003;
/** The jobs and faults of a run come within this time. */
const BUSY_MS = 10_000;

/** The schedule of `seed`. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed);
  const faultless = random.chance(FAULTLESS_SHARE);
  const workers = times(random.int(2, 3), () => workerPlan(random));
  // Other streams, so that the rest of a seed's schedule stays as it is without them.
  const joins = new Random(seed + JOINS);
  const children = new Random(seed + CHILDREN);
  const operations = new Random(seed + OPERATIONS);
  const belonging = new Random(seed + GROUPS);
  const keys = new Random(seed + UNIQUE);
  const flows = new Random(seed + FLOWS);
  const crowds = new Random(seed + CROWDS);
  const starts = startPlanOf(new Random(seed + RATES), crowds, BUSY_MS);
  const flow = flows.chance(0.3) ? flowPlan(flows, TYPES, BUSY_MS, starts) : undefined;
  const groups = times(belonging.chance(0.3) ? belonging.int(1, 2) : 0, () => ({
    sealMs: belonging.int(0, BUSY_MS),
  }));
  const uniqueShare = keys.chance(0.3) ? 0.5 : 0;
  const bulkCancels = times(operations.chance(0.2) ? operations.int(1, 2) : 0, () => ({
    atMs: operations.int(0, BUSY_MS),
    type: operations.pick(TYPES),
  }));
  const jobs = times(random.int(5, 15), (number) =>
    withKey(flow, flows, {
      ...jobPlan(random, number),
      ...(number > 0 && joins.chance(0.25) && joinPlan(joins, number)),
      ...(children.chance(0.3) && { children: children.int(1, 3) }),
      ...(belonging.chance(0.5) &&
        groups.length > 0 && { group: belonging.int(0, groups.length - 1) }),
      ...(keys.chance(uniqueShare) && { unique: keys.pick(UNIQUE_KEYS) }),
    }),
  );
  if (flow !== undefined && crowds.chance(0.15)) {
    jobs.push(...times(crowds.int(10, 30), (i) => crowdJob(crowds, jobs.length + i, flow)));
  }
  const faults = faultless ? [] : times(random.int(1, 6), () => faultPlan(random, workers.length));
  const faultsEndMs = Math.max(0, ...faults.map((fault) => endOf(fault)));
  const maintained = random.chance(0.5);
  return {
    ...{ seed, faultless, maintained, workers, jobs },
    ...{ groups, bulkCancels, faults, faultsEndMs },
    ...(flow && { flow }),
  };
}

/** One of many jobs of a queue that come together. */
function crowdJob(random: Random, number: number, { type }: FlowPlan): JobPlan {
  const { cancelMs: _, ...plan } = jobPlan(random, number);
  const enqueueMs = random.pick([0, 0, random.int(0, 3_000)]);
  const key = random.pick([undefined, ...FLOW_KEYS]);
  const starts = plan.starts
    .slice(0, 2)
    .map((start) => ({ ...start, takesMs: random.int(1, 300) }));
  const priority = random.pick([5, 5, 5, 5, 5, 5, 100]);
  const calm = { ...plan, type, enqueueMs, delayMs: 0, priority, starts };
  return { ...calm, ...(key !== undefined && { key }) };
}

function withKey(flow: FlowPlan | undefined, random: Random, plan: JobPlan): JobPlan {
  if (plan.type !== flow?.type || random.chance(0.2)) return plan;
  return { ...plan, key: random.pick(FLOW_KEYS) };
}

function workerPlan(random: Random): WorkerPlan {
  const startMs = random.chance(0.7) ? 0 : random.int(0, BUSY_MS);
  return {
    startMs,
    ...(random.chance(0.25) && { stopMs: startMs + random.int(0, BUSY_MS) }),
    graceMs: random.pick([0, 500, 5_000]),
    concurrency: random.int(1, 3),
    leaseAhead: random.pick([0, 1, 5]),
    leaseMs: random.pick([500, 2_000, 10_000]),
  };
}

function jobPlan(random: Random, number: number): JobPlan {
  const atMostOnce = random.chance(0.2);
  return {
    number,
    type: random.pick(TYPES),
    enqueueMs: random.chance(0.5) ? 0 : random.int(0, BUSY_MS),
    delayMs: random.chance(0.7) ? 0 : random.int(1, 3_000),
    priority: random.pick([5, 5, 5, 1, 100]),
    maxAttempts: random.int(1, 4),
    delivery: atMostOnce ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
    backoffMs: random.pick([0, 100, 2_000]),
    ...(random.chance(0.3) && { timeoutMs: random.int(1, 3_000) }),
    ...(random.chance(0.15) && { cancelMs: random.int(0, BUSY_MS) }),
    starts: times(random.int(0, 4), () => startPlan(random, atMostOnce)),
  };
}

function joinPlan(random: Random, number: number): Pick<JobPlan, "after" | "afterRule"> {
  const after = times(random.int(1, 3), () => random.int(0, number - 1));
  return { after: [...new Set(after)], afterRule: random.pick(AFTER_RULES) };
}

function startPlan(random: Random, atMostOnce: boolean): StartPlan {
  const ends = random.pick([
    "completed",
    "completed",
    "failed",
    "failed",
    "permanent",
    "retry-after",
    "snoozed",
  ] as const);
  return {
    takesMs: random.pick([0, random.int(1, 50), random.int(50, 6_000)]),
    // A handler that snoozes asks for another start.
    ends: atMostOnce && ends === "snoozed" ? "completed" : ends,
    reports: random.chance(0.3),
    obeys: random.chance(0.7),
  };
}

function faultPlan(random: Random, workers: number): FaultPlan {
  const atMs = random.int(0, BUSY_MS);
  const worker = random.int(0, workers - 1);
  const kind = random.pick(["crash", "half-open crash", "stall", "clock", "store clock"] as const);
  if (random.chance(0.4)) return networkFaultPlan(random, atMs, worker);
  switch (kind) {
    case "crash":
    case "half-open crash":
      return { kind, atMs, worker };
    case "stall":
      return { kind, atMs, worker, ms: random.int(1, 12_000) };
    case "clock":
      return { kind, atMs, worker, ms: random.int(-20_000, 20_000) };
    case "store clock":
      return { kind, atMs, ms: random.int(-5_000, 20_000) };
  }
}

function networkFaultPlan(random: Random, atMs: number, worker: number): NetworkFaultPlan {
  const share = () => random.pick([0, 0, 0.1, 0.3, 0.6]);
  return {
    kind: "network",
    atMs,
    untilMs: atMs + random.int(1, 8_000),
    worker: random.chance(0.5) ? "all" : worker,
    lost: share(),
    answerLost: share(),
    duplicated: share(),
    late: share(),
  };
}

function endOf(fault: FaultPlan): number {
  if (fault.kind === "network") return fault.untilMs;
  return fault.kind === "stall" ? fault.atMs + fault.ms : fault.atMs;
}

function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
