import type { ArchiveStore } from "./archive-store.ts";
import type { ErrorStore } from "./error-store.ts";
import type { GroupStore } from "./group-store.ts";
import type { JobSource } from "./job-source.ts";
import { type ErrorCode, MillraceError } from "./millrace-error.ts";
import type { QueueStore } from "./queue-store.ts";
import type { RunStore } from "./run-store.ts";
import type { ScheduleStore } from "./schedule-store.ts";
import type { Store } from "./store.ts";
import type { WorkerStore } from "./worker-store.ts";

/** The methods of a store that take time, those of its nouns under the noun's name. */
type ObservedMethods = Omit<
  Store,
  | "kind"
  | "batchSize"
  | "stepResult"
  | "onCancelRequested"
  | "beforeRescue"
  | "onRoleReleased"
  | "queues"
  | "workers"
  | "groups"
  | "errors"
  | "operations"
  | "runs"
  | "archive"
  | "schedules"
> & {
  readonly [Name in keyof ArchiveStore as `archive.${Name}`]: ArchiveStore[Name];
} & {
  readonly [Name in keyof QueueStore as `queues.${Name}`]: QueueStore[Name];
} & {
  readonly [Name in keyof WorkerStore as `workers.${Name}`]: WorkerStore[Name];
} & {
  readonly [Name in keyof Store["operations"] as `operations.${Name}`]: Store["operations"][Name];
} & {
  readonly [Name in keyof GroupStore as `groups.${Name}`]: GroupStore[Name];
} & {
  readonly [Name in keyof ErrorStore as `errors.${Name}`]: ErrorStore[Name];
} & {
  readonly [Name in Exclude<keyof RunStore, "onNews"> as `runs.${Name}`]: RunStore[Name];
} & {
  readonly [Name in Exclude<
    keyof ScheduleStore,
    "onChange"
  > as `schedules.${Name}`]: ScheduleStore[Name];
};

/** The name of such a method; `watch` is a call from its first event on to its end. */
export type StoreCallName = keyof ObservedMethods;

/** A call of a store, or of a source of jobs, that begins. */
export type StoreCall = {
  readonly [Name in StoreCallName]: {
    readonly name: Name;
    readonly args: Readonly<Parameters<ObservedMethods[Name]>>;
    /** How many jobs, leases or settlements it brings; 0 for a call without a list. */
    readonly items: number;
  };
}[StoreCallName];

/** How a call has ended. */
export interface CallEnd {
  /** Why it has failed as a whole; absent when it has not. What is no MillraceError is `INTERNAL`. */
  readonly code?: ErrorCode;
  /** How many jobs, leases, results or queues its answer lists, or events a watch has told of; else 0. */
  readonly items: number;
  /** What it answers, as its method does; absent when it has failed, and of a watch. */
  readonly answer?: unknown;
}

/** Called as each call begins; what it returns is called once, at the call's end. */
export type ObserveCall = (call: StoreCall) => (end: CallEnd) => void;

const CALLS: Readonly<Record<StoreCallName, true>> = {
  ready: true,
  warnings: true,
  enqueue: true,
  get: true,
  list: true,
  watch: true,
  explain: true,
  update: true,
  cancel: true,
  redrive: true,
  delete: true,
  lease: true,
  extend: true,
  settle: true,
  maintain: true,
  holdRole: true,
  releaseRole: true,
  listRoles: true,
  ping: true,
  "queues.list": true,
  "queues.get": true,
  "queues.stats": true,
  "queues.pause": true,
  "queues.resume": true,
  "queues.drain": true,
  "queues.setLimits": true,
  "queues.setKeyLimits": true,
  "queues.resumeKey": true,
  "queues.listKeys": true,
  "workers.heartbeat": true,
  "workers.leave": true,
  "workers.list": true,
  "operations.start": true,
  "operations.get": true,
  "operations.list": true,
  "operations.stop": true,
  "operations.open": true,
  "operations.save": true,
  "operations.change": true,
  "groups.create": true,
  "groups.get": true,
  "groups.seal": true,
  "groups.listJobs": true,
  "groups.cancel": true,
  "groups.retry": true,
  "errors.listGroups": true,
  "runs.putWorkflow": true,
  "runs.getWorkflow": true,
  "runs.listWorkflows": true,
  "runs.newId": true,
  "runs.get": true,
  "runs.list": true,
  "runs.due": true,
  "runs.change": true,
  "runs.tell": true,
  "runs.delete": true,
  "schedules.get": true,
  "schedules.list": true,
  "schedules.due": true,
  "schedules.change": true,
  "schedules.firings": true,
  "archive.standings": true,
  "archive.restoreJobs": true,
  "archive.groups": true,
  "archive.restoreGroup": true,
  "archive.run": true,
  "archive.restoreRun": true,
  close: true,
};

