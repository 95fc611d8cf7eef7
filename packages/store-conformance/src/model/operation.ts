import type {
  AfterRule,
  Backoff,
  Delivery,
  GroupCallback,
  JobStatus,
  KeyOnFailure,
  KeyOrder,
  OperationAction,
  Rate,
  ThrottleScope,
  Unique,
} from "@millrace/core";

/**
 * One call of a store in a generated sequence. It names no ids or tokens, which differ from store to
 * store: a job, lease or group is meant by how many came after it, so 0 is the latest.
 */
export type Operation =
  | { readonly call: "enqueue"; readonly requests: readonly RequestPlan[] }
  | ({ readonly call: "lease" } & LeasePlan)
  | { readonly call: "extend"; readonly items: readonly ExtendPlan[]; readonly leaseMs: number }
  | { readonly call: "settle"; readonly items: readonly SettlePlan[]; readonly resend: boolean }
  | ({ readonly call: "update" } & ChangePlan & UpdatePlan)
  | ({ readonly call: "cancel"; readonly reason?: string } & ChangePlan)
  | ({ readonly call: "redrive" } & ChangePlan)
  | ({ readonly call: "delete" } & ChangePlan)
  | ({ readonly call: "createGroup" } & GroupPlan)
  | { readonly call: "sealGroup" | "cancelGroup" | "retryGroup"; readonly group: number }
  /** What is done to many jobs, from its start to its end. */
  | ({ readonly call: "operate" } & BulkPlan)
  | { readonly call: "pause" | "resume" | "drain"; readonly type: string }
  /**
   * Where one store keeps no limits on a whole queue, because its queues lie in parts, none is set in the other.
   */
  | ({ readonly call: "limit"; readonly type: string } & LimitPlan)
  | ({ readonly call: "limitKey"; readonly type: string; readonly key: string } & KeyLimitPlan)
  | { readonly call: "resumeKey"; readonly type: string; readonly key: string }
  | { readonly call: "get"; readonly job: number }
  | { readonly call: "list"; readonly query: ListPlan }
  /** Time passes. A lease that follows finds what is due; otherwise maintenance does. */
  | { readonly call: "pass"; readonly ms: number };

/** What to do to which jobs. */
export interface BulkPlan {
  readonly action: OperationAction;
  readonly type: string;
  readonly statuses: readonly JobStatus[] | undefined;
  readonly dryRun: boolean;
  readonly expectCount: number | undefined;
}

/** The limits of a queue. */
export interface LimitPlan {
  readonly agingMs: number | undefined;
  readonly maxRunning: number | undefined;
  readonly keyMaxRunning: number | undefined;
  readonly rate: Rate | undefined;
  readonly keyRate: Rate | undefined;
  readonly keyOnFailure: KeyOnFailure | undefined;
  readonly order: KeyOrder | undefined;
}

/** The limits of one concurrency key. */
export interface KeyLimitPlan {
  readonly maxRunning: number | undefined;
  readonly weight: number | undefined;
  readonly rate: Rate | undefined;
}

/** A job to enqueue. */
export interface RequestPlan {
  readonly type: string;
  readonly concurrencyKey?: string;
  readonly payloadBytes?: number;
  /** Due this long ago. */
  readonly overdueMs?: number;
  readonly delayMs?: number;
  readonly expiresInMs?: number;
  readonly priority?: number;
  readonly maxAttempts?: number;
  readonly backoff?: Partial<Backoff>;
  readonly timeoutMs?: number;
  readonly idempotencyKey?: string;
  readonly unique?: Unique;
  readonly delivery?: Delivery;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly retentionMs?: number;
  /** The jobs that it comes after. */
  readonly after?: readonly number[];
  readonly afterRule?: AfterRule;
  /** The group that it joins. */
  readonly group?: number;
}

/** A group to create. */
export interface GroupPlan {
  readonly sealed: boolean;
  readonly jobs: readonly ChildPlan[];
  readonly callbacks: readonly GroupCallback[];
  /** The type of its callbacks. */
  readonly type: string;
  readonly retentionMs: number;
}

/** A job to change. */
export interface ChangePlan {
  readonly job: number;
  readonly ifSequence?: number | undefined;
}

/** What to change of a job. */
export interface UpdatePlan {
  readonly delayMs?: number | undefined;
  readonly priority?: number | undefined;
  readonly payloadBytes?: number | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A lease call. */
export interface LeasePlan {
  readonly types: readonly string[];
  readonly maxJobs: number;
  readonly leaseMs: number;
  readonly workerId: string;
}

/** Which lease to show: one that was granted, which may be stale by now, or a made-up token. */
export interface TokenPlan {
  readonly lease: number;
  readonly token: "as granted" | "zero" | "from the future";
}

export interface ExtendPlan extends TokenPlan {
  readonly progress?: { readonly fraction: number; readonly message?: string };
}

export interface SettlePlan extends TokenPlan {
  readonly outcome: OutcomePlan;
}

/** A job that is created with the completion of another one, or with a group. */
export type ChildPlan = Pick<RequestPlan, "type" | "payloadBytes" | "priority" | "maxAttempts">;

/** How an attempt ends. */
export type OutcomePlan =
  | {
      readonly kind: "completed";
      readonly resultBytes?: number;
      readonly children?: readonly ChildPlan[];
    }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly details?: string;
      readonly permanent?: boolean;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: "snoozed"; readonly delayMs: number }
  | { readonly kind: "throttled"; readonly retryAfterMs: number; readonly scope: ThrottleScope }
  | { readonly kind: "released"; readonly started: boolean };

/** A listing, read page by page to its end. */
export interface ListPlan {
  readonly type?: string;
  readonly statuses?: readonly JobStatus[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly pageSize?: number;
}