/**
 * `source`, a store or any other source of jobs, each of whose calls is observed: for metrics and
 * spans. `observe` must not throw, and is called within the call, so what it sets for asynchronous
 * work (as `AsyncLocalStorage.enterWith` does) holds for the call. Whoever observes nothing leaves
 * this out, at no cost.
 */
export function observed<Source extends JobSource>(source: Source, observe: ObserveCall): Source {
  return observedObject(source, "", observe);
}

/** The nouns of a store whose calls are its own: each a property with methods. */
const NOUNS = new Set<PropertyKey>([
  "queues",
  "workers",
  "groups",
  "errors",
  "operations",
  "runs",
  "schedules",
  "archive",
] satisfies (keyof Store)[]);

/** `prefix` is what the names of its calls begin with. */
function observedObject<Target extends object>(
  source: Target,
  prefix: string,
  observe: ObserveCall,
): Target {
  const methods = new Map<PropertyKey, unknown>();
  const observedValue = (target: Target, name: PropertyKey, value: unknown): unknown => {
    if (typeof value === "function") {
      return observedMethod(target, `${prefix}${String(name)}`, value as Method, observe);
    }
    if (prefix !== "" || !NOUNS.has(name) || typeof value !== "object" || value === null)
      return value;
    return observedObject(value, `${String(name)}.`, observe);
  };
  return new Proxy(source, {
    get(target, name) {
      const known = methods.get(name);
      if (known !== undefined) return known;
      // Read from the target itself, because a proxy has none of its private fields.
      const value: unknown = Reflect.get(target, name, target);
      const wrapped = observedValue(target, name, value);
      if (wrapped !== value) methods.set(name, wrapped);
      return wrapped;
    },
  });
}

type Method = (...args: readonly unknown[]) => unknown;

function observedMethod(
  target: object,
  name: string,
  method: Method,
  observe: ObserveCall,
): Method {
  const bound = method.bind(target) as Method;
  if (!Object.hasOwn(CALLS, name)) return bound;
  const call = name as StoreCallName;
  if (call === "watch") return (...args) => observedStream(args, bound(...args), observe);
  return async (...args) => {
    const end = observe({ name: call, args, items: itemsOf(args[0]) } as StoreCall);
    try {
      const answer = await bound(...args);
      end({ items: itemsOf(answer), answer });
      return answer;
    } catch (error) {
      end({ code: codeOf(error), items: 0 });
      throw error;
    }
  };
}

async function* observedStream(
  args: readonly unknown[],
  events: unknown,
  observe: ObserveCall,
): AsyncGenerator<unknown> {
  const end = observe({ name: "watch", args, items: 0 } as StoreCall);
  let items = 0;
  let code: ErrorCode | undefined;
  try {
    for await (const event of events as AsyncIterable<unknown>) {
      items++;
      yield event;
    }
  } catch (error) {
    code = codeOf(error);
    throw error;
  } finally {
    end({ items, ...(code !== undefined && { code }) });
  }
}

/** How long the list is, or the page of jobs or queues. */
function itemsOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  const { jobs, queues } = (value ?? {}) as { readonly jobs?: unknown; readonly queues?: unknown };
  const listed = jobs ?? queues;
  return Array.isArray(listed) ? listed.length : 0;
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof MillraceError ? error.code : "INTERNAL";
}
